/**
 * The streaming detector: autoencoders that learn a series while it runs, one alert per event.
 *
 * @module
 */
import { requireNumber, requireSeed } from "../../checks.ts";
import { type Frame, frameTimestamps, frameValues } from "../../data/mod.ts";
import { channelShare } from "./alarm_rule.ts";
import { CHANNEL_LEVELS, CHANNEL_NAMES, type ChannelName } from "./channels/channels.ts";
import { DETECTOR_CONSTANTS, type DetectorConstants } from "./constants.ts";
import type { AlertReason, ChannelReading, DetectorResult } from "./result.ts";
import { type DetectorSnapshot, SNAPSHOT_FORMAT, SNAPSHOT_VERSION } from "./snapshot.ts";
import { DetectorState } from "./state.ts";
import { explainAlert } from "./explain_alert.ts";
import { checkPoint } from "./check_point.ts";

export type { AlertReason, ChannelName, ChannelReading, DetectorConstants };
export type { DetectorResult, DetectorSnapshot };

/**
 * The threshold unless told: on the benchmark's normal series one false alarm in 10 days. 2.25
 * gives one in 6 days, 2.5 one in 7, 2.75 one in 9, 3.25 one in 13, 3.5 one in 15, 4 one in 21.
 */
export const DEFAULT_THRESHOLD = 2.95;

/** How a detector is made. */
export interface StreamingDetectorOptions {
  /** Where all randomness comes from: weights and draws. Integer in 0 .. 2^32 - 1. */
  readonly seed: number;
  /** Name of the series; a snapshot of another name is refused. Empty unless told. */
  readonly series?: string;
  /**
   * Fused score that alarms, for 5-minute data after two weeks (it adapts to age and sampling
   * step). It is a false-alarm rate: see {@linkcode DEFAULT_THRESHOLD} and the benchmark's README.
   */
  readonly threshold?: number;
  /** Changes to {@linkcode DETECTOR_CONSTANTS}, for experiments and fast tests. */
  readonly constants?: Partial<DetectorConstants>;
}

/**
 * Scores a series one point at a time, and raises at most one alert per event.
 *
 * Six channels look at each point: `value` (is it rare?), `recent` (does it follow from the last
 * 12?), `shape` (have the last 48 a familiar shape?), `seasonal` (does it follow from the same
 * time one, two and seven days ago?), `novelty` (has anything like the last 12 been there before?)
 * and `quiet` (does the series move less than it should?). The first four are autoencoders of 10
 * to 1,212 weights. Each error becomes a tail score: -log10 of how likely an error as large is,
 * given the errors before it. Tail scores in units of the channel's usual level, to the power
 * of 1.2, add up to one score; past the threshold it alerts, and then keeps quiet for 60 rows,
 * growing with the history to two days.
 *
 * The rules:
 * - A point's result depends on it and the points before it only, not on the clock on the wall:
 *   the same whether fed one by one, in blocks, or across {@linkcode snapshot} and
 *   {@linkcode restore}.
 * - Nothing is scored before the first nets are ready: 150 rows and a few more. A shorter series
 *   is only `training`. The sampling step is the median of those 150 rows.
 * - Nets are trained anew, on all rows in memory, at 150, 300, 600, ... rows, never more than 4,000
 *   apart, in slices of a few milliseconds an update. Rows that stood out are not learned.
 * - A level that changes for good alerts when it changes, and becomes normal with the next refits.
 * - Missing samples are counted in the result and not made up: windows are of rows, but the same
 *   time yesterday is found by time.
 * - A point at the newest row's time (`repeated`) or before it (`late`) is dropped and counted.
 * - A constant series scores near 0; its first change alerts.
 * - Memory holds the last 12,288 rows, about 5 MB in all, however long the stream.
 *
 * @example A spike in a steady rhythm
 * ```ts
 * import assert from "node:assert/strict";
 * import { StreamingDetector } from "elb-anomaly/detect";
 *
 * const detector = new StreamingDetector({ seed: 1, series: "requests" });
 * const value = (i: number) => 50 + 20 * Math.sin(i / 10) + (i * 7919 % 13) / 4;
 * for (let i = 0; i < 400; i++) detector.update(i * 300_000, value(i));
 * const { isAlert, reason } = detector.update(400 * 300_000, 400);
 * assert.equal(isAlert, true);
 * assert.match(reason!.text, /expected/);
 * ```
 */
