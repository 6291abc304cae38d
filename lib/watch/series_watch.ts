/**
 * One watched series: each of its periods taken once, in time order, and what that tells people.
 */
import { excerpt } from "../checks.ts";
import { isAhead, whenCame } from "./ahead.ts";
import { formatTimestamp } from "../data/mod.ts";
import { missedSamples } from "../detect/mod.ts";
import { type DecidedPeriod, MissingRule } from "../data/cloudwatch/mod.ts";
import { HeldRow } from "./held_row.ts";
import type { PolledPeriod } from "./polled_source.ts";
import { Refusals } from "./refusals.ts";
import { RecentPeriods } from "./recent_periods.ts";
import { openSeries, sealSeries } from "./series_state.ts";
import { StateError } from "./state_store.ts";
import {
  alertDetails,
  type DetectorAlert,
  seriesEvent,
  silence,
  type WatchEvent,
} from "./event.ts";
import type { SeriesWatchOptions } from "./series_watch_options.ts";
import type { WatchDetector } from "./watch_detector.ts";

/** A source is not silent while so many samples at most are due. */
const SILENT_STEPS = 3;

/** A series under watch. */
export class SeriesWatch {
  /** Key of the series. */
  readonly key: string;
  /** Values that changed after they were taken, since the program began. */
  revised = 0;
  /** Points that were refused, since the program began. */
  readonly refusals: Refusals;
  /** Points of a source without periods that came after newer ones, since the program began. */
  late = 0;
  readonly #options: SeriesWatchOptions;
  readonly #rule: MissingRule;
  readonly #detector: WatchDetector;
  #last: number | undefined;
  #sequence = 0;
  #open: DetectorAlert | undefined;
  /** Start of the silence that people were told of. */
  #silentSince: number | undefined;
  #isLive = false;
  #events: WatchEvent[] = [];
  #recent = new RecentPeriods();
  #held = new HeldRow();
  #cameAt: number | undefined;

  /**
   * Begins, or goes on from what {@linkcode save} gave.
   *
   * @throws {StateError} If that is damaged, or of another series, version or seed
   */
  constructor(options: SeriesWatchOptions, saved?: Uint8Array) {
    this.#options = options;
    this.key = options.key;
    this.refusals = new Refusals(options.name);
    const { header, snapshot } = saved === undefined ? {} : openSeries(saved, this.key);
    this.#rule = new MissingRule(options.rule, header?.rule);
    this.#detector = this.#makeDetector(snapshot);
    if (header === undefined) return;
    this.#last = header.last ?? undefined;
    this.#sequence = header.sequence;
    this.#open = header.open ?? undefined;
    this.#silentSince = header.silentSince ?? undefined;
    this.#isLive = this.#last !== undefined && this.#isAfterHistory(this.#last);
    this.#events = [...header.events];
    this.#recent = new RecentPeriods(header.recent);
    this.#held = new HeldRow(header.held);
    this.#cameAt = header.cameAt ?? undefined;
  }

