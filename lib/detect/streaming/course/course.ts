/** How far the newest row itself is from where the series was going. */
import { LinearForecast } from "./linear_forecast.ts";
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
/** What looks back counts at least so much: what lasts becomes the course. */
const LEAST = 0.2;
/** A row so far out that no channel speaks of comes half way to the threshold. */
const HALF_WAY = 20;

/** Watches how well a linear forecast foretells each row. */
export class Course {
  /** Miss of the newest row in usual misses, with sign; 0 while that is unknown. */
  miss = 0;
  readonly #forecast = new LinearForecast();
  #rows = 0;
  #size = 0; // usual size of a miss

  /** Takes a row. */
  push(value: number): void {
    const miss = this.#forecast.push(value);
    this.miss = 0;
    if (Number.isNaN(miss)) return;
    const rows = ++this.#rows;
    // a series that never missed: its first miss is beyond all usual ones, and is not cut
    if (rows > FROM && miss !== 0) this.miss = Math.max(-MOST, Math.min(MOST, miss / this.#size));
    const isCut = rows > FROM && this.#size > 0;
    const size = isCut ? Math.min(Math.abs(miss), CUT * this.#size) : Math.abs(miss);
    this.#size += Math.max(1 / rows, 1 / MEMORY) * (size - this.#size);
  }

  /** Whether the newest row is out of its course by far: a series that hardly moves has moved. */
  get isLeft(): boolean {
    return Math.abs(this.miss) >= HALF_WAY;
  }

  /**
   * How much of what channels say that look back at windows and means counts, 0.2 to 1: they hold
   * an outlier long after a row that keeps its course and is usual at its hour.
   *
   * @param z How far the row is from its hour, in usual spreads
   */
  weight(z: number): number {
    return Math.min(1, LEAST + this.#out(z) / OWN);
  }

  /**
   * The score of the row itself: what stands out by its windows alone is no more than an echo, and
   * a row that is out of its course alone comes close to the threshold, and does not reach it.
   *
   * @param level Of all channels, relative to the threshold
   * @param z How far the row is from its hour, in usual spreads
   */
  score(level: number, z: number): number {
    const out = this.#out(z);
    const own = level * Math.min(1, out / OWN);
    return own >= 1 ? own : 1 - (1 - own) / (1 + out / HALF_WAY);
  }

  /** Saves or takes back what it knows. */
  state(io: StateIo): void {
    this.#forecast.state(io);
    this.#rows = io.integer("forecasts of the course", this.#rows, 0, Number.MAX_SAFE_INTEGER);
    this.#size = io.number("usual miss of the course", this.#size, 0);
  }

  #out(z: number): number {
    return Math.abs(this.miss) + Math.abs(z);
  }
}
