/** How values and times were written in versions before. */
import type { StateIo } from "./state_io.ts";

const MOST = Number.MAX_SAFE_INTEGER;
const MOST_DECIMALS = 6;

/** Values up to version 7: those of few decimals as differences. */
export function readOldValues(io: StateIo, name: string, values: Float64Array): void {
  const decimals = io.version < 7
    ? Number(io.flag(`whether ${name} are whole`, false)) - 1
    : io.integer(`decimals of ${name}`, 0, -1, MOST_DECIMALS);
  if (decimals < 0) return io.array(name, values);
  readChanges(io, name, values, 1);
  values.forEach((whole, i) => values[i] = whole / 10 ** decimals);
}

/** Up to version 7: whole numbers as differences, or differences of differences, after the first two. */
export function readChanges(io: StateIo, name: string, numbers: Float64Array, order: 1 | 2): void {
  const before = (i: number): number =>
    order === 1 ? numbers[i - 1] ?? 0 : 2 * numbers[i - 1]! - numbers[i - 2]!;
  const start = order === 1 ? 0 : 2; // from here on the first two are differences too
  const short = new Float64Array(Math.max(0, numbers.length - 2));
  for (let i = 0; i < Math.min(2, numbers.length); i++) {
    numbers[i] = (i >= start ? before(i) : 0) + io.integer(name, 0, -MOST, MOST);
  }
  io.wholes(name, short);
  short.forEach((change, i) => numbers[i + 2] = change + before(i + 2));
}
