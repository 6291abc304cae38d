/** The level that an alert ended with: what leaves it again is a return. */
import type { AlertRow } from "./alert.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import { DAY } from "../../../time.ts";

/** Longer ago the level of now is what is usual. */
const REMEMBERED = 28 * DAY;

/** Remembers of the last level that was taken for the new one how many times the old one it is. */
export class TakenLevel {
  #time = -Infinity;
  #factor = NaN;

  /** An alert ends as its level is the new one. */
  take(time: number, { value, usual }: AlertRow): void {
    this.#time = time;
    this.#factor = value / usual;
  }

  /** Whether a row is at the level before, or nearer to it than to the one that was taken. */
  isLeft({ time, value, usual }: AlertRow): boolean {
    const factor = this.#factor;
    if (time - this.#time > REMEMBERED || !(factor >= 0)) return false;
    if (factor === 0 || usual <= 0) return factor < 1 && value > usual;
    const change = Math.log(value / usual); // the old level is usual / factor
    return change / -Math.log(factor) >= 0.5 && change / -Math.log(factor) <= 1.5;
  }

  /** Saves or takes back what is remembered. */
  state(io: StateIo): void {
    this.#time = io.number("time of a new level", this.#time);
    this.#factor = io.number("size of a new level", this.#factor, NaN);
  }
}
