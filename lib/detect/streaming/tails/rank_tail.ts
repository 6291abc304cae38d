/** The tail score of single points: errors that were hardly ever as large. */
import { Moments } from "../../../math/mod.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import { LEAST_ERRORS, LEAST_SD, type TailScore } from "./tail_score.ts";

/** Errors after which a record counts. */
const RECORD_FROM = 200;
/** Tail score of a record ten times as far out as the last. */
const RECORD_GAIN = 4;

/**
 * -log10((k + 1) / (m + 1)), where k of the last m errors were as large; and, where the error
 * stands further out (in standard deviations) than any before it, 4 log10 of how much further: a
 * rank alone can say no more than the number of rows that it has seen.
 */
export class RankTail implements TailScore {
  readonly #errors: Float64Array; // the last ones, a ring
  readonly #sorted: Float64Array; // the same in order
  #n = 0; // how many
  #moments = new Moments();
  #record = 0;

  /** Ranks among up to `reference` earlier errors. */
  constructor(reference: number) {
    this.#errors = new Float64Array(reference);
    this.#sorted = new Float64Array(reference + 1);
  }

  rebuild(errors: Float64Array): void {
    this.#moments = new Moments();
    this.#record = 0;
    for (const error of errors) this.#observe(error);
    this.#rank((back) => errors[errors.length - 1 - back]!);
  }

  push(error: number): number {
    const asLarge = this.#n - this.#position(error);
    const rank = Math.log10((this.#n + 1) / (asLarge + 1));
    const slot = this.#moments.count % this.#errors.length;
    const full = this.#n === this.#errors.length;
    const score = rank + RECORD_GAIN * this.#observe(error);
    this.#insert(error);
    if (full) this.#remove(this.#errors[slot]!);
    this.#errors[slot] = error;
    return score;
  }

  state(io: StateIo, past: (back: number) => number): void {
    io.moments("errors", this.#moments);
    this.#record = io.number("record", this.#record);
    if (io.reading) this.#rank(past);
  }

  /** Takes the errors to rank among from the end of a history. */
  #rank(past: (back: number) => number): void {
    const { count } = this.#moments;
    this.#n = Math.min(count, this.#errors.length);
    for (let back = 0; back < this.#n; back++) {
      const error = past(back);
      this.#errors[(count - 1 - back) % this.#errors.length] = error;
      this.#sorted[back] = error;
    }
    this.#sorted.subarray(0, this.#n).sort();
  }

  /** Takes an error; log10 of how far it stands beyond the record, 0 if it does not. */
  #observe(error: number): number {
    let growth = 0;
    const { count, mean, deviation } = this.#moments;
    if (count >= LEAST_ERRORS) {
      const z = (error - mean) / Math.max(LEAST_SD, deviation);
      if (z > this.#record) {
        if (count >= RECORD_FROM) growth = Math.log10(z / Math.max(1, this.#record));
        this.#record = z;
      }
    }
    this.#moments.add(error);
    return Math.max(0, growth);
  }

  /** How many sorted errors are below `error`. */
  #position(error: number): number {
    let low = 0;
    let high = this.#n;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle]! < error) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(error: number): void {
    const at = this.#position(error);
    this.#sorted.copyWithin(at + 1, at, this.#n);
    this.#sorted[at] = error;
    this.#n++;
  }

  #remove(error: number): void {
    const at = this.#position(error);
    this.#sorted.copyWithin(at, at + 1, this.#n);
    this.#n--;
  }
}
