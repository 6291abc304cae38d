/** Which days foretell a time of the week best: all, those of its class, or the same weekday. */
import type { Pool } from "./pool.ts";
import type { SlotRing } from "./slot_ring.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import { areOfOneClass, weekdayOf } from "./weekday.ts";

/** The pools of the three kinds of days, from many days to few. */
export type Kinds<T> = readonly [all: T, dayClass: T, weekday: T];

/**
 * Cells of a day, for each weekday, in which it is found which days foretell best: nights by
 * themselves.
 */
const BLOCKS = 12;
const CELLS = 7 * BLOCKS;
/** Share of its slots that a cell must have seen: all of one weekday, but for gaps. */
const DECIDED = 0.8;
/**
 * The same weekday, of which there are few, must foretell this much better than days of its class
 * or all.
 */
const WEEKDAY_GAIN = 0.8;
/**
 * Or have a spread so much narrower: a median of all days may be right, with weekends in its
 * spread.
 */
const NARROWER = 0.7;
/**
 * Cells that must tell how far off a kind is at a time of day: of fewer the middle one is chance.
 */
const LEAST_CELLS = 3;

/** Keeps how far off each kind of days has been, by weekday and two hours of the day. */
export class DayKinds {
  readonly #misses = new Float32Array(3 * CELLS); // mean absolute miss of the three, by cell
  readonly #seen = new Uint8Array(CELLS); // slots of the cell, up to 255

  /**
   * What foretells the slot of `ring` best: 0 all days, 1 their class, 2 the weekday; -1 undecided.
   */
  best(ring: SlotRing, [all, dayClass]: Kinds<Pool>): number {
    const cell = cellOf(ring);
    if (this.#seen[cell]! < Math.max(1, DECIDED * ring.perDay / BLOCKS)) return -1;
    const [a, c, w] = [0, 1, 2].map((kind) => this.#misses[kind * CELLS + cell]!);
    const byClass = c! < a!;
    if (w! < WEEKDAY_GAIN * (byClass ? c! : a!)) return 2;
    return byClass || dayClass.spread < NARROWER * all.spread ? 1 : 0;
  }

  /**
   * How far off a kind is around the time of day of `ring`: on the middle one of the weekdays, or
   * on that of its class if that is less, as a weekend's nights miss by less than a weekday's. A
   * weekend has but two days, so the hours before and after count there.
   */
  missAround(ring: SlotRing, kind: number): number {
    const block = cellOf(ring) % BLOCKS;
    const any: number[] = [];
    const own: number[] = [];
    for (let day = ring.day - 6; day <= ring.day; day++) {
      for (let near = block - 1; near <= block + 1; near++) {
        const cell = weekdayOf(day) * BLOCKS + (near + BLOCKS) % BLOCKS;
        if (this.#seen[cell]! === 0) continue;
        const miss = this.#misses[kind * CELLS + cell]! * ring.unit;
        if (near === block) any.push(miss);
        if (areOfOneClass(day, ring.day)) own.push(miss);
      }
    }
    return Math.min(middle(any), middle(own));
  }

  /** Learns from the slot of `ring`, which is over, how well each kind foretold its mean. */
  learn(ring: SlotRing, medians: Kinds<number>): void {
    const cell = cellOf(ring);
    const seen = this.#seen[cell]!;
    const rate = Math.max(1 / (2 * Math.max(1, ring.perDay / BLOCKS)), 1 / (seen + 1));
    medians.forEach((median, kind) => {
      const miss = Math.abs(ring.mean - median) / ring.unit;
      const at = kind * CELLS + cell;
      this.#misses[at]! += rate * (Math.min(miss, 3e38) - this.#misses[at]!);
    });
    if (seen < 255) this.#seen[cell] = seen + 1;
  }

  /** Takes what another knows. */
  copy(other: DayKinds): void {
    this.#misses.set(other.#misses);
    this.#seen.set(other.#seen);
  }

  /** Saves or takes back what it knows. */
  state(io: StateIo): void {
    io.array("misses by weekday and hour", this.#misses);
    io.array("slots by weekday and hour", this.#seen);
  }
}

function cellOf({ day, slot, perDay }: SlotRing): number {
  return weekdayOf(day) * BLOCKS + Math.floor(slot * BLOCKS / perDay);
}

/** The middle one of some misses, the lower one of two; infinite where they are too few. */
function middle(misses: number[]): number {
  if (misses.length < LEAST_CELLS) return Infinity;
  return misses.sort((a, b) => a - b)[(misses.length - 1) >> 1]!;
}
