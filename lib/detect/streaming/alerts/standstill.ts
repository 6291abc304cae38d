/** Values that fall to next to nothing where there has always been much. */
import { rowsPerSlot, SHORTEST_SLOT } from "../hour/slot_ring.ts";
import type { AlertRow } from "./alert.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import type { UsualHour } from "../hour/usual_hour.ts";
import { DAY } from "../../../time.ts";

/** Next to nothing: this share of what is usual. A trickle of health checks may be left. */
export const NOTHING = 0.1;
/**
 * Each row is this many spreads below its hour at least, and all together so many: two rows of 4,
 * or four of 2. At steps below five minutes a row of few events cannot be so far: from five minutes
 * on it is their mean that is, and a row adds its part of it.
 */
const EACH = 2;
const TOGETHER = 8;
/**
 * A series that has fallen to nothing more often than this in about so many days, once a day, does
 * so for a living.
 */
const OFTEN = { falls: 14, days: 14 };

/** Whether there is next to nothing where much is usual. */
export function isNothing({ value, usual }: Pick<AlertRow, "value" | "usual">): boolean {
  return usual > 0 && Math.abs(value) <= NOTHING * usual;
}

/**
 * Says when a series stands still. Unlike all else it does not ask how rare that is: the tenth
 * outage in a month is as much an outage as the first.
 */
export class Standstill {
  /** Whether it does now. */
  rings = false;
  /** Whether it may with a row or a few more. */
  begins = false;
  /** Rows for which it has. */
  rows = 0;
  #spreads = 0; // of those
  #falls = 0; // before this one, forgotten over two weeks

  /** Takes a row that `usual` has taken. */
  push(time: number, value: number, usual: UsualHour): void {
    const perSlot = rowsPerSlot(usual.step);
    const begins = this.rows + 1 < perSlot;
    const mean = begins ? 1 : perSlot;
    const near = { most: NOTHING * usual.usual, rows: this.rows, mean };
    const nothing = isNothing({ value, usual: usual.usual });
    const z = nothing ? usual.fall(time, value, near) : 0;
    const still = z <= -EACH;
    this.#falls *= Math.exp(-usual.step / (OFTEN.days * DAY));
    if (!still && this.rows >= perSlot) this.#falls++;
    if (this.rows === 0) this.#spreads = 0;
    this.#spreads += still ? -z / mean : 0;
    this.rows = still || (nothing && begins) ? this.rows + 1 : 0;
    // one row may be a glitch, and within a slot a series may come to its nightly nothing
    const lasts = (this.rows - 1) * usual.step >= Math.max(usual.step, SHORTEST_SLOT);
    const isRare = this.#falls <= OFTEN.falls;
    this.rings = isRare && lasts && this.#spreads >= TOGETHER;
    this.begins = isRare && this.rows > 0 && !this.rings;
  }

  /** Saves or takes back where it is. */
  state(io: StateIo): void {
    this.rows = io.integer("rows at a standstill", this.rows, 0, Number.MAX_SAFE_INTEGER);
    this.#spreads = io.number("spreads at a standstill", this.#spreads, 0);
    this.#falls = io.number("falls to a standstill", this.#falls, 0);
  }
}
