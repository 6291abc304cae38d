/** The streaming detector: autoencoders that learn a series while it runs, one alert an episode. */
import { type Frame, frameTimestamps, frameValues } from "../../data/frame/mod.ts";
import type { Alert } from "./alerts/alert.ts";
import { Admission, type PointCounts } from "./admission.ts";
import { checkPoint, checkTick } from "./check_point.ts";
import type { DetectorResult } from "./result.ts";
import { judgementOf, namesOf, NO_JUDGEMENT, NO_POINT, readingsOf } from "./judgement.ts";
import type { DetectorConstants } from "./constants.ts";
import {
  type AlertOptions,
  type AlertRules,
  alertRules,
  checkAlertNames,
  checkDetectorOptions,
  type StreamingDetectorOptions,
} from "./options.ts";
import { DEFAULT_THRESHOLD, type Sensitivity } from "./alerts/sensitivity.ts";
import { DetectorState } from "./state.ts";
import { type DetectorSnapshot, readLegacy } from "./snapshot/legacy.ts";
import { openSnapshot, sealSnapshot } from "./snapshot/bytes.ts";
import { rehearse } from "./rehearsal.ts";
import { sameState } from "./snapshot/same_detector.ts";
import { Outage } from "./alerts/outage.ts";
import { StateIo } from "./snapshot/state_io.ts";

