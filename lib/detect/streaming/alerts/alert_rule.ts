/**
 * From the channels' shares to a score, and from scores to alerts.
 *
 * @module
 */
import type { Alert, AlertRow } from "./alert.ts";
import type { AlertRules } from "../options.ts";
import type { Channel } from "../channels/channel.ts";
import { ageFactor, DEFAULT_THRESHOLD, sensitivityFactor } from "./sensitivity.ts";
import { endText, firingText } from "./alert_text.ts";
import { Episodes } from "./episodes.ts";
import { HourLoudness } from "./hour_loudness.ts";
import type { HourChannel } from "../channels/hour_channel.ts";
import { Outage } from "./outage.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import type { UsualHour } from "../hour/usual_hour.ts";

const DAY = 86_400_000;
/** Where an hour is as loud as before and its values are usual, channels that yield count so much. */
const YIELD = 0.2;
/** A loud hour: one that would have reached this share of the threshold of one in 11 days. */
const LOUD = 0.7 * DEFAULT_THRESHOLD;
/** Days before an hour is told from another. */
const HOURS_FROM = 3;
/** In those days everything is new: what rang once has to be this much further out to ring again. */
const AGAIN = 2;
/** An open alert stays open while the value is so many spreads from its hour. */
const STRAYED = 3;
/** Score from which an alert is critical. */
const CRITICAL = 2;

/** A row as the rule meets it. */
export interface RuleRow {
  /** Its number. */
  readonly row: number;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Its value. */
  readonly value: number;
}

/** What the rule watches. */
export interface RuleParts {
  /** The channels. */
  readonly channels: readonly Channel[];
  /** One of them, which says whether the hour is as usual. */
  readonly hour: HourChannel;
  /** What is usual. */
  readonly usual: UsualHour;
  /** What the user asked for. */
  readonly rules: AlertRules;
  /** Multiplies the threshold. */
  readonly scale: number;
  /** Time of the first row. */
  readonly start: number;
}

/** Judges row by row, and tells the person on call when something changes. */
export class AlertRule {
  /** Relative to the threshold at this age: 1 stands out. */
  score = 0;
  /** Whether the newest row rings. */
  isAlert = false;
  /** Whether it stands out without ringing. */
  isQuiet = false;
  /** What changed with the newest row. */
  alert: Alert | undefined;
  readonly #parts: RuleParts;
  #episodes = new Episodes();
  readonly #loudness = new HourLoudness();
  readonly #outage = new Outage();
  #open: OpenAlert | undefined;
  #strayed = 0; // running mean of spreads over the last hour

  /** Starts when the sampling step is known. */
  constructor(parts: RuleParts) {
    this.#parts = parts;
  }

