/** Local times of rows, the same after a restart as before it, whatever time zones have become. */
import type { LocalClock } from "./local_clock.ts";
import type { RowMemory } from "../memory/row_memory.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import { DAY } from "../../../time.ts";

/** Local times of the rows in memory, by the offsets of now, or by those that a snapshot holds. */
export function localTimes(
  io: StateIo,
  { timestamps, first, count }: RowMemory,
  clock: LocalClock,
): Float64Array {
  const times = timestamps.rows(first, count).slice();
  for (let row = 0, until = 0; row < times.length; row = until) {
    const offset = io.number("offset of local time", clock.offset(times[row]!), -DAY, DAY);
    until = row + 1;
    if (!io.reading) {
      while (until < times.length && clock.offset(times[until]!) === offset) until++;
    }
    until = io.integer("rows of an offset", until, row + 1, times.length);
    for (let at = row; at < until; at++) times[at]! += offset;
  }
  return times;
}
