/** One and the same value for hours, or next to nothing, in a series that moved from row to row. */
import { isNothing } from "./standstill.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import type { UsualHour } from "../hour/usual_hour.ts";
import { DAY, HOUR } from "../../../time.ts";

/** It lasts so long, and so many repeats, before it is told. */
const LEAST = { milliseconds: HOUR, repeats: 6 };
/** Of the runs of repeats in about so many days no more than so many were a quarter as long. */
const OFTEN = { runs: 2, days: 60 };
/**
 * A run is judged up to this share of the rows that moved, times theirs of all: a long rest says
 * less.
 */
const SHARE = 1 / 30;
/** Runs are counted by length, so many bins for each doubling. */
const BINS = { count: 64, perOctave: 4 };

/**
 * Says when the source of a series hangs. As with a standstill that is no matter of how rare the
 * series' other oddities are; a run of repeats is compared with earlier runs alone. The value that
 * a series comes to rest at, such as a night's zeros, says nothing of how it moves elsewhere.
 */
export class Frozen {
  /** Whether it is now. */
  rings = false;
  /** Rows that have repeated the one before, without a break. */
  repeats = 0;
  readonly #step: number;
  readonly #least: number;
  readonly #runs = new Float64Array(BINS.count); // away from rest, by length, forgotten over 60 days
  #passed = 0; // rows since they were last forgotten from
  #last = NaN; // value of the row before
  #isNothing = false; // whether that was next to nothing
  #rows = 0;
  #moves = 0; // rows that were no repeat
  #rest = NaN; // the value of the long runs, by a majority vote
  #votes = 0;

  /** Watches a series of a sampling step. */
  constructor(step: number) {
    this.#step = step;
    this.#least = Math.max(LEAST.repeats, Math.ceil(LEAST.milliseconds / step));
  }

  /** Takes a row that `usual` has taken. */
  push(time: number, value: number, usual: UsualHour): void {
    this.learn(value, isNothing({ value, usual: usual.usual }));
    this.rings = this.repeats >= this.#least && usual.hasKind && value !== this.#rest &&
      !usual.range.includes(this.#rest) && !usual.stoodStill(time) && this.#isRare();
  }

  /** Takes a row that is not judged. */
  learn(value: number, isNothing = false): void {
    this.rings = false;
    this.#passed++;
    this.#rows++;
    const repeats = value === this.#last || (isNothing && this.#isNothing);
    this.#isNothing = isNothing;
    if (repeats) {
      this.repeats++;
      return;
    }
    if (this.repeats > 0) this.#close();
    this.#last = value;
    this.#moves++;
  }

  /** Saves or takes back what it knows. */
  state(io: StateIo): void {
    io.array("runs of repeats", this.#runs);
    this.#passed = io.integer("rows since a run", this.#passed, 0, Number.MAX_SAFE_INTEGER);
    this.#last = io.number("value of the row before", this.#last, NaN);
    this.repeats = io.integer("repeats of it", this.repeats, 0, Number.MAX_SAFE_INTEGER);
    this.#isNothing = io.flag("whether that was nothing", this.#isNothing);
    this.#rows = io.integer("rows for a run", this.#rows, 0, Number.MAX_SAFE_INTEGER);
    this.#moves = io.integer("rows that moved", this.#moves, 0, this.#rows);
    this.#rest = io.number("value at rest", this.#rest, NaN);
    this.#votes = io.number("votes for it", this.#votes, 0);
  }

  #isRare(): boolean {
    if (this.repeats > SHARE * this.#moves * this.#moves / this.#rows) return false;
    this.#forget();
    let runs = 0;
    for (let b = Math.max(0, bin(this.repeats) - 2 * BINS.perOctave); b < BINS.count; b++) {
      runs += this.#runs[b]!;
    }
    return runs <= OFTEN.runs;
  }

  /**
   * A run of repeats is over. What is sought as rest are long runs, so they vote by their square;
   * short ones are chance, and where there are no others would make any value the rest.
   */
  #close(): void {
    this.#forget();
    const votes = 4 * this.repeats >= this.#least ? this.repeats ** 2 : 0;
    this.#votes += this.#last === this.#rest ? votes : -votes;
    if (this.#votes < 0) {
      this.#rest = this.#last;
      this.#votes = -this.#votes;
    }
    if (this.#last !== this.#rest) this.#runs[bin(this.repeats)]!++;
    this.repeats = 0;
  }

  #forget(): void {
    const kept = Math.exp(-this.#passed * this.#step / (OFTEN.days * DAY));
    this.#passed = 0;
    for (let b = 0; b < BINS.count; b++) this.#runs[b]! *= kept;
  }
}

function bin(repeats: number): number {
  return Math.min(BINS.count - 1, Math.floor(BINS.perOctave * Math.log2(repeats)));
}
