/** Which rows that stand out ring: one alert an episode, and the next episode rings again. */
import { longRows } from "../channels/hour_channel.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import { DAY, MINUTE } from "../../../time.ts";

/**
 * So long without a row that stands out, and the series has been calm, unless more is asked for ...
 */
export const CALM_MINUTES = 40;
/** ... a year at most, and so many steps at least. */
export const MOST_CALM_MINUTES = 525_600;
const CALM_STEPS = 4.5;
/** Rows for which what looks back at rows holds what was far out: windows, and means over them. */
const ECHO = 60;
/**
 * Whoever asks for one alert in two weeks of daily rows cannot have each followed by a week of calm
 * and an echo of two months: neither lasts longer than so many times the days that are stated.
 */
const STATED = { calm: 1 / 7, echo: 2 };
/**
 * So many spreads from its hour a row is far out, as no usual one is; in the echo of one only such
 * rows count.
 */
export const FAR_Z = 4;

/** What happened with a row. */
export type EpisodeStep = "calm" | "echo" | "inside" | "fires" | "rises";

/** Follows a series from one episode to the next. */
export class Episodes {
  /** Time of the last row that stood out; -Infinity before there is one. */
  lastHot = -Infinity;
  /** Time of the last alert. */
  lastAlert = -Infinity;
  readonly #calm: number;
  readonly #stated: number;
  #lastFar = -Infinity; // the last one that was itself far from its hour
  #silent = false; // the episode is known not to matter, so far

  /**
   * Starts calm; an episode ends after so many minutes of it. One false alert in `days` is stated.
   */
  constructor(calmMinutes = CALM_MINUTES, days = Infinity) {
    this.#calm = calmMinutes * MINUTE;
    this.#stated = days * DAY;
  }

  /** Milliseconds for which what was far out is still heard: a minute's hours look back further. */
  echo(step: number): number {
    const rows = longRows(step);
    const most = Math.max(STATED.echo * this.#stated, rows * step);
    return Math.min((Math.max(ECHO, rows) + 0.5) * step, most);
  }

  /** Milliseconds of calm that end an episode. */
  calm(step: number): number {
    return Math.max(this.#calm, Math.min(CALM_STEPS * step, STATED.calm * this.#stated));
  }

  /**
   * Takes a row.
   *
   * @param time Of the row
   * @param score Relative to the threshold
   * @param step Milliseconds between rows
   * @param z How far the value is from its hour; infinite while that is unknown, and while the
   * series stands still
   * @param isNews Whether it rings in the episode of what rang before too
   * @param isOpen Whether it only goes on in the open alert, however long nothing stood out in that
   * @param isLoose Whether no alert is open though hours are known: what is far out then waits for
   * calm since what was so before, does not put it off, and is not hidden by what only stands out
   */
  push(
    row: {
      time: number;
      score: number;
      step: number;
      z: number;
      isNews?: boolean;
      isOpen?: boolean;
      isLoose?: boolean;
    },
  ): EpisodeStep {
    const { time, score, step, z } = row;
    if (!(score >= 1)) return "calm";
    const isFar = !(Math.abs(z) < FAR_Z);
    if (!isFar && time - this.#lastFar <= this.echo(step)) return "echo";
    const isLoose = isFar && row.isLoose && Math.abs(z) < Infinity; // a standstill goes on
    const gap = time - (isLoose ? this.#lastFar : this.lastHot);
    let made: EpisodeStep = "inside";
    const isOver = gap >= this.calm(step) && !row.isOpen;
    if (isOver || this.#silent) made = "fires";
    else if (row.isNews) made = "rises";
    if (isLoose && made === "inside") return made;
    this.lastHot = time;
    if (isFar) this.#lastFar = time;
    if (made === "fires" || made === "rises") {
      this.#silent = false;
      this.lastAlert = time;
    }
    return made;
  }

  /** A row that stands out and is known not to matter: what follows from it is its echo. */
  hush(time: number, step: number): void {
    if (time - this.lastHot >= this.calm(step)) this.#silent = true;
    this.stay(time);
  }

  /**
   * A row that stands out and does not matter, such as one that went the wrong way, has its echo
   * too.
   */
  pass(time: number, z: number): void {
    if (Math.abs(z) >= FAR_Z) this.#lastFar = time;
  }

  /** An alert that no row's score raised, such as for samples that do not come. */
  fire(time: number): void {
    this.lastAlert = time;
    this.stay(time);
    this.#silent = false;
  }

  /** The episode goes on, far out. */
  stay(time: number): void {
    this.lastHot = this.#lastFar = time;
  }

  /** An alert is over, which a row kept open last: the next one did not begin before. */
  end(lastHot: number): void {
    this.lastHot = Math.max(this.lastHot, lastHot);
  }

  /** Saves or takes back where it is. */
  state(io: StateIo): void {
    this.lastHot = io.number("last row that stood out", this.lastHot);
    this.#lastFar = io.number("last row far out", this.#lastFar);
    this.lastAlert = io.number("last alert", this.lastAlert);
    this.#silent = io.flag("whether the episode is silent", this.#silent);
  }
}