  #makeDetector(snapshot: Uint8Array | undefined): WatchDetector {
    const { makeDetector, key } = this.#options;
    try {
      return makeDetector(key, snapshot);
    } catch (error) {
      const isRefused = error instanceof RangeError || error instanceof TypeError;
      if (snapshot === undefined || !isRefused) throw error;
      const message = `Cannot go on with the state of ${excerpt(key)}: ${error.message}`;
      throw new StateError(message, { cause: error });
    }
  }

  /** Start of the newest period that was taken; `undefined` before the first. */
  get last(): number | undefined {
    return this.#last;
  }

  /** When something new came last; `undefined` before the first. */
  get cameAt(): number | undefined {
    return this.#cameAt;
  }

  /** The newest events, those of one call. */
  get events(): readonly WatchEvent[] {
    return this.#events;
  }

  /**
   * Takes periods that are over. Those that were taken before are compared only; where the newest
   * is of a clock that was ahead, as it is not over by `now`, the detector says whether to go back.
   *
   * @param periods In time order, none left out after the newest that was taken
   * @param now When they came
   * @returns How many were new, what they tell, and whether there is something to save
   */
  take(
    periods: readonly PolledPeriod[],
    now: number,
  ): { taken: number; events: readonly WatchEvent[]; isChanged: boolean } {
    const events: WatchEvent[] = [];
    const { silentByClock, liveFrom } = this.#options;
    let taken = 0;
    let isChanged = false;
    for (const period of periods) {
      if (this.#last !== undefined && period.time <= this.#last) {
        const reread = this.#recent.compare(period);
        if (reread === "revised") [this.revised, isChanged] = [this.revised + 1, true];
        if (silentByClock === undefined) continue;
        const wasAhead = reread === "unknown" && isAhead(this.#last, now);
        if (wasAhead && this.#goBack(period, now, events)) taken++;
        else if (period.isReread !== true) this.late++;
        isChanged ||= wasAhead;
        continue;
      }
      const held = this.#held.hold(period, now >= period.time + this.#detector.step);
      if (held !== undefined) {
        if (held === "anew") [this.#cameAt, isChanged] = [now, true];
        continue;
      }
      if (silentByClock !== undefined && !this.#detector.admits(period.time)) {
        if (this.#last !== undefined && isAhead(period.time, now) && !isAhead(this.#last, now)) {
          this.refusals.addAhead(period.time, now); // no other one of that clock confirms it
          continue;
        }
        this.#update(period.time, period.value ?? NaN, events); // is refused; the next may confirm it
        isChanged = true;
        continue;
      }
      if (!this.#isLive && liveFrom !== undefined && this.#isAfterHistory(period.time)) {
        this.#goLive(events);
      }
      if (silentByClock !== undefined) this.#endHole(period.time, now, events);
      taken++;
      this.#last = period.time;
      this.#recent.push(period);
      for (const decided of this.#rule.push(period)) this.#decide(decided, events);
    }
    if (!this.#isLive && liveFrom === undefined && this.#last !== undefined) this.#goLive(events);
    if (taken > 0) this.#cameAt = now;
    return { taken, events: this.#keep(events), isChanged: isChanged || taken > 0 };
  }

  /**
   * Tells that a source without periods has sent nothing for too long: three steps of its samples
   * at least. One that sends late is not silent, however old its newest point.
   *
   * @param since Since when it is said to have sent nothing
   */
  checkSilence(since: number, now: number): readonly WatchEvent[] {
    const { silentByClock } = this.#options;
    const isTold = this.#silentSince !== undefined || this.#tellsOfMissing;
    if (silentByClock === undefined || !this.#isLive || isTold) return [];
    const cameAt = whenCame(since, this.#cameAt, now);
    if (now - cameAt < Math.max(silentByClock, SILENT_STEPS * this.#detector.step)) return [];
    const events: WatchEvent[] = [];
    this.#tellSilence(true, since > now ? cameAt : since, now, events);
    return this.#keep(events);
  }

  /** All that is needed to go on in another process. */
  save(): Uint8Array {
    return sealSeries({
      version: 1,
      key: this.key,
      last: this.#last ?? null,
      rule: this.#rule.state,
      sequence: this.#sequence,
      open: this.#open ?? null,
      silentSince: this.#silentSince ?? null,
      events: this.#events,
      recent: this.#recent.kept,
      held: this.#held.kept,
      cameAt: this.#cameAt ?? null,
    }, this.#detector.snapshot());
  }

  #keep(events: WatchEvent[]): readonly WatchEvent[] {
    if (events.length > 0) this.#events = events;
    return events;
  }

  /** Offers a point before the newest, and says whether the detector goes on from there. */
  #goBack(period: PolledPeriod, now: number, events: WatchEvent[]): boolean {
    const { time, value = NaN } = period;
    const result = this.#offer(time, value);
    if (result?.status !== "scored" && result?.status !== "training") return false;
    const [told, open] = [this.#open, this.#detector.end()];
    if (this.#isLive && told !== undefined && told.since !== open?.since) {
      const text = `The clock was ahead: the series goes on at ${formatTimestamp(time)} UTC.`;
      const end = Math.max(told.time, time); // after all that was told of it
      this.#tell({ ...told, state: "resolved", time: end, text }, events);
    }
    this.#open = open;
    this.#endHole(time, now, events);
    this.#isLive = this.#isAfterHistory(time);
    this.#last = time;
    this.#recent.push(period);
    this.#notice(result.alert, events);
    return true;
  }

  #isAfterHistory(time: number): boolean {
    return time >= (this.#options.liveFrom ?? -Infinity);
  }

  /** What was open when history ended is told now: it goes on. */
  #goLive(events: WatchEvent[]): void {
    this.#isLive = true;
    if (this.#open !== undefined) this.#tell(this.#open, events);
    const { silentSince } = this.#rule.state;
    if (silentSince === undefined || this.#tellsOfMissing) return;
    this.#tellSilence(true, silentSince, this.#last!, events);
  }

  /** Whether the detector's alert says already that nothing comes. */
  get #tellsOfMissing(): boolean {
    return this.#open?.channel === "missing";
  }

  /** A point of a source without periods shows what is missing before it, unless that was told. */
  #endHole(time: number, now: number, events: WatchEvent[]): void {
    if (this.#silentSince !== undefined) {
      this.#tellSilence(false, this.#silentSince, now, events);
      return;
    }
    const missed = this.#last === undefined
      ? []
      : missedSamples(this.#last, time, this.#detector.step);
    for (const each of missed) this.#notice(this.#detector.tick(each).alert, events);
  }

  #decide({ time, value, silence }: DecidedPeriod, events: WatchEvent[]): void {
    if (silence !== undefined && this.#isLive) {
      const begins = silence.state === "begins";
      const isNews = begins ? !this.#tellsOfMissing : this.#silentSince !== undefined;
      if (isNews) this.#tellSilence(begins, silence.since, time, events);
    }
    if (value === undefined) {
      // a silent source is told as such: its samples are no longer waited for one by one
      const isSilent = this.#rule.state.silentSince !== undefined;
      if (!isSilent) this.#notice(this.#detector.tick(time).alert, events);
      return;
    }
    this.#update(time, value, events);
  }

  #update(time: number, value: number, events: WatchEvent[]): void {
    this.#notice(this.#offer(time, value)?.alert, events);
  }

  #offer(time: number, value: number): ReturnType<WatchDetector["update"]> | undefined {
    try {
      return this.#detector.update(time, value);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.refusals.add(time, error.message); // the detector goes on with the next point
      return undefined;
    }
  }

  #notice(alert: DetectorAlert | undefined, events: WatchEvent[]): void {
    if (alert === undefined) return;
    this.#open = alert.state === "firing" ? alert : undefined;
    if (!this.#isLive) return;
    if (alert.ended !== undefined) this.#tell(alert.ended, events);
    this.#tell(alert, events);
  }

  #tell(alert: DetectorAlert, events: WatchEvent[]): void {
    const { state, since, time, severity, text } = alert;
    const details = alertDetails(alert);
    const told = { state, since, time, severity, text, details };
    events.push(seriesEvent("anomaly", this.#next(), told));
  }

  /** Whose the next event is. */
  #next(): { key: string; name: string; sequence: number } {
    return { key: this.key, name: this.#options.name, sequence: ++this.#sequence };
  }

  #tellSilence(isSilent: boolean, since: number, time: number, events: WatchEvent[]): void {
    this.#silentSince = isSilent ? since : undefined;
    events.push(seriesEvent("silent", this.#next(), silence(isSilent, since, time)));
  }
}
