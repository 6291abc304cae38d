/** What changes while the detector runs: rows, channels, refits, alerts. */
import { AlertRule } from "./alerts/alert_rule.ts";
import type { AlertRules } from "./options.ts";
import type { Channel } from "./channels/channel.ts";
import { Course } from "./course/course.ts";
import type { DetectorConstants } from "./constants.ts";
import { HourChannel } from "./channels/hour_channel.ts";
import { NET_CHANNELS } from "./channels/net_channels.ts";
import { NetChannel } from "./channels/net_channel.ts";
import { NoveltyChannel } from "./channels/novelty_channel.ts";
import { requireSame } from "./snapshot/same_detector.ts";
import { RowMemory } from "./memory/row_memory.ts";
import { SeasonLags } from "./memory/season_lags.ts";
import type { StateIo } from "./snapshot/state_io.ts";
import { UsualHour } from "./hour/usual_hour.ts";

/** What a state is made of. */
export interface StateParts {
  /** The detector's seed. */
  readonly seed: number;
  /** Multiplies the threshold. */
  readonly scale: number;
  /** What the user asked for. */
  readonly rules: AlertRules;
  /** The detector's. */
  readonly constants: DetectorConstants;
}

/** Everything that the detector knows of its series. */
export class DetectorState {
  /** The last rows. */
  readonly memory: RowMemory;
  /** The clock. */
  readonly lags: SeasonLags;
  /** All channels; those that need the sampling step join when it is known. */
  readonly channels: Channel[];
  /** What rings; there once the sampling step is known. */
  rule: AlertRule | undefined;
  /** Where the series is going. */
  readonly course = new Course();
  /** Channels whose refit is under way or waits. */
  readonly refitting: NetChannel[] = [];
  /** Channels whose new net took over with the newest row. */
  refitted: NetChannel[] = [];
  /** Samples that were due before the newest row. */
  missing = 0;
  readonly #nets: readonly NetChannel[];
  readonly #parts: StateParts;
  #usual: UsualHour | undefined;
  #start = 0; // time of the first row
  #nextFit: number;
  #seasons = 0;

  /** Starts before the first row. */
  constructor(parts: StateParts) {
    const { constants, seed } = parts;
    this.#parts = parts;
    this.#nextFit = constants.firstFit;
    const memory = this.memory = new RowMemory(constants.capacity);
    const lags = this.lags = new SeasonLags(memory);
    const [fitErrors, fitScaled] = [memory.numbers(), memory.numbers()];
    this.#nets = NET_CHANNELS.map((shape) =>
      new NetChannel(shape, { memory, lags, constants, seed, fitErrors, fitScaled })
    );
    this.channels = [
      ...this.#nets,
      new NoveltyChannel(memory, constants.referenceRows, () => this.#usual?.unit ?? 0),
    ];
  }

  /** Whether all nets are there. */
  get ready(): boolean {
    return this.#nets.every((channel) => channel.ready);
  }

  /** The sampling step, or the mean of the few steps so far; infinite before there are any. */
  get stepSoFar(): number {
    const { count, first, timestamps } = this.memory;
    if (this.lags.step > 0) return this.lags.step;
    return count > 1 ? (this.newest - timestamps.get(first)) / (count - 1) : Infinity;
  }

  /** Time of the newest row, NaN before there is one. */
  get newest(): number {
    const { timestamps, count } = this.memory;
    return count > 0 ? timestamps.get(count - 1) : NaN;
  }