export class StreamingDetector {
  /** The seed. */
  readonly seed: number;
  /** Name of the series. */
  readonly series: string;
  /** The threshold, as stated. */
  readonly threshold: number;
  readonly #constants: DetectorConstants;
  #state: DetectorState;
  #offered = 0;
  #late = 0;
  #repeated = 0;

  /**
   * Makes a detector that has seen nothing.
   *
   * @param options See {@linkcode StreamingDetectorOptions}
   * @throws {RangeError} If the seed is no integer in 0 .. 2^32 - 1, the threshold not above 0,
   * or the constants ask for more rows than are kept
   */
  constructor(options: StreamingDetectorOptions) {
    const { seed, series = "", threshold = DEFAULT_THRESHOLD, constants = {} } = options;
    requireSeed("make a detector", seed);
    requireNumber("make a detector", { threshold }, { above: 0 });
    this.seed = seed;
    this.series = series;
    this.threshold = threshold;
    this.#constants = { ...DETECTOR_CONSTANTS, ...constants };
    const { capacity, meanRows, referenceRows, rankRows } = this.#constants;
    const needed = Math.max(meanRows + referenceRows, rankRows);
    if (capacity <= needed) {
      throw new RangeError(
        `Cannot make a detector as capacity must exceed the ${needed} rows that scores look back: current value is ${capacity}`,
      );
    }
    this.#state = this.#freshState();
  }

  /** Points offered so far, rows they became, and points dropped. */
  get counts(): { offered: number; rows: number; late: number; repeated: number } {
    return {
      offered: this.#offered,
      rows: this.#state.memory.count,
      late: this.#late,
      repeated: this.#repeated,
    };
  }

  /**
   * Learns a history: what {@linkcode update} would learn from it point by point, with the refits
   * finished and no alert pending. Optional; without it the detector starts cold.
   *
   * @param history A frame with `timestamp` and `value`
   * @throws {TypeError} If the detector has seen points already
   * @throws {RangeError} If a value is not finite; nothing is learned then
   */
  fit(history: Frame): void {
    if (this.#offered > 0) {
      throw new TypeError(
        `Cannot fit a history as the detector must be new: it has seen ${this.#offered} points`,
      );
    }
    const times = frameTimestamps(history);
    const values = frameValues(history);
    for (let i = 0; i < values.length; i++) checkPoint(i, times[i]!, values[i]!);
    for (let i = 0; i < values.length; i++) this.#take(times[i]!, values[i]!);
    this.#state.work(Infinity);
    this.#state.lastAlert = -1;
  }

