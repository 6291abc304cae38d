/**
 * The tail score of single points: errors that were hardly ever as large.
 *
 * @module
 */
import { Moments } from "../../../math/mod.ts";
import type { RowMemory } from "../memory/row_memory.ts";
import type { TailScore } from "./tail_score.ts";

/** Errors after which a record counts. */
const RECORD_FROM = 200;
/** Tail score of a record ten times as far out as the last. */
const RECORD_GAIN = 4;
/** Errors needed before standard deviations are meant seriously. */
const LEAST = 10;
const LEAST_SD = 0.001;

/**
 * -log10((k + 1) / (m + 1)), where k of the last m errors were as large; and, where the error
 * stands further out (in standard deviations) than any before it, 4 log10 of how much further: a
 * rank alone can say no more than the number of rows that it has seen.
 */
export class RankTail implements TailScore {
  readonly #reference: number;
  readonly #sorted: Float64Array;
  #n = 0; // errors in #sorted
  #from = 0;
  #moments = new Moments();
  #record = 0;

  /** Ranks among up to `reference` earlier errors. */
  constructor(reference: number) {
    this.#reference = reference;
    this.#sorted = new Float64Array(reference + 1);
  }

  rebuild(errors: Float64Array, memory: RowMemory, from: number): void {
    const { base, count } = memory;
    this.#from = from;
    this.#moments = new Moments();
    this.#record = 0;
    for (let row = from; row < count; row++) this.#observe(errors[row - base]!);
    this.#sort(errors, memory);
  }

  push(errors: Float64Array, memory: RowMemory): number {
    const { base, count } = memory;
    const row = count - 1;
    const error = errors[row - base]!;
    const asLarge = this.#n - this.#position(error);
    const score = Math.log10((this.#n + 1) / (asLarge + 1)) + RECORD_GAIN * this.#observe(error);
    this.#insert(error);
    const gone = row - this.#reference;
    if (gone >= this.#from) this.#remove(errors[gone - base]!);
    return score;
  }

  save(): number[] {
    const { count, mean, squares } = this.#moments;
    return [this.#from, count, mean, squares, this.#record];
  }

  load(state: readonly number[], errors: Float64Array, memory: RowMemory): void {
    const [from, count, mean, squares, record] = state as [number, number, number, number, number];
    this.#from = from;
    Object.assign(this.#moments, { count, mean, squares });
    this.#record = record;
    this.#sort(errors, memory);
  }

  /** Takes an error; log10 of how far it stands beyond the record, 0 if it does not. */
  #observe(error: number): number {
    let growth = 0;
    const { count, mean, deviation } = this.#moments;
    if (count >= LEAST) {
      const z = (error - mean) / Math.max(LEAST_SD, deviation);
      if (z > this.#record) {
        if (count >= RECORD_FROM) growth = Math.log10(z / Math.max(1, this.#record));
        this.#record = z;
      }
    }
    this.#moments.add(error);
    return Math.max(0, growth);
  }

  #sort(errors: Float64Array, { base, count }: RowMemory): void {
    const start = Math.max(this.#from, count - this.#reference);
    this.#n = count - start;
    this.#sorted.set(errors.subarray(start - base, count - base));
    this.#sorted.subarray(0, this.#n).sort();
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
