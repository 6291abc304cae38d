/** How far the newest row itself is from where the series was going. */
import { LinearForecast } from "./linear_forecast.ts";
import { YIELD } from "../channels/channel.ts";
import type { StateIo } from "../snapshot/state_io.ts";

/** Forecasts after which their misses mean something. */
const FROM = 30;
/** The usual size of a miss is a mean over so many rows ... */
const MEMORY = 300;
/** ... in which one counts as so many usual ones at most. */
const CUT = 4;
/** Misses are not told apart beyond so many usual ones. */
const MOST = 1e6;
/** So far out a row is wholly its own, and not what windows still hold of the rows before. */
const OWN = 6;
/** So far out a row that no channel speaks of ranks with one at the threshold. */
const FAR_OUT = 20;

/** What a row is by its hour. */
export interface HourRow {
  /** How far it is from there, in usual spreads. */
  readonly z: number;
  /** Mean absolute miss of the hours; 0 while that is unknown. */
  readonly hourMiss: number;
  /** Whether the last weeks had no such value; false while that is unknown. */
  isNew?(value: number): boolean;
}

/** What is known of a row beside its course. */
export interface CourseRow extends HourRow {
  /** The factor on the threshold that the series' own rate has. */
  readonly raised: number;
  /** Whether it rings. */
  readonly isAlert: boolean;
}

/** A row of which nothing else is known. */
const ALONE: CourseRow = { z: 0, hourMiss: 0, raised: 1, isAlert: false };

/** Watches how well a linear forecast foretells each row. */
export class Course {
  /** Miss of the newest row in usual misses, with sign; 0 while that is unknown. */
  miss = 0;
  readonly #forecast = new LinearForecast();
  #rows = 0;
  #size = 0; // usual size of a miss
  #unit = 0; // the least by which two values differ
  #value = NaN; // of the newest row

  /** Takes a row of a series whose values differ by `unit` at least. */
  push(value: number, unit = 0): void {
    this.#unit = unit;
    this.#value = value;
    const miss = this.#forecast.push(value);
    this.miss = 0;
    if (Number.isNaN(miss)) return;
    const rows = ++this.#rows;
    // a series that never missed: its first miss is beyond all usual ones, and is not cut
    if (rows > FROM && miss !== 0) {
      this.miss = Math.max(-MOST, Math.min(MOST, miss / this.#usualMiss));
    }
    const isCut = rows > FROM && this.#size > 0;
    const size = isCut ? Math.min(Math.abs(miss), CUT * this.#size) : Math.abs(miss);
    this.#size += Math.max(1 / rows, 1 / MEMORY) * (size - this.#size);
  }

  /** Whether the newest row is out of its course by far: a series that hardly moves has moved. */
  get isLeft(): boolean {
    return Math.abs(this.miss) >= FAR_OUT;
  }

  /**
   * How much of what channels say that look back at windows and means counts, 0.2 (what lasts
   * becomes the course) to 1: they hold an outlier long after a row that keeps its course and is
   * usual at its hour. Where a step of the grid is more than the course usually misses, steps and
   * spreads tell few values apart, and one that was not there for weeks is wholly its own.
   */
  weight(row: HourRow): number {
    if (this.#size < this.#unit && row.isNew?.(this.#value)) return 1;
    return Math.min(1, YIELD + this.#out(row) / OWN);
  }

  /**
   * What of a level is the row's own: what stands out by its windows alone is no more than an echo.
   *
   * @param level Of all channels, relative to the threshold
   */
  own(level: number, row: HourRow): number {
    return level * wholly(this.#out(row));
  }

  /**
   * The score of the row itself. Where the course foretells a series better than its hours do, what
   * they say counts less, by as much as its misses are smaller: a trend, a rhythm of no day, or a
   * new level leaves rows away from their hour that are no news. Below 1 it ranks rows: one that is
   * out of its course alone comes close to 1, and does not reach it. What rings has 1 at least.
   *
   * @param level Of all channels, relative to the threshold
   * @param row The rest; `raised` is taken back, or rows would rank by how often others rang
   */
  score(level: number, { raised, isAlert, ...row }: CourseRow): number {
    const worth = this.#worth(row);
    const out = Math.max(Math.abs(this.miss), worth * Math.abs(row.z));
    const own = level * wholly(out);
    const known = worth * own;
    if (isAlert) return Math.max(1, own);
    if (known >= 1) return known;
    const rank = raised * known + out / FAR_OUT;
    return rank / Math.hypot(1, rank);
  }

  /** The score by the course alone. */
  get alone(): number {
    return this.score(0, ALONE);
  }

  /** Saves or takes back what it knows. */
  state(io: StateIo): void {
    this.#forecast.state(io);
    this.#rows = io.integer("forecasts of the course", this.#rows, 0, Number.MAX_SAFE_INTEGER);
    this.#size = io.number("usual miss of the course", this.#size, 0);
  }

  /**
   * Usual size of a miss: a step of the grid at least, once one was missed. Of a count of hosts that
   * hardly ever moves it would come to nothing, and each move of one would be far out of its course.
   */
  get #usualMiss(): number {
    return this.#size > 0 ? Math.max(this.#size, this.#unit) : 0;
  }

  /** How far out a row is, of its course and of its hour. */
  #out(row: HourRow): number {
    return Math.abs(this.miss) + this.#worth(row) * Math.abs(row.z);
  }

  /** How much its hour says, where the course foretells a series better. */
  #worth({ hourMiss }: HourRow): number {
    return hourMiss > 0 ? Math.min(1, this.#usualMiss / hourMiss) : 1;
  }
}

/** How much of a row that is so far out is its own. */
function wholly(out: number): number {
  return Math.min(1, out / OWN);
}