  /** Takes a row that the channels have taken; `missing` samples were due before it. */
  push(row: RuleRow, missing: number, ready: boolean): void {
    const { usual, rules, scale } = this.#parts;
    const { time, value } = row;
    this.score = 0;
    this.isAlert = this.isQuiet = false;
    this.alert = undefined;
    this.#outage.push(missing);
    if (ready) {
      const factor = scale * sensitivityFactor(rules.sensitivity, usual.step);
      const days = (time - this.#parts.start) / DAY;
      const fused = this.#fuse(time);
      const age = ageFactor({ rows: row.row + 1, days });
      const again = days >= 1 && days < HOURS_FROM && this.#episodes.lastAlert > -Infinity
        ? AGAIN
        : 1;
      this.score = fused / (DEFAULT_THRESHOLD * factor * age * again);
      const z = usual.any && days >= HOURS_FROM ? usual.z : Infinity;
      this.#judge(row, factor, z);
    }
    const rate = Math.min(1, usual.step / 3_600_000);
    const spreads = Math.max(-10, Math.min(10, usual.spreads));
    this.#strayed += rate * (spreads - this.#strayed);
    this.#close(time, value);
  }

  /** Nothing has come until `time`; the newest row is from `newest`. */
  tick(time: number, newest: number): void {
    const { usual, rules } = this.#parts;
    this.score = 0;
    this.isAlert = this.isQuiet = false;
    this.alert = undefined;
    const late = Outage.late(newest, time, usual.step);
    if (late === 0) return;
    if (this.#open?.channel === "missing") {
      this.#episodes.lastHot = time;
      return;
    }
    if (rules.direction === "up" || rules.calendar.expects(time) === "quiet") return;
    if (!this.#outage.rings(newest, late, rules.sensitivity.days, usual)) return;
    this.#episodes.fire(time);
    this.isAlert = true;
    this.score = 1;
    const row = { time, value: NaN, usual: usual.usual, deviation: NaN };
    const since = newest + usual.step;
    this.#open = {
      since,
      channel: "missing",
      direction: "none",
      score: 1,
      worst: row,
      lastHot: time,
    };
    this.alert = this.#firing({ row, since, channel: "missing", direction: "none", late });
  }

  /** The alert that is open, as it stands. */
  end(time: number, value: number): Alert | undefined {
    const open = this.#open;
    return open && this.#told(open, { time, value }, "open");
  }

  /** Closes what is open: what comes next rings at once. */
  forget(): void {
    this.#episodes = new Episodes();
    this.#open = undefined;
  }

  /** Saves or takes back where it is. */
  state(io: StateIo): void {
    this.#episodes.state(io);
    this.#loudness.state(io);
    this.#outage.state(io);
    this.#strayed = io.number("spreads of the last hour", this.#strayed, -10, 10);
    if (!io.flag("whether an alert is open", this.#open !== undefined)) return;
    const { worst, ...open } = this.#open ?? NO_ALERT;
    this.#open = {
      since: io.number("first row of an alert", open.since),
      lastHot: io.number("last row of an alert", open.lastHot),
      score: io.number("score of an alert", open.score, 0),
      channel: io.text("channel of an alert", open.channel) as Alert["channel"],
      direction: io.text("direction of an alert", open.direction) as Alert["direction"],
      worst: {
        time: io.number("worst row of an alert", worst.time),
        value: io.number("worst value of an alert", worst.value, NaN),
        usual: io.number("usual value of an alert", worst.usual, NaN),
        deviation: io.number("deviation of an alert", worst.deviation, NaN),
      },
    };
  }

  /** The fused score: shares add up, and those that yield do so where the hour is as it always was. */
  #fuse(time: number): number {
    const { channels, hour, usual } = this.#parts;
    let yielding = 0;
    let firm = 0;
    for (const channel of channels) {
      if (channel.yields) yielding += channel.share;
      else firm += channel.share;
    }
    this.#loudness.push(usual.localTime(time), yielding);
    const habit = hour.isUsual && this.#loudness.before >= LOUD;
    return firm + (habit ? YIELD : 1) * yielding;
  }

  #judge(row: RuleRow, factor: number, z: number): void {
    const { usual, rules, channels } = this.#parts;
    const { time, value } = row;
    if (!(this.score >= 1)) return;
    const loudest = channels.reduce((a, b) => b.share > a.share ? b : a);
    const direction = this.#direction(loudest);
    const deviation = value - usual.usual;
    const worth = this.#isWorth(value, loudest) && this.#isAsked(direction);
    const expects = rules.calendar.expects(time);
    const known = expects === "quiet" ||
      (expects === "another day" && usual.fitsAnotherDay(value));
    if (usual.isFirstOfItsKind(value)) {
      this.#episodes.hush(time, usual.step);
      this.isQuiet = true;
      return;
    }
    if (!worth || known) {
      this.isQuiet = true;
      return;
    }
    const made = this.#episodes.push({ time, score: this.score, factor, step: usual.step, z });
    this.isAlert = made === "fires" || made === "rises";
    this.isQuiet = !this.isAlert;
    if (made === "echo") return;
    const told = { time, value, usual: usual.usual, deviation };
    const open = this.#open;
    if (open !== undefined) {
      open.lastHot = time;
      const critical = open.score < CRITICAL && this.score >= CRITICAL;
      if (this.score > open.score) Object.assign(open, { score: this.score, worst: told });
      if (!this.isAlert && !critical) return;
    } else if (!this.isAlert) return;
    const { name: channel, expected } = loudest;
    const since = open?.since ?? time;
    this.#open ??= { since, channel, direction, score: this.score, worst: told, lastHot: time };
    this.alert = this.#firing({ row: told, since, channel, direction, expected });
  }

