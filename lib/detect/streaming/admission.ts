/** The points that were offered, and what became of them. */
import { checkTime } from "./check_point.ts";
import type { DetectorState } from "./state.ts";
import { EarlierClock } from "./earlier_clock.ts";
import type { RowMemory } from "./memory/row_memory.ts";
import type { StateIo } from "./snapshot/state_io.ts";

/** Points offered so far, rows they became, and points dropped. */
export interface PointCounts {
  /** All of them. */
  readonly offered: number;
  /** Those that became rows. */
  readonly rows: number;
  /** Dropped, as a newer row was there. */
  readonly late: number;
  /** Dropped, as the newest row has their time. */
  readonly repeated: number;
}

/** Admits points in the order of their time, and counts them. */
export class Admission {
  /** Points offered so far: the number of the next one. */
  offered = 0;
  /** Rows that are in memory no more, as an old snapshot lacked them or their clock was ahead. */
  forgotten = 0;
  readonly #earlier = new EarlierClock();
  #late = 0;
  #repeated = 0;
  #refused = NaN; // time of the point before, if it was too far ahead

  /** The counts, of a stream of so many rows in memory. */
  counts(rows: number): PointCounts {
    const { offered, forgotten } = this;
    return { offered, rows: forgotten + rows, late: this.#late, repeated: this.#repeated };
  }

  /** Refuses a time that cannot follow, and remembers it: the next one may confirm it. */
  check(time: number, stream: { newest: number; step: number }): void {
    const refused = this.#refused;
    this.#refused = time;
    checkTime(this.offered, time, { ...stream, refused });
    this.#refused = NaN;
  }

  /** Whether {@linkcode check} would let a time pass. */
  admits(time: number, stream: { newest: number; step: number }): boolean {
    try {
      checkTime(this.offered, time, { ...stream, refused: this.#refused });
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  /** Counts a point, and says whether it becomes a row: it may overrule those after it. */
  take(time: number, newest: number, memory: RowMemory): "row" | "late" | "repeated" {
    this.offered++;
    if (time === newest) {
      this.#repeated++;
      return "repeated";
    }
    if (time < newest && !this.#earlier.overrules(time, memory)) {
      this.#late++;
      return "late";
    }
    this.#earlier.end();
    return "row";
  }

  /** Goes on from the counts of an old snapshot that holds so many of its rows. */
  resume({ rows, late, repeated }: PointCounts, held: number): void {
    this.forgotten = rows - held;
    this.#late = late;
    this.#repeated = repeated;
  }

  /**
   * What the rows in a state's memory, or those before a time, come to alone; the others are
   * forgotten.
   */
  anew(state: DetectorState, time?: number): DetectorState {
    const made = state.anew(time);
    this.forgotten += state.memory.count - made.memory.count;
    return made;
  }

  /** Saves what is counted, or takes it back; then `offered` is to be made from the rows. */
  state(io: StateIo): void {
    const most = Number.MAX_SAFE_INTEGER;
    this.#late = io.integer("late points", this.#late, 0, most);
    this.#repeated = io.integer("repeated points", this.#repeated, 0, most);
    this.forgotten = io.integer("forgotten rows", this.forgotten, 0, most);
    this.#refused = io.number("time of a refused point", this.#refused, NaN);
    this.#earlier.state(io);
  }

  /** Says how many rows are in memory, after a snapshot was taken back. */
  settle(rows: number): void {
    this.offered = this.forgotten + rows + this.#late + this.#repeated;
  }
}
