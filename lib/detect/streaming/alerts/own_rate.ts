/** How often this series stands out for nothing, against what normal series do. */
import { Episodes } from "./episodes.ts";
import { sensitivityFactor } from "./sensitivity.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import { DAY, HOUR } from "../../../time.ts";

/**
 * Episodes are counted, whatever the sensitivity, that reach the level of normal series once in so
 * many days, or the one that few reach at any step: what is counted has to come often enough to tell.
 */
const COUNTED = { days: 150, level: 2 };
/** Before anything is counted, normal series' rate weighs as much as so many episodes: Jeffreys' prior. */
const PRIOR = 0.5;
/** They are forgotten with this time constant. */
const MEMORY = 60 * DAY;
/** What stands out so soon after what stood out before is of the same incident. */
const PAUSE = 3 * HOUR;
/** On the first day everything is new: nothing is counted. */
const FROM = DAY;
/** Rows that a gap may count as. */
const MOST_STEPS = 3;
/** A series that stands out often has a heavy tail: its alerts fall more slowly than normal ones'. */
const POWER = 2.75;

/** A row as it is counted. */
export interface RatedRow {
  /** Epoch milliseconds. */
  readonly time: number;
  /** Milliseconds since the first row. */
  readonly age: number;
  /** The score in units of the threshold of one in 22 days, without this series' own factor. */
  readonly level: number;
  /** How far the value is from its hour; infinite while that is unknown or has said so itself. */
  readonly z: number;
}

/**
 * Counts the episodes that a series has had and how many a normal series would have had, and says
 * by how much its threshold is to be raised so that it rings as rarely as stated:
 * factor = ((prior + counted) / (prior + expected)) ^ (1 / 2.75), 1 to `most`: what stands out far
 * rings in any series. Normal series have one in 150 days at any step: at a minute's what few reach
 * is rarer than the law of sensitivity has it.
 *
 * The count does not depend on the sensitivity, so a greater one always has a lower threshold. An
 * incident counts as one episode, however far out it is and however often it comes and goes.
 */
export class OwnRate {
  readonly #step: number;
  readonly #most: number;
  readonly #level: number;
  readonly #expectedPerRow: number;
  readonly #episodes = new Episodes();
  #counted = 0;
  #expected = 0;
  #newest = NaN; // time of the row before

  /** Starts as a normal series of a sampling step; `most` is the largest factor. */
  constructor(step: number, most: number) {
    this.#step = step;
    this.#most = most;
    this.#level = Math.min(COUNTED.level, sensitivityFactor(COUNTED, step));
    this.#expectedPerRow = step / (COUNTED.days * DAY);
  }

  /** The factor on the threshold. */
  get factor(): number {
    const ratio = (PRIOR + this.#counted) / (PRIOR + this.#expected);
    return Math.max(1, Math.min(this.#most, ratio ** (1 / POWER)));
  }

  /** Whether a level counts. */
  counts(level: number): boolean {
    return level >= this.#level;
  }

  /** Lets the time until a row pass. */
  pass(time: number, age: number): void {
    const passed = Number.isNaN(this.#newest) ? 0 : time - this.#newest;
    this.#newest = time;
    if (age < FROM) return;
    const kept = Math.exp(-passed / MEMORY);
    const rows = Math.min(passed / this.#step, MOST_STEPS);
    this.#counted *= kept;
    this.#expected = this.#expected * kept + this.#expectedPerRow * rows;
  }

  /** Takes a row that might ring. */
  push({ time, age, level, z }: RatedRow): void {
    const row = { time, score: level / this.#level, step: this.#step, z };
    const pause = time - this.#episodes.lastHot;
    const fires = this.#episodes.push(row) === "fires";
    if (fires && pause >= PAUSE && age >= FROM) this.#counted++;
  }

  /** Takes a row that stands out and is known not to matter. */
  hush(time: number): void {
    this.#episodes.hush(time, this.#step);
  }

  /** Saves or takes back what it has counted. */
  state(io: StateIo): void {
    this.#episodes.state(io);
    this.#counted = io.number("episodes counted", this.#counted, 0);
    this.#expected = io.number("episodes expected", this.#expected, 0);
    this.#newest = io.number("newest row counted", this.#newest, NaN);
  }
}
