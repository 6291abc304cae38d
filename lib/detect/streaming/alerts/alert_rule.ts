/** From the channels' shares to a score, and from scores to alerts. */
import type { Alert, AlertRow } from "./alert.ts";
import { beginningOf } from "./beginning.ts";
import type { Channel } from "../channels/channel.ts";
import { countedPart } from "./counted_part.ts";
import type { Course } from "../course/course.ts";
import { ageFactor, capFactor, DEFAULT_THRESHOLD, sensitivityFactor } from "./sensitivity.ts";
import { directionOf, isAsked, isAtItsHour, isWorth } from "./asked.ts";
import { CRITICAL, type Firing, tellEnd, tellFiring } from "./telling.ts";
import { Episodes } from "./episodes.ts";
import { Frozen } from "./frozen.ts";
import {
  count,
  isBack,
  isNewLevel,
  isOver,
  isSilent,
  isStillNothing,
  isWorse,
  type OpenAlert,
  openAlertState,
  opened,
  STRAYED,
  timesOff,
  turns,
  worsens,
} from "./open_alert.ts";
import { Outage } from "./outage.ts";
import { isOfAlert, staysAway } from "./of_alert.ts";
import { OwnRate } from "./own_rate.ts";
import type { RuleParts, RuleRow } from "./rule_parts.ts";
import { Standstill } from "./standstill.ts";
import { TakenLevel } from "./taken_level.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import { DAY, HOUR } from "../../../time.ts";

/** What a frozen series is told by. */
const STILL = { name: "quiet", expected: NaN, miss: NaN } as const;

/** Days before an hour is told from another. */
const HOURS_FROM = 3;

/** Judges row by row, and tells the person on call when something changes. */
export class AlertRule {
  /** What the threshold of this age is compared with, relative to it: 1 may ring. */
  level = 0;
  /** How far the newest row itself stands out, relative to the threshold at this age. */
  score = 0;
  /** Whether the newest row rings. */
  isAlert = false;
  /** Whether it stands out without ringing. */
  isQuiet = false;
  /** What changed with the newest row. */
  alert: Alert | undefined;
  readonly #parts: RuleParts;
  readonly #factor: number; // of the sensitivity, on the threshold
  #episodes: Episodes;
  readonly #outage = new Outage();
  readonly #own: OwnRate;
  readonly #standstill = new Standstill();
  readonly #frozen: Frozen;
  readonly #course: Course;
  readonly #taken = new TakenLevel();
  #open: OpenAlert | undefined;
  #strayed = 0; // running mean of spreads over the last hour
  #caution = 1; // so much further out than otherwise the newest row has to be

  /** Starts when the sampling step is known. */
  constructor(parts: RuleParts) {
    this.#parts = parts;
    const { rules, scale, usual } = parts;
    this.#factor = scale * sensitivityFactor(rules.sensitivity, usual.step);
    this.#episodes = new Episodes(rules.calmMinutes, rules.sensitivity.days);
    this.#own = new OwnRate(usual.step, parts.mostOwnRate);
    this.#frozen = new Frozen(usual.step);
    this.#course = parts.course;
  }

  /** Learns a row from before the step was known. */
  learn(time: number, value: number): void {
    this.#frozen.learn(value);
    this.#episodes.pass(time, this.#parts.usual.z); // windows hold it when scores begin
  }