  /**
   * Takes the next point.
   *
   * @param time Its time, a `Date` or epoch milliseconds
   * @param value Its value, at most 1e100 in size
   * @returns Score, alert and reasons; see {@linkcode DetectorResult}
   * @throws {TypeError} If time is neither `Date` nor number, or value no number
   * @throws {RangeError} If either is not finite. The point is refused by its number and changes
   * nothing: the next one may follow.
   */
  update(time: Date | number, value: number): DetectorResult {
    const milliseconds = time instanceof Date ? time.getTime() : time;
    checkPoint(this.#offered, milliseconds, value);
    const point = this.#offered;
    const state = this.#state;
    const { memory, lags } = state;
    const before = memory.count > 0 ? memory.times[memory.count - 1 - memory.base]! : NaN;
    const status = this.#take(milliseconds, value);
    const taken = status === "scored" || status === "training";
    const gap = taken && lags.step > 0 && memory.count > 1
      ? Math.max(0, Math.round((milliseconds - before) / lags.step) - 1)
      : 0;
    const channels = status === "scored" ? this.#readings(value) : [];
    return {
      point,
      row: taken ? memory.count - 1 : -1,
      status,
      score: taken ? state.score : 0,
      isAlert: taken && state.isAlert,
      isQuiet: taken && state.isQuiet,
      channels,
      ...(taken && state.isAlert ? { reason: explainAlert(channels[0]!, value, state.score) } : {}),
      missing: gap,
      refitting: state.refitting.map((channel) => channel.shape.name),
      refitted: taken ? state.refitted.map((channel) => channel.shape.name) : [],
    };
  }

  /**
   * The whole state, JSON-able (`JSON.stringify` it to keep it), about 1 MB after a month.
   *
   * @returns What {@linkcode restore} takes, in this or another process
   */
  snapshot(): DetectorSnapshot {
    return {
      format: SNAPSHOT_FORMAT,
      version: SNAPSHOT_VERSION,
      series: this.series,
      seed: this.seed,
      threshold: this.threshold,
      constants: this.#constants,
      counts: this.counts,
      ...this.#state.save(),
    };
  }

  /**
   * Goes on where a snapshot was taken, bit for bit. What this detector had learned is dropped.
   *
   * @param snapshot From {@linkcode snapshot}, also after `JSON.parse(JSON.stringify(...))`
   * @throws {TypeError} If it is no snapshot of a streaming detector
   * @throws {RangeError} If it is of another version, series, seed, threshold or set of constants,
   * or damaged; the detector stays as it was then
   */
  restore(snapshot: DetectorSnapshot): void {
    if (snapshot?.format !== SNAPSHOT_FORMAT) {
      throw new TypeError(
        `Cannot restore as the snapshot must be one of a streaming detector: its format is ${snapshot?.format}`,
      );
    }
    const wanted: Partial<DetectorSnapshot> = {
      version: SNAPSHOT_VERSION,
      series: this.series,
      seed: this.seed,
      threshold: this.threshold,
      constants: this.#constants,
    };
    for (const [name, own] of Object.entries(wanted)) {
      const given = snapshot[name as keyof DetectorSnapshot];
      if (JSON.stringify(given) !== JSON.stringify(own)) {
        throw new RangeError(
          `Cannot restore the snapshot as its ${name} must be ${JSON.stringify(own)}: it is ${
            JSON.stringify(given)
          }`,
        );
      }
    }
    const state = this.#freshState();
    state.load(snapshot, snapshot.counts.rows);
    this.#state = state;
    this.#offered = snapshot.counts.offered;
    this.#late = snapshot.counts.late;
    this.#repeated = snapshot.counts.repeated;
  }

  #freshState(): DetectorState {
    return new DetectorState(this.seed, this.threshold, this.#constants);
  }

  #take(time: number, value: number): DetectorResult["status"] {
    const { memory } = this.#state;
    this.#offered++;
    if (memory.count > 0) {
      const newest = memory.times[memory.count - 1 - memory.base]!;
      if (time === newest) {
        this.#repeated++;
        return "repeated";
      }
      if (time < newest) {
        this.#late++;
        return "late";
      }
    }
    const ready = this.#state.ready;
    this.#state.push(time, value);
    return ready ? "scored" : "training";
  }

  /** The channels' views of the newest row, largest share first. */
  #readings(value: number): ChannelReading[] {
    const { channels, tails, novelty, quiet } = this.#state;
    const readings = CHANNEL_NAMES.map((name, k): ChannelReading => {
      const tail = tails[k]!;
      const share = channelShare(tail, CHANNEL_LEVELS[name]);
      if (name === "quiet") {
        return { name, share, tail, expected: quiet.usual, miss: quiet.size - quiet.usual };
      }
      const { expected } = name === "novelty" ? novelty : channels[k]!;
      return { name, share, tail, expected, miss: value - expected };
    });
    return readings.sort((a, b) => b.share - a.share);
  }
}
