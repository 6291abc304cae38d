/** Four weeks of a series by local day and time of day. */
import type { StateIo } from "../snapshot/state_io.ts";
import { DAY } from "../../../time.ts";

/**
 * Slots of a day: five minutes, in which a minute's counts are enough to vary little, or the step
 * where it is longer.
 */
export const SHORTEST_SLOT = 300_000;
/** Above this step four weeks hold few values, and the ring is twice as long. */
const COARSE = 900_000;
/** Beyond this 32 bits overflow. */
const LARGEST = 3e38;
/** Share of a number that is rounded off in 32 bits, at most. */
const ROUNDED = 2 ** -23;
/** Sizes for which 32 bits have room above and below. */
const ROOM = [1e-25, 1e25] as const;

/** Means of slots of a day, found by local day and slot; NaN where nothing came. */
export class SlotRing {
  /** Slots in a day. */
  readonly perDay: number;
  readonly #step: number;
  /** Days kept. */
  readonly days: number;
  /** Local day of the slot that is open, NaN before the first row. */
  day: number = NaN;
  /** The slot that is open. */
  slot = -1;
  /** Day of the first row. */
  firstDay = 0;
  readonly #means: Float32Array;
  #origin = 0; // subtracted, so that 1e12 and a bit keeps the bit
  #unit = 0; // divided by after that; 0 until anything but 0 has come
  #sum = 0;
  #count = 0;

  /** Lays out slots for a sampling step. */
  constructor(step: number) {
    this.#step = step;
    this.perDay = Math.max(1, Math.round(DAY / Math.max(step, SHORTEST_SLOT)));
    this.days = step > COARSE ? 56 : 28;
    this.#means = new Float32Array(this.days * this.perDay).fill(NaN);
  }

  /** Whether a local time is in another slot than the one that is open. */
  leaves(local: number): boolean {
    const day = Math.floor(local / DAY);
    return day !== this.day || this.#slotOf(local) !== this.slot;
  }

  /** A power of two that makes of values what 32 bits have room for. */
  get unit(): number {
    return this.#unit || 1;
  }

  /** Rows in the slot that is open. */
  get rows(): number {
    return this.#count;
  }

  /** The mean of the slot that is open, NaN without rows. */
  get mean(): number {
    return this.#count > 0 ? this.#sum / this.#count : NaN;
  }