/**
 * Scores a series one point at a time, and raises an alert for each episode in which it is not as
 * it should be.
 *
 * Six channels look at each point: `value` (is it rare?), `recent` (does it follow from the last
 * 12?), `shape` (have the last 48 a familiar shape?), `seasonal` (does it follow from the same
 * time one, two and seven days ago?), `novelty` (has anything like the last 12 been there before?)
 * and `hour` (is it usual at this hour of the day and week?). The first four are autoencoders of 10
 * to 1,212 weights. Each error becomes a tail score: -log10 of how likely an error as large is,
 * given the errors before it. Tail scores in units of the channel's usual level, to the power of
 * 1.2, add up to one score; past the threshold of the sensitivity the row stands out. The threshold
 * is up to 2.5 times as high for a series that stands out more often than normal ones. Channels
 * whose windows still hold what has passed count less where the newest value follows, by a linear
 * forecast, from the 12 before it and is usual at its hour. `seasonal` asks what `hour` asks, and
 * counts a fifth once that knows every weekday twice and foretells better than one level does. What
 * stands still for an hour, at one value or next to nothing, stands out as `quiet`.
 *
 * The rules:
 * - A point's result depends on it and the points before it only, not on the clock on the wall: the
 *   same fed one by one, in blocks, or across {@linkcode snapshot} and {@linkcode restore}.
 * - A row that stands out fires an alert; what stands out within 40 minutes (or 4.5 steps) of the
 *   row before that did belongs to it. What comes later fires again, unless it only goes on in an open
 *   alert whose level was not back in between. That rings once more for a row twice as far off its
 *   hour, such as an outage after a loss of 40 %, and is resolved when the series has been calm. A
 *   fall to 4 spreads below the hour ends a rise that is open, a rise twice as far a fall.
 * - An alert that the rows of up to three hours raised together began with the likeliest first one.
 * - Nothing alerts before the first nets are ready: 150 rows and a few more. A shorter series is
 *   only `training`, ranked by that forecast. The sampling step is the median of those 150 rows.
 * - Nets are trained anew, on all rows in memory, at 150, 300, 600, ... rows, never more than 4,000
 *   apart, in slices of a few milliseconds an update. Rows that stood out are not learned.
 * - A level that changes for good alerts when it does, and is usual within days.
 * - Missing samples are counted in the result and not made up: windows are of rows, but the same
 *   time yesterday is found by time. Samples that do not come ring through {@linkcode tick}.
 * - A point at the newest row's time (`repeated`) or before it (`late`) is dropped and counted; five
 *   late ones on an earlier clock, and more than rows on the later one, put it right.
 * - A constant series scores near 0; its first change alerts.
 * - Memory holds the last 12,288 rows, about 3 MB in all, their values to a millionth of a usual move.
 *
 * @example A spike in a steady rhythm
 * ```ts
 * import assert from "node:assert/strict";
 * import { StreamingDetector } from "elb-anomaly";
 *
 * const detector = new StreamingDetector({ seed: 1, series: "requests" });
 * const value = (i: number) => 50 + 20 * Math.sin(i / 10) + (i * 7919 % 13) / 4;
 * for (let i = 0; i < 400; i++) detector.update(i * 300_000, value(i));
 * const { isAlert, alert } = detector.update(400 * 300_000, 400);
 * assert.equal(isAlert, true);
 * assert.match(alert!.text, /^400, where/);
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
  #rules: AlertRules;
  #built: DetectorState | undefined; // from the first row or snapshot on
  #points = new Admission();

  /**
   * Makes a detector that has seen nothing. The first of a process compiles for 15 ms what it runs.
   *
   * @param options See {@linkcode StreamingDetectorOptions}
   * @throws {RangeError} If the seed is no integer in 0 .. 2^32 - 1, an option is out of range, or
   * the constants ask for more rows than are kept
   * @throws {TypeError} If an option is of the wrong kind, or unknown
   * @throws {SyntaxError} If the calendar is a text and no iCalendar
   */
  constructor(options: StreamingDetectorOptions) {
    const { seed, series, threshold, constants } = checkDetectorOptions(options);
    this.seed = seed;
    this.series = series;
    this.threshold = threshold;
    this.#constants = constants;
    this.#rules = alertRules(options);
    rehearse();
  }

  /** How often it may ring for nothing. */
  get sensitivity(): Sensitivity {
    return this.#rules.sensitivity;
  }

  /** Milliseconds from one sample to the next, the median of the first 150; 0 before those. */
  get step(): number {
    return this.#state.lags.step;
  }

  /** Points offered so far, rows they became, and points dropped. */
  get counts(): PointCounts {
    return this.#points.counts(this.#state.memory.count);
  }

  /**
   * Learns a history: what {@linkcode update} would learn from it point by point, with the refits
   * finished and no alert open. Optional; without it the detector starts cold.
   *
   * @param history A frame with `timestamp` and `value`
   * @throws {TypeError} If the detector has seen points already
   * @throws {RangeError} If a value is not finite; nothing is learned then
   */
  fit(history: Frame): void {
    if (this.#points.offered > 0) {
      throw new TypeError(
        `Cannot fit a history as the detector must be new: it has seen ${this.#points.offered} points`,
      );
    }
    const timestamps = frameTimestamps(history);
    const values = frameValues(history);
    for (let i = 0; i < values.length; i++) checkPoint(i, timestamps[i]!, values[i]!);
    for (let i = 0; i < values.length; i++) this.#take(timestamps[i]!, values[i]!);
    this.#state.work(Infinity);
    this.#state.rule?.forget();
  }

  /**
   * Takes the next point.
   *
   * @param time Its time, a `Date` or epoch milliseconds
   * @param value Its value, at most 1e100 in size
   * @returns Score, alert and reasons; see {@linkcode DetectorResult}
   * @throws {TypeError} If time is neither `Date` nor number, or value no number
   * @throws {RangeError} If either is not finite, or the time in seconds or microseconds, or more
   * than seven days (or 100 steps) ahead without a point before it that was refused for the same.
   * The point is refused by its number and changes nothing else: the next one may follow.
   */
  update(time: Date | number, value: number): DetectorResult {
    const milliseconds = time instanceof Date ? time.getTime() : time;
    const { newest, stepSoFar: step } = this.#state;
    const point = this.#points.offered;
    checkPoint(point, milliseconds, value);
    this.#points.check(milliseconds, { newest, step });
    const status = this.#take(milliseconds, value);
    const state = this.#state;
    const taken = status === "scored" || status === "training";
    const channels = status === "scored" ? readingsOf(state.channels) : [];
    return {
      point,
      row: taken ? this.counts.rows - 1 : -1,
      status,
      ...(taken ? judgementOf(state.rule, channels, state.course) : NO_JUDGEMENT),
      channels,
      missing: taken ? state.missing : 0,
      refitting: namesOf(state.refitting),
      refitted: taken ? namesOf(state.refitted) : [],
    };
  }

  /**
   * Whether {@linkcode update} would take a point of this time (epoch milliseconds). If it would
   * not, nothing is to be made of the samples that are missing before it.
   */
  admits(time: number): boolean {
    const { newest, stepSoFar: step } = this.#state;
    return this.#points.admits(time, { newest, step });
  }

  /**
   * Says that time has passed and nothing came: to be called about once a step, so that an outage
   * that shows as missing samples rings: when two or more are late, for a minute at least, which is
   * rarer, by this series' own gaps and its hour's, than a false alert may be. A tick of more than
   * seven days (or 100 steps) after the newest row and the tick before waits for one that agrees.
   *
   * @param time The time now, a `Date` or epoch milliseconds
   * @returns The alert, if one fires; {@linkcode DetectorResult.missing} counts what is late
   * @throws {TypeError} If time is neither `Date` nor number
   * @throws {RangeError} If it is not finite, or in seconds or microseconds
   *
   * @example An outage
   * ```ts
   * import assert from "node:assert/strict";
   * import { StreamingDetector } from "elb-anomaly";
   *
   * const detector = new StreamingDetector({ seed: 1 });
   * const value = (i: number) => 50 + 20 * Math.sin(i / 10) + (i * 7919 % 13) / 4;
   * for (let i = 0; i < 400; i++) detector.update(i * 300_000, value(i));
   * const alerts = [400, 401, 402].flatMap((i) => detector.tick(i * 300_000).alert ?? []);
   * assert.equal(alerts.length, 1);
   * assert.match(alerts[0]!.text, /no sample for 10 min/);
   * ```
   */
  tick(time: Date | number): DetectorResult {
    const milliseconds = time instanceof Date ? time.getTime() : time;
    const { rule, lags, newest, refitting } = this.#state;
    checkTick(milliseconds, newest);
    rule?.tick(milliseconds, newest);
    const missing = rule === undefined ? 0 : Outage.late(newest, milliseconds, lags.step);
    return { ...NO_POINT, ...judgementOf(rule, []), missing, refitting: namesOf(refitting) };
  }

  /**
   * Tells the alert that is open where the data end: since when, how long, its worst. Changes
   * nothing: the stream may go on.
   *
   * @returns The alert as it stands (`firing`), or `undefined` if none is open
   */
  end(): Alert | undefined {
    const { rule, memory, newest } = this.#state;
    return memory.count > 0 ? rule?.end(newest, memory.values.get(memory.count - 1)) : undefined;
  }

  /**
   * The whole state as bytes with a checksum: after a month 30 to 40 KB of counts, 50 to 100 of others.
   *
   * @returns What {@linkcode restore} takes, in this or another process
   */
  snapshot(): Uint8Array<ArrayBuffer> {
    const io = new StateIo();
    this.#io(io, this.#state, this.#points);
    return sealSnapshot(io.written);
  }

  /**
   * Goes on where a snapshot was taken, bit for bit. What this detector had learned is dropped.
   *
   * A snapshot of a version before, in bytes or in JSON, is restored by its rows: nets are trained on
   * them anew, which takes about a second.
   *
   * @param snapshot From {@linkcode snapshot}
   * @param options Other options than this detector's, such as another sensitivity
   * @throws {TypeError} If it is no snapshot of a streaming detector
   * @throws {RangeError} If it is damaged, or of another version, series, seed, time zone or constants;
   * the detector stays as it was then
   */
  restore(snapshot: Uint8Array | DetectorSnapshot, options: AlertOptions = {}): void {
    checkAlertNames("restore", options);
    const rules = alertRules(options, this.#rules);
    const [read, points] = [this.#freshState(rules), new Admission()];
    let isOlder = true;
    if (snapshot instanceof Uint8Array) {
      const io = new StateIo(openSnapshot(snapshot));
      this.#io(io, read, points);
      isOlder = io.isOlder;
    } else {
      const { timestamps, values, counts } = readLegacy(snapshot, this);
      timestamps.forEach((time, i) => read.memory.push(time, values[i]!));
      points.resume(counts, timestamps.length);
    }
    this.#built = isOlder ? points.anew(read) : read;
    points.settle(this.#built.memory.count);
    this.#rules = rules;
    this.#points = points;
  }

  /** Saves a state and its counts, or takes them back. */
  #io(io: StateIo, state: DetectorState, points: Admission): void {
    const { mostOwnRate: _, caution: __, ...constants } = this.#constants; // not state
    sameState(io, { series: this.series, seed: this.seed, constants });
    points.state(io);
    state.state(io);
  }

  get #state(): DetectorState {
    return this.#built ??= this.#freshState(this.#rules);
  }

  #freshState(rules: AlertRules): DetectorState {
    const scale = this.threshold / DEFAULT_THRESHOLD;
    return new DetectorState({ seed: this.seed, scale, rules, constants: this.#constants });
  }

  #take(time: number, value: number): DetectorResult["status"] {
    const { newest, memory } = this.#state;
    const became = this.#points.take(time, newest, memory);
    if (became !== "row") return became;
    if (time < newest) this.#built = this.#points.anew(this.#state, time);
    const { ready } = this.#state;
    this.#state.push(time, value);
    return ready ? "scored" : "training";
  }
}