  /** Takes a row: judges it by what was known before, then does its slice of refitting. */
  push(time: number, value: number): void {
    const { memory, lags } = this;
    const before = this.newest;
    const row = memory.push(time, value);
    if (row === 0) this.#start = time;
    this.missing = 0;
    if (lags.step > 0) {
      lags.push(row);
      this.missing = Math.max(0, Math.round((time - before) / lags.step) - 1);
      this.#usual!.push(time, memory.values.get(row), this.#learns(time));
    }
    for (const channel of this.channels) channel.push();
    this.course.push(value, this.#usual?.unit);
    this.rule?.push({ row, time, value }, this.missing, this.ready);
    this.#planFits(row + 1);
    this.refitted = this.refitting.length > 0
      ? this.work(this.#parts.constants.workPerUpdate)
      : NONE;
  }

  /** What the rows in memory, or those before a time, come to without the others. */
  anew(time = Infinity): DetectorState {
    const { first, count, timestamps, values } = this.memory;
    const state = new DetectorState(this.#parts);
    for (let row = first; row < count && timestamps.get(row) < time; row++) {
      state.push(timestamps.get(row), values.get(row));
    }
    return state;
  }

  /** Works on refits for about `budget` units; returns the channels that are done with theirs. */
  work(budget: number): NetChannel[] {
    const done: NetChannel[] = [];
    while (this.refitting.length > 0 && budget > 0) {
      const channel = this.refitting[0]!;
      if (!channel.fitting) channel.startFit();
      budget = channel.work(budget);
      if (!channel.fitting) done.push(this.refitting.shift()!);
    }
    return done;
  }

  /** Saves the state, or takes one back into a fresh one; of an older version only the rows. */
  state(io: StateIo): void {
    const { clock } = this.#parts.rules;
    const zone = JSON.stringify(clock.timeZone);
    const given = io.text("time zone", zone);
    if (!clock.isOf(given.slice(1, -1))) requireSame("timeZone", given, zone);
    this.memory.state(io);
    if (io.isOlder) return;
    this.#start = io.number("time of the first row", this.#start);
    this.#nextFit = io.integer("next refit", this.#nextFit, 1, Number.MAX_SAFE_INTEGER);
    this.#seasons = io.integer("lags in use", this.#seasons, 0, 3);
    this.missing = io.integer("missing samples", this.missing, 0, Number.MAX_SAFE_INTEGER);
    this.lags.state(io);
    if (io.reading && this.lags.step > 0) this.#useStep();
    this.#usual?.state(io, this.memory);
    for (const channel of this.channels) channel.state(io);
    const { rule, memory: { values, first, count } } = this;
    rule?.state(io);
    if (io.reading && !rule) values.rows(first, count).forEach((value) => this.course.push(value));
    const waiting = io.integer("refits that wait", this.refitting.length, 0, this.#nets.length);
    for (let k = 0; k < waiting; k++) {
      const index = this.refitting[k] === undefined ? 0 : this.#nets.indexOf(this.refitting[k]!);
      const net = this.#nets[io.integer("a refit", index, 0, this.#nets.length - 1)]!;
      this.refitting[k] = net;
    }
    io.end();
  }

  /** Whether a row is one of those that tell what is usual at its hour. */
  #learns(time: number): boolean {
    return this.#parts.rules.calendar.expects(time) === undefined;
  }

  /** Makes what needs the sampling step. */
  #useStep(): void {
    const { memory, lags, channels } = this;
    const { rules, scale, constants: { mostOwnRate, caution } } = this.#parts;
    const usual = this.#usual = new UsualHour(lags.step, rules.clock);
    const hour = new HourChannel(memory, usual);
    channels.push(hour);
    const [course, start] = [this.course, this.#start];
    const watched = { memory, channels, hour, usual, course };
    this.rule = new AlertRule({ ...watched, rules, scale, mostOwnRate, caution, start });
  }

  /** Queues refits: all channels at doublings, the seasonal one when another lag joins. */
  #planFits(rows: number): void {
    const { firstFit, refitEvery } = this.#parts.constants;
    if (rows < firstFit) return;
    if (rows === firstFit) this.#begin();
    const seasons = this.lags.seasons;
    const all = rows === this.#nextFit;
    if (all) {
      this.#nextFit = Math.min(2 * rows, rows + refitEvery);
      this.memory.chooseDigits();
    }
    for (const channel of this.#nets) {
      const joins = channel.shape.seasonal && seasons > this.#seasons;
      // a fit under way goes on with what it began with; one that waits takes all that is new
      const waits = this.refitting.includes(channel, channel.fitting ? 1 : 0);
      if ((all || joins) && !waits) this.refitting.push(channel);
    }
    this.#seasons = seasons;
  }

  /** Takes the step from the rows so far, and lets the hour learn them. */
  #begin(): void {
    const { memory, lags } = this;
    lags.start();
    this.#useStep();
    for (let row = memory.first; row < memory.count; row++) {
      const [time, value] = [memory.timestamps.get(row), memory.values.get(row)];
      this.#usual!.push(time, value, this.#learns(time));
      this.rule!.learn(time, value);
    }
  }
}

const NONE: NetChannel[] = [];