  /** Closes the open slot, forgets those that were left out since, and opens that of `local`. */
  enter(local: number, value: number): void {
    const day = Math.floor(local / DAY);
    const slot = this.#slotOf(local);
    if (Number.isNaN(this.day)) {
      this.firstDay = day;
      this.#origin = value;
    } else {
      const change = this.mean - this.#origin;
      this.#unit ||= unitOf(Math.max(Math.abs(this.#origin), Math.abs(change) || 0));
      const mean = Math.max(-LARGEST, Math.min(LARGEST, change / this.unit));
      this.#means[this.#index(this.day, this.slot)] = mean;
      const left = Math.min(
        this.#means.length,
        (day - this.day) * this.perDay + slot - this.slot - 1,
      );
      let at = this.#index(this.day, this.slot);
      for (let k = 0; k < left; k++) {
        if (++at === this.#means.length) at = 0;
        this.#means[at] = NaN;
      }
    }
    this.day = day;
    this.slot = slot;
    this.#sum = this.#count = 0;
  }

  /** The same slots at a later local time, if nothing comes until then. */
  until(local: number): SlotRing {
    const ring = new SlotRing(this.#step);
    [ring.day, ring.slot, ring.firstDay] = [this.day, this.slot, this.firstDay];
    [ring.#origin, ring.#unit] = [this.#origin, this.#unit];
    [ring.#sum, ring.#count] = [this.#sum, this.#count];
    ring.#means.set(this.#means);
    ring.enter(local, NaN);
    return ring;
  }

  /** Takes a row into the open slot. */
  push(value: number): void {
    this.#sum += value;
    this.#count++;
  }

  /** The mean of a slot that is closed and still kept, else NaN. Slots may run past midnight. */
  at(day: number, slot: number): number {
    if (slot < 0) {
      slot += this.perDay;
      day--;
    } else if (slot >= this.perDay) {
      slot -= this.perDay;
      day++;
    }
    const age = this.day - day;
    const gone = age > this.days || (age === this.days && slot < this.slot);
    if (gone || age < 0 || (age === 0 && slot >= this.slot)) return NaN;
    return this.#read(this.#index(day, slot));
  }

  /**
   * Puts the means that are known of the open slot and `width` neighbours on each side, `age` days
   * ago, into `values` from `n` on.
   *
   * @returns One past the last
   */
  around(age: number, width: number, values: Float64Array, n: number): number {
    const [from, to] = [this.slot - width, this.slot + width];
    const isWhole = age > 0 && age < this.days && from >= 0 && to < this.perDay;
    const midnight = this.#index(this.day - age, 0);
    for (let slot = from; slot <= to; slot++) {
      const mean = isWhole ? this.#read(midnight + slot) : this.at(this.day - age, slot);
      if (!Number.isNaN(mean)) values[n++] = mean;
    }
    return n;
  }

  /**
   * The least and the most of some slots, all unless told, on the days before; infinite without
   * any.
   */
  extent(
    from = 0,
    to: number = this.perDay - 1,
    days: number = this.days,
  ): readonly [low: number, high: number] {
    let low = Infinity;
    let high = -Infinity;
    for (let day = this.day - days; day < this.day; day++) {
      for (let slot = from; slot <= to; slot++) {
        const mean = this.at(day, slot);
        if (mean < low) low = mean;
        if (mean > high) high = mean;
      }
    }
    return [low, high];
  }

  /** The mean of the slot of a local time. */
  atTime(local: number): number {
    return this.at(Math.floor(local / DAY), this.#slotOf(local));
  }

  /**
   * Saves or takes back all slots, as how they differ from those that the rows in memory make by
   * their local times.
   */
  state(io: StateIo, locals: Float64Array, values: Float64Array): void {
    this.day = io.number("local day", this.day, NaN);
    this.slot = io.integer("slot", this.slot, -1, this.perDay - 1);
    this.firstDay = io.integer("first local day", this.firstDay, -1e9, 1e9);
    this.#origin = io.number("origin of slots", this.#origin);
    this.#unit = io.number("unit of slots", this.#unit, 0);
    this.#sum = io.number("sum of a slot", this.#sum);
    this.#count = io.integer("rows of a slot", this.#count, 0, Number.MAX_SAFE_INTEGER);
    const bits = new Int32Array(this.#means.buffer);
    const made = new Int32Array(this.#again(locals, values).buffer);
    const differences = bits.map((own, i) => own ^ made[i]!);
    io.array("means of slots beside the rows", differences);
    if (io.reading) differences.forEach((difference, i) => bits[i] = difference ^ made[i]!);
  }

  #again(locals: Float64Array, values: Float64Array): Float32Array {
    const ring = new SlotRing(this.#step);
    for (let row = 0; row < locals.length; row++) {
      if (ring.leaves(locals[row]!)) ring.enter(locals[row]!, values[row]!);
      if (row === 0) [ring.#origin, ring.#unit] = [this.#origin, this.#unit];
      ring.push(values[row]!);
    }
    return ring.#means;
  }

  /** A mean as it was: 0 where what is left of the origin is what 32 bits could not hold. */
  #read(index: number): number {
    const mean = this.#means[index]! * this.unit + this.#origin;
    return Math.abs(mean) <= ROUNDED * Math.abs(this.#origin) ? 0 : mean;
  }

  #slotOf(local: number): number {
    const passed = local - Math.floor(local / DAY) * DAY;
    return Math.min(this.perDay - 1, Math.floor(passed * this.perDay / DAY));
  }

  #index(day: number, slot: number): number {
    const { days } = this;
    return ((day | 0) % days + days) % days * this.perDay + slot; // whole numbers are faster
  }
}

/** Rows in the shortest slot; 1 at longer steps. */
export function rowsPerSlot(step: number): number {
  return Math.max(1, Math.round(SHORTEST_SLOT / step));
}

/** The power of two below a size that 32 bits have no room for; 1 for any other, 0 for 0. */
function unitOf(size: number): number {
  const [least, most] = ROOM;
  if (size === 0 || (size >= least && size <= most)) return Math.sign(size);
  return 2 ** Math.floor(Math.log2(size));
}
