/** How loud this hour has been before: what rings at the same time every day is no news. */
import type { StateIo } from "../snapshot/state_io.ts";

const SLOTS = 48; // of a day
const DAYS = 28;
const DAY = 86_400_000;

/** The largest fused score of each half hour of the last four weeks. */
export class HourLoudness {
  /** How loud the same weekday, or two of the last 14 days, were around this time. */
  before = 0;
  readonly #ring = new Float32Array(DAYS * SLOTS);
  #slot = -1;
  #first = -1;
  #now = 0;

  /** Takes a row by its local time. */
  push(local: number, fused: number): void {
    const slot = Math.floor(local / (DAY / SLOTS));
    if (slot !== this.#slot) this.#enter(slot);
    this.#now = Math.max(this.#now, fused);
  }

  /** Saves or takes back the four weeks. */
  state(io: StateIo): void {
    io.array("loudness", this.#ring);
    this.#slot = io.integer("half hour", this.#slot, -1e9, 1e9);
    this.#first = io.integer("first half hour", this.#first, -1e9, 1e9);
    this.#now = io.number("loudness now", this.#now, 0);
    this.before = io.number("loudness before", this.before, 0);
  }

  #enter(slot: number): void {
    const ring = this.#ring;
    const index = (k: number) => (k % ring.length + ring.length) % ring.length;
    if (this.#slot < 0) this.#first = slot;
    else {
      ring[index(this.#slot)] = this.#now;
      const end = Math.min(slot, this.#slot + ring.length);
      for (let k = this.#slot + 1; k < end; k++) ring[index(k)] = 0;
    }
    this.#slot = slot;
    this.#now = 0;
    const at = (days: number): number => {
      let loudest = 0;
      const around = slot - days * SLOTS;
      for (let k = around - 1; k <= around + 1; k++) {
        const kept = k >= this.#first && k > slot - ring.length && k < slot;
        if (kept) loudest = Math.max(loudest, ring[index(k)]!);
      }
      return loudest;
    };
    const days = Array.from({ length: 14 }, (_, i) => at(i + 1)).sort((a, b) => b - a);
    this.before = Math.max(at(7), at(14), at(21), days[1]!); // one loud day is no habit
  }
}
