/** Points of many series, and of each of them whether it looks like a counter. */
import { Growth } from "../reading/counter.ts";
import { DAY } from "../../time.ts";
import type { Point } from "./point_collector.ts";

/** What is known of a series. */
interface Seen {
  readonly from: number;
  readonly growth: Growth;
  last: number;
  isTold: boolean;
}

/**
 * Passes batches of points on and tells of each series that only grows, once a day of it has come,
 * as a morning only grows too, or all of it.
 */
export async function* noteCounters(
  batches: AsyncIterable<readonly Point[]>,
  onNote: (note: string, series: string) => void,
): AsyncGenerator<readonly Point[]> {
  const all = new Map<string, Seen>();
  const tell = (name: string, one: Seen): void => {
    for (const note of one.isTold ? [] : one.growth.notes()) {
      one.isTold = true;
      onNote(note, name);
    }
  };
  for await (const batch of batches) {
    for (const { series, time, value } of batch) {
      let one = all.get(series);
      if (one === undefined) {
        all.set(series, one = { from: time, growth: new Growth(), last: -Infinity, isTold: false });
      }
      if (time <= one.last) continue; // late, or read anew
      one.last = time;
      one.growth.add(value);
      if (time - one.from >= DAY) tell(series, one);
    }
    yield batch;
  }
  for (const [name, one] of all) tell(name, one);
}