  /** Takes a row that the channels have taken; `missing` samples were due before it. */
  push(row: RuleRow, missing: number, ready: boolean): void {
    const [{ usual }, { time, value }] = [this.#parts, row];
    const seen = { time, value, usual: usual.usual, deviation: value - usual.usual };
    this.level = this.score = 0;
    this.isAlert = this.isQuiet = false;
    this.alert = undefined;
    this.#outage.push(time, missing, usual);
    this.#standstill.push(time, value, usual);
    this.#frozen.push(time, value, usual);
    if (ready) {
      const age = time - this.#parts.start;
      const normal = DEFAULT_THRESHOLD * ageFactor(row.row + 1);
      this.#own.pass(time, age);
      const threshold = normal * this.#factor * this.#own.factor;
      const [whole, own] = this.#fuse(capFactor(threshold));
      const fused = whole / normal;
      this.#caution = this.#news(age);
      this.level = own / (threshold * this.#caution);
      if (this.#standstill.rings) this.level = Math.max(this.level, CRITICAL);
      if (this.#frozen.rings) this.level = Math.max(this.level, 1);
      if (this.level >= 1 || this.#own.counts(fused)) this.#judge(seen, { age, fused });
    } else this.#episodes.pass(time, usual.z);
    const { z, hourMiss } = usual;
    const beside = { z, hourMiss, raised: this.#own.factor, isAlert: this.isAlert };
    this.score = this.#course.score(this.level, beside);
    this.isQuiet = this.score >= 1 && !this.isAlert;
    const rate = Math.min(1, usual.step / HOUR);
    const spreads = Math.max(-10, Math.min(10, usual.spreads));
    this.#strayed += rate * (spreads - this.#strayed);
    this.#taken.push(usual);
    this.#follow(seen);
  }

  /** Nothing has come until `time`; the newest row is from `newest`. */
  tick(time: number, newest: number): void {
    const { usual, rules } = this.#parts;
    this.level = this.score = 0;
    this.isAlert = this.isQuiet = false;
    this.alert = undefined;
    const late = Outage.late(newest, time, usual.step);
    if (late === 0 || !this.#outage.confirms(time, newest, usual)) return;
    if (this.#open?.channel === "missing") {
      this.#episodes.stay(time);
      return;
    }
    if (rules.direction === "up" || rules.calendar.expects(time) === "quiet") return;
    if (!this.#outage.rings(newest, late, rules.sensitivity.days, usual)) return;
    this.#episodes.fire(time);
    this.isAlert = true;
    this.level = this.score = 1;
    const now = usual.until(time);
    const row = { time, value: NaN, usual: now.usual, deviation: NaN };
    const open = this.#open; // an alert that is open goes on as this one: both end together
    const { since = newest + usual.step, direction = "none", worst = row, score = 1 } = open ?? {};
    const fired = { since, channel: "missing", score } as const;
    this.#open = opened({ ...fired, direction }, worst, time);
    const gap = { from: newest + usual.step, late };
    this.alert = tellFiring({ ...fired, direction: "none", row, gap, isReturn: false }, now);
  }

  /** The alert that is open, as it stands. */
  end(time: number, value: number): Alert | undefined {
    const open = this.#open;
    if (open === undefined) return undefined;
    const ticked = open.channel === "missing" ? this.#episodes.lastHot : -Infinity;
    const until = Math.max(time + this.#parts.usual.step, ticked);
    return tellEnd(open, { time, value, how: "open", until }, this.#parts.usual);
  }

  /** Closes what is open: what comes next rings at once. */
  forget(): void {
    const { calmMinutes, sensitivity } = this.#parts.rules;
    this.#episodes = new Episodes(calmMinutes, sensitivity.days);
    this.#open = undefined;
  }

  /** Saves or takes back where it is. */
  state(io: StateIo): void {
    this.#episodes.state(io);
    this.#outage.state(io);
    this.#strayed = io.number("spreads of the last hour", this.#strayed, -10, 10);
    this.#own.state(io);
    this.#standstill.state(io);
    this.#frozen.state(io);
    this.#course.state(io);
    this.#taken.state(io);
    this.#open = openAlertState(io, this.#open);
  }

  /**
   * The fused score: shares add up, those of channels that yield but in part. Second the same as a
   * person is told: what yields does so also where the row itself is as it should be, and caps are
   * raised with the threshold. How often the series stands out is counted by the first.
   */
  #fuse(raised: number): [whole: number, own: number] {
    const { channels, usual, hour } = this.#parts;
    const weight = this.#course.weight(usual);
    let whole = 0;
    let own = 0;
    for (const channel of channels) {
      const [part, share] = [countedPart(channel, hour, this.#course), channel.share()];
      whole += part * share;
      const heard = part * (raised > 1 ? channel.share(raised) : share);
      own += channel.yields === "never" ? heard : weight * heard;
    }
    return [whole, own];
  }

  /** The channel that is told. */
  #loudest(): Pick<Channel, "name" | "expected" | "miss"> {
    const { channels, hour } = this.#parts;
    if (this.#standstill.rings) return hour;
    if (this.#frozen.rings) return STILL;
    const counted = (one: Channel) => countedPart(one, hour, this.#course) * one.share();
    return channels.reduce((a, b) => counted(b) > counted(a) ? b : a);
  }

  /** On the first day everything is new, and until hours are told apart what has rung rings again. */
  #news(age: number): number {
    const isNew = age < DAY || (age < HOURS_FROM * DAY && this.#episodes.lastAlert > -Infinity);
    return isNew ? this.#parts.caution : 1;
  }

  #judge(row: AlertRow, { age, fused }: { age: number; fused: number }): void {
    const [{ time, value }, { usual, rules }] = [row, this.#parts];
    const [standsOut, counts] = [this.level >= 1, this.#own.counts(fused)];
    if (usual.isFirstOfItsKind(value)) {
      if (standsOut) this.#episodes.hush(time, usual.step);
      if (counts) this.#own.hush(time);
      return;
    }
    if (this.#taken.isThere(row)) return; // no news, and without an echo: what goes further is
    const loudest = this.#loudest();
    const direction = directionOf(value, usual, loudest);
    const worth = isWorth(value, { usual, loudest, rules }) &&
      isAsked(value, direction, { usual, rules });
    const expects = rules.calendar.expects(time);
    const echo = this.#episodes.echo(usual.step);
    const known = expects === "quiet" ||
      (expects === "another day" && usual.fitsAnotherDay(value)) ||
      (isAtItsHour(value, usual) && rules.calendar.wasQuiet(time - echo, time)); // it is over
    if (!worth || known) {
      if (standsOut) this.#episodes.pass(time, usual.z);
      return;
    }
    const lasts = this.#frozen.rings || this.#standstill.rings;
    const z = usual.any && age >= HOURS_FROM * DAY && !lasts ? usual.z : Infinity;
    if (counts) this.#own.push({ time, age, level: fused, z });
    if (!standsOut) return;
    const [score, step] = [this.level, usual.step];
    const [was, standstill, frozen] = [this.#open, this.#standstill, this.#frozen];
    const hasTurned = turns(row, usual, standstill, was);
    const isNews = usual.known && (hasTurned || worsens(row, usual, standstill, was));
    const isOpen = isOfAlert(row, this.#parts, was);
    const over = Math.max(this.#episodes.lastHot, was?.lastHot ?? -Infinity);
    const isLoose = usual.known && was === undefined;
    const made = this.#episodes.push({ time, score, step, z, isNews, isOpen, isLoose });
    this.isAlert = made === "fires" || made === "rises";
    if (made === "echo") return;
    const ends = was !== undefined && (hasTurned || isBack(usual, was));
    if (ends && !this.isAlert) return; // is resolved
    const ended = ends ? tellEnd(was, { ...row, how: "turned" }, usual) : undefined;
    const open = this.#open = ends ? undefined : was;
    if (open !== undefined) {
      if (lasts || !isAtItsHour(value, usual)) open.lastHot = time;
      const critical = open.score < CRITICAL && this.level >= CRITICAL;
      if ((this.isAlert || !standstill.begins) && isWorse(row, this.level, open)) open.worst = row;
      open.score = Math.max(open.score, this.level);
      if (!this.isAlert && !critical) return;
    } else if (!this.isAlert) return;
    const fired = { channel: loudest.name, direction, score: this.level };
    const since = open?.since ??
      beginningOf(fired, { ...this.#parts, standstill, frozen }, over + step);
    this.#open ??= opened({ ...fired, since }, row, time, ends ? was.times : 0);
    const told = { ...fired, since, row, expected: loudest.expected, ended };
    this.alert = this.#firing(told, open === undefined);
  }

  /** Lets a row go on with the open alert, or resolves that once score and hour have been calm. */
  #follow(row: AlertRow): void {
    const { usual, hour } = this.#parts;
    const open = this.#open;
    if (open === undefined) return;
    const isJudged = this.isAlert || !this.#standstill.begins;
    if (isJudged) open.times = Math.max(open.times, timesOff(row, usual, open));
    // until hours are known a row that is far from its hour must stand out, but for the caution
    const isOut = usual.known || this.#course.own(this.level * this.#caution, usual) >= 1;
    const stays = usual.known && (staysAway(row, this.#parts, open) || isStillNothing(row, open));
    if (isBack(usual, open)) open.lastHot = open.lastUncalm = -Infinity;
    else if (stays || (isOut && hour.strayed >= STRAYED)) {
      open.lastHot = row.time;
      if (isJudged && isWorse(row, this.level, open)) open.worst = row;
    }
    const isHot = row.time === open.lastHot;
    const isSilence = !isHot && usual.known && isSilent(row, usual, open);
    open.isOn = isHot || isSilence;
    if (open.isOn) open.lastUncalm = row.time;
    count(isHot, usual, open);
    if (this.alert !== undefined) return;
    if (!isOver(row.time, open, isSilence, this.#episodes.calm(usual.step))) return;
    this.#open = undefined;
    this.#episodes.end(open.lastHot);
    const isLevel = isSilence || isNewLevel(row, usual, open);
    if (isLevel) this.#taken.take(row.time, open);
    this.alert = tellEnd(open, { ...row, how: isLevel ? "settled" : "resolved" }, usual);
  }

  #firing(fired: Omit<Firing, "isReturn">, isFirst: boolean): Alert {
    const { usual } = this.#parts;
    const isUsual = Math.abs(this.#strayed) >= STRAYED && isAtItsHour(fired.row.value, usual);
    const isReturn = isUsual ? "usual" : isFirst && this.#taken.isLeft(fired.row) && "before";
    return tellFiring({ ...fired, isReturn }, usual, this.#open?.score);
  }
}
