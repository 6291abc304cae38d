/** Points that come by themselves, as on standard input or in a table: taken as they come. */
import type { Point } from "../data/mod.ts";
import type { Clock } from "./clock.ts";
import type { CycleReport } from "./cycle_report.ts";
import type { WatchEvent } from "./event.ts";
import { isAhead } from "./ahead.ts";
import { type PolledPeriod, rowSeries } from "./polled_source.ts";
import type { TablePoints } from "./table_points.ts";
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
  /** Their table, where they stand in one: what comes while no one watches is still there. */
  readonly table?: Pick<TablePoints, "isRereading" | "failure">;
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
  const { watcher, points, name, liveFrom = EVER, table, every, clock, signal, onCycle } = options;
  const seriesOf = (key: string) => rowSeries(key, liveFrom);
  const known = knownSeries(watcher, name);
  await watcher.add(known.map(seriesOf));
  // Those of an earlier run are waited for from now on, as a stream brings nothing while none reads
  // it.
  const cameAt = new Map(known.map((key) => [key, clock.now()]));
  const since = (key: string) =>
    table === undefined ? cameAt.get(key) : watcher.lastOf([key]).get(key);
  let taken = 0;
  let told: WatchEvent[] = [];
  let isDown = false;
  const report = async (): Promise<CycleReport> => {
    const time = clock.now();
    const isRereading = table?.isRereading ?? false; // what has come is not known yet
    if (!isRereading) told.push(...await watcher.checkSilence(since, time));
    const undelivered = await watcher.queue.deliver();
    isDown = undelivered !== undefined;
    const failures = [
      ...(table?.failure === undefined ? [] : [{ name, error: table.failure }]),
      ...(undelivered === undefined ? [] : [{ name: "webhook", error: undelivered }]),
    ];
    const cycle: CycleReport = {
      time,
      series: cameAt.size,
      taken,
      told,
      ...watcher.stand,
      hasMissed: false,
      failures,
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
    const batch: Map<string, readonly PolledPeriod[]> = Map.groupBy(
      result.value,
      ({ series }) => key(name, series),
    );
    const series = [...batch.keys()];
    const now = clock.now();
    await watcher.add(series.map(seriesOf));
    if (table?.isRereading) dropTaken(batch, watcher.lastOf(series), now);
    const step = await watcher.take(batch, now, signal);
    for (const each of series) cameAt.set(each, now);
    taken += step.taken;
    told.push(...step.told);
    if (step.told.length > 0 && isDown) await watcher.queue.print(); // sent with the next report
    else if (step.told.length > 0) isDown = await watcher.queue.deliver() !== undefined;
    next = iterator.next();
  }
  return await report();
}

/** Leaves the rows that may be new of those that are read anew; the newest may have changed. */
function dropTaken(
  batch: Map<string, readonly PolledPeriod[]>,
  last: ReadonlyMap<string, number | undefined>,
  now: number,
): void {
  for (const [key, rows] of batch) {
    const taken = last.get(key);
    if (taken === undefined) continue;
    const isUnsure = isAhead(taken, now); // a right clock may have sent others
    const rest = rows.filter(({ time }) => time >= taken || isUnsure)
      .map((row) => row.time <= taken ? { ...row, isReread: true } : row);
    if (rest.length > 0) batch.set(key, rest);
    else batch.delete(key);
  }
}

/** Keys of the series of a points' source of that name in earlier runs. */
export function knownSeries(watcher: Watcher, name: string): string[] {
  return watcher.known.filter((key) => key === name || key.startsWith(`${name}/`));
}

function key(name: string, series: string): string {
  return series === "" ? name : `${name}/${series}`;
}