  /** Resolves the open alert once the score and the hour have been calm. */
  #close(time: number, value: number): void {
    const { usual } = this.#parts;
    const open = this.#open;
    if (open === undefined || this.alert !== undefined) return;
    if (open.channel === "missing" && !(this.score >= 1)) open.lastHot = -Infinity; // samples are back
    else if (usual.known && Math.abs(usual.z) >= STRAYED) open.lastHot = time;
    if (time - open.lastHot < Episodes.calm(usual.step)) return;
    this.#open = undefined;
    this.alert = this.#told(open, { time, value }, "resolved");
  }

  /** Which way a row went: from its hour where that says, else from what the channel expected. */
  #direction(loudest: Channel): Alert["direction"] {
    const { usual } = this.#parts;
    if (Math.abs(usual.spreads) >= 2) return usual.spreads > 0 ? "up" : "down";
    if (loudest.name === "quiet" || Number.isNaN(loudest.miss)) return "none";
    return loudest.miss > 0 ? "up" : "down";
  }

  /**
   * Whether rows that go this way may ring. Where one way is asked for, a value that is usual at its
   * hour goes neither: it may be the end of what went the other way.
   */
  #isAsked(direction: Alert["direction"]): boolean {
    const { usual, rules } = this.#parts;
    if (rules.direction === "both") return true;
    return direction === rules.direction && !(usual.any && Math.abs(usual.spreads) < 2);
  }

  #isWorth(value: number, loudest: Channel): boolean {
    const { rules, usual } = this.#parts;
    if (rules.absolute === 0 && rules.relative === 0) return true;
    const expected = usual.any || loudest.name === "quiet" ? usual.usual : loudest.expected;
    const distance = Math.abs(value - expected);
    return distance >= rules.absolute && distance >= rules.relative * Math.abs(expected);
  }

  #firing(
    { row, since, channel, direction, expected = NaN, late = 0 }: {
      row: AlertRow;
      since: number;
      channel: Alert["channel"];
      direction: Alert["direction"];
      expected?: number;
      late?: number;
    },
  ): Alert {
    const { usual } = this.#parts;
    const score = this.score;
    const alert = {
      state: "firing" as const,
      since,
      ...row,
      ...this.#usualOf(row),
      direction,
      severity: score >= CRITICAL ? "critical" as const : "warning" as const,
      score,
      channel,
    };
    const isReturn = Math.abs(this.#strayed) >= STRAYED && Math.abs(usual.spreads) < 2;
    return { ...alert, text: firingText({ alert, expected, kind: usual.kind, isReturn, late }) };
  }

  #told(open: OpenAlert, at: { time: number; value: number }, how: "resolved" | "open"): Alert {
    const { usual } = this.#parts;
    const over = open.lastHot === -Infinity ? at.time : open.lastHot + usual.step;
    const until = how === "open" ? at.time : Math.min(at.time, over);
    const row = { ...at, usual: usual.usual, deviation: at.value - usual.usual };
    return {
      state: how === "open" ? "firing" : "resolved",
      since: open.since,
      ...row,
      ...this.#usualOf(row),
      direction: open.direction,
      severity: open.score >= CRITICAL ? "critical" : "warning",
      score: open.score,
      channel: open.channel,
      text: endText(open.worst, until - open.since, how),
      worst: open.worst,
      minutes: (until - open.since) / 60_000,
    };
  }

  #usualOf(
    { usual: value, deviation }: AlertRow,
  ): Pick<Alert, "usualRange" | "percent" | "spreads"> {
    const { usual } = this.#parts;
    return {
      usualRange: usual.range,
      percent: value === 0 ? NaN : 100 * deviation / Math.abs(value),
      spreads: usual.any && !Number.isNaN(deviation) ? usual.spreads : NaN,
    };
  }
}

/** An alert that has fired and is not resolved. */
interface OpenAlert {
  since: number;
  /** Time of the last row that kept it open. */
  lastHot: number;
  /** The highest so far. */
  score: number;
  readonly channel: Alert["channel"];
  readonly direction: Alert["direction"];
  worst: AlertRow;
}

const NO_ALERT: OpenAlert = {
  since: 0,
  lastHot: 0,
  score: 0,
  channel: "value",
  direction: "none",
  worst: { time: 0, value: 0, usual: 0, deviation: 0 },
};
