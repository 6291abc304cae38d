/** Points that come by themselves, as on standard input: taken as they come. */
import type { Point } from "../data/mod.ts";
import type { Clock } from "./clock.ts";
import type { CycleReport } from "./cycle_report.ts";
import type { WatchEvent } from "./event.ts";
import type { SourceSeries } from "./polled_source.ts";
import type { Watcher } from "./watcher.ts";

/** Options of {@linkcode watchPoints}. */
export interface WatchPointsOptions {
  readonly watcher: Watcher;
  /** Points in batches; those of one series in time order. */
  readonly points: AsyncIterable<readonly Point[]>;
  /** What the points' source is called; the name of a series comes after it. */
  readonly name: string;
  /** Start of what is not history; all is told unless it is given. */
  readonly liveFrom?: number;
  /** Milliseconds between two reports, and two looks at whether a series has fallen silent. */
  readonly every: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onCycle: (report: CycleReport) => void;
}

/** Before all points: none is history. */
const EVER = -8.64e15;

/**
 * Watches points until they end or it is told to stop.
 *
 * @returns The last report
 * @throws {SyntaxError} If the points cannot be read
 */
export async function watchPoints(options: WatchPointsOptions): Promise<CycleReport> {
  const { watcher, points, name, liveFrom = EVER, every, clock, signal, onCycle } = options;
  const seriesOf = (key: string): SourceSeries => ({
    key,
    name: key,
    missing: "gap",
    isCount: false,
    period: 0,
    liveFrom,
  });
  // Those of an earlier run are waited for from now on.
  const known = watcher.known.filter((key) => key === name || key.startsWith(`${name}/`));
  await watcher.add(known.map(seriesOf));
  const cameAt = new Map(known.map((key) => [key, clock.now()]));
  let taken = 0;
  let told: WatchEvent[] = [];
  let isDown = false;
  const report = async (): Promise<CycleReport> => {
    const time = clock.now();
    told.push(...await watcher.checkSilence((key) => cameAt.get(key), time));
    const failure = await watcher.queue.deliver();
    isDown = failure !== undefined;
    const cycle: CycleReport = {
      time,
      series: cameAt.size,
      taken,
      newest: watcher.newest === -Infinity ? undefined : watcher.newest,
      told,
      waiting: watcher.queue.waiting,
      dropped: watcher.queue.dropped,
      ...watcher.doubts,
      hasMissed: false,
      failures: failure === undefined ? [] : [{ name: "webhook", error: failure }],
    };
    taken = 0;
    told = [];
    onCycle(cycle);
    return cycle;
  };
  const iterator = points[Symbol.asyncIterator]();
  let next = iterator.next();
  let due = clock.now() + every;
  while (!signal.aborted) {
    const pause = new AbortController();
    const rest = clock.sleep(
      Math.max(0, due - clock.now()),
      AbortSignal.any([signal, pause.signal]),
    );
    const result = await Promise.race([next, rest]);
    pause.abort();
    if (result === undefined) {
      due = clock.now() + every;
      if (!signal.aborted) await report();
      continue;
    }
    if (result.done) break;
    const batch = Map.groupBy(result.value, ({ series }) => key(name, series));
    const series = [...batch.keys()];
    const now = clock.now();
    await watcher.add(series.map(seriesOf));
    const step = await watcher.take(batch, now);
    for (const each of series) cameAt.set(each, now);
    taken += step.taken;
    told.push(...step.told);
    if (step.told.length > 0 && isDown) await watcher.queue.print(); // sent with the next report
    else if (step.told.length > 0) isDown = await watcher.queue.deliver() !== undefined;
    next = iterator.next();
  }
  return await report();
}

function key(name: string, series: string): string {
  return series === "" ? name : `${name}/${series}`;
}
