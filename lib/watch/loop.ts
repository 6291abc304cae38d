/** The live loop: all sources asked, what is new taken, what it tells delivered, and a pause. */
import { CloudWatchError } from "../data/cloudwatch/mod.ts";
import { mayDownloadLater } from "../files.ts";
import { HOUR } from "../time.ts";
import type { Clock } from "./clock.ts";
import { type Cost, monthlyCost } from "./cost.ts";
import type { CycleReport } from "./cycle_report.ts";
import type { WatchEvent } from "./event.ts";
import type { PolledPeriod, PolledSource } from "./polled_source.ts";
import type { Watcher } from "./watcher.ts";

/** Options of {@linkcode watchSources}. */
export interface WatchLoopOptions {
  readonly watcher: Watcher;
  readonly sources: readonly PolledSource[];
  /** Asked at each cycle for sources that have come since: files that are new in a folder. */
  readonly findMore?: () => Promise<readonly PolledSource[]>;
  /** Milliseconds from one cycle to the next; they begin at multiples of it. */
  readonly every: number;
  readonly clock: Clock;
  /** Ends the loop, after the cycle under way. */
  readonly signal: AbortSignal;
  /** One cycle only. */
  readonly once?: boolean;
  /** Called before the first poll with what 30 days of it cost; what it throws ends the watch. */
  readonly onCost?: (cost: Cost) => void;
  readonly onCycle: (report: CycleReport) => void;
}

/** A source that failed is asked again after this share of the time between two cycles. */
const RETRY_SHARE = 0.2;
/** Milliseconds until a source that may have new series is looked up again: AWS' lists. */
const FIND_EVERY = HOUR;

/**
 * Watches sources until it is told to stop.
 *
 * A source that fails is asked again soon, for all that it owes; its failure is never taken for a
 * lack of traffic.
 *
 * @returns The report of the last cycle
 * @throws {Error} If a source cannot be found at the start and asking again cannot help
 */
export async function watchSources(options: WatchLoopOptions): Promise<CycleReport> {
  const { every, clock, signal, once = false, onCycle } = options;
  const loop = new WatchLoop(options);
  for (;;) {
    const time = clock.now();
    const report = await loop.cycle(time);
    onCycle(report);
    if (once || signal.aborted) return report;
    const onTime = (Math.floor(time / every) + 1) * every;
    const next = report.hasMissed ? Math.min(onTime, time + RETRY_SHARE * every) : onTime;
    await clock.sleep(Math.max(0, next - clock.now()), signal);
    if (signal.aborted) return report;
  }
}

class WatchLoop {
  readonly #options: WatchLoopOptions;
  /** Keys of the series of each source that was found, and when that was. */
  readonly #found = new Map<PolledSource, { keys: string[]; at: number }>();
  readonly #sources: PolledSource[];
  #isCostTold = false;

  constructor(options: WatchLoopOptions) {
    this.#options = options;
    this.#sources = [...options.sources];
  }

  async cycle(time: number): Promise<CycleReport> {
    const { watcher, clock, findMore } = this.#options;
    const failures: { name: string; error: Error }[] = [];
    const told: WatchEvent[] = [];
    let taken = 0;
    let hasMissed = false;
    this.#sources.push(...await findMore?.() ?? []);
    for (const source of this.#sources) await this.#find(source, time, failures);
    this.#tellCost();
    for (const source of this.#sources) {
      const keys = this.#found.get(source)?.keys ?? [];
      const answers = await source.poll(watcher.lastOf(keys), clock.now());
      const periods = new Map<string, readonly PolledPeriod[]>();
      for (const [key, answer] of answers) {
        if (answer.error !== undefined) failures.push({ name: key, error: answer.error });
        if (answer.periods !== undefined) periods.set(key, answer.periods);
        // What could be read before may be half-written, or a page that a proxy sent in its place.
        else hasMissed ||= answer.error instanceof SyntaxError;
      }
      const result = await watcher.take(periods, clock.now());
      taken += result.taken;
      told.push(...result.told);
    }
    const last = watcher.lastOf([...this.#found.values()].flatMap(({ keys }) => keys));
    told.push(...await watcher.checkSilence((key) => last.get(key), clock.now()));
    hasMissed ||= failures.some(({ error }) => mayPass(error));
    const undelivered = await watcher.queue.deliver();
    if (undelivered !== undefined) failures.push({ name: "webhook", error: undelivered });
    return {
      time,
      series: last.size,
      taken,
      told,
      ...watcher.stand,
      hasMissed,
      failures,
    };
  }

  /** Looks up what a source stands for: at the start, and where that changes, now and then. */
  async #find(
    source: PolledSource,
    time: number,
    failures: { name: string; error: Error }[],
  ): Promise<void> {
    const { watcher } = this.#options;
    const found = this.#found.get(source);
    if (found !== undefined && (!source.isOpenEnded || time < found.at + FIND_EVERY)) return;
    try {
      const series = await source.find(watcher.known, time);
      await watcher.add(series);
      this.#found.set(source, { keys: series.map(({ key }) => key), at: time });
    } catch (error) {
      if (!mayPass(error) && found === undefined && source.isOneOfMany !== true) throw error;
      failures.push({ name: source.name, error: error as Error });
    }
  }

  /** Told once, when all sources are found. */
  #tellCost(): void {
    const { every, onCost } = this.#options;
    if (this.#isCostTold || this.#found.size < this.#sources.length) return;
    this.#isCostTold = true;
    const groups = this.#sources.flatMap(({ load }) => load === undefined ? [] : [load]);
    onCost?.(monthlyCost({ groups, every: every / 1000, listEvery: FIND_EVERY / 1000 }));
  }
}

function mayPass(error: unknown): boolean {
  return error instanceof CloudWatchError ? error.isTemporary : mayDownloadLater(error);
}
