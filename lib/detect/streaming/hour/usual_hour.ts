/** What is usual at this hour: from the same time on the days before, without a net. */
import { absence } from "./absence.ts";
import { DayKinds, type Kinds } from "./day_kinds.ts";
import type { LocalClock } from "./local_clock.ts";
import { isOfFirstKind } from "./first_kind.ts";
import { levelMiss } from "./level_miss.ts";
import { type Fallen, isNothingUsual } from "./nothing.ts";
import { localTimes } from "./local_times.ts";
import { Pool } from "./pool.ts";
import type { RowMemory } from "../memory/row_memory.ts";
import { SlotRing } from "./slot_ring.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import { UsualSpread } from "./usual_spread.ts";
import { areOfOneClass, isWeekend } from "./weekday.ts";
import { DAY } from "../../../time.ts";

/** z is cut here: further out is no more certain, and a mean of twenty minutes would be one row. */
const CAP = 10;
/** Days over which a lasting offset is taken for a new level. */
const OFFSET_DAYS = 2;
/** A series reaches to zero from so many mean distances of its slots from one level. */
const REACH = 12;

/** Which days the usual value comes from. */
export type DayKind = "all days" | "weekdays" | "weekends" | "this weekday";

/** Watches a series by local day and time of day. */
export class UsualHour {
  /** Whether this time of this weekday has been seen, so that deviations mean something. */
  known = false;
  /** How far the newest value is from what is usual, in usual spreads, as leniently as may be. */
  z = 0;
  /** The same from the main pool, as told. */
  spreads = 0;
  /** What the value would be if nothing were wrong; NaN on the first day. */
  usual: number = NaN;
  /** Milliseconds between rows. */
  readonly step: number;
  readonly #clock: LocalClock;
  #ring: SlotRing;
  readonly #classDays: number;
  readonly #all = new Pool(); // of the last days
  readonly #class = new Pool(); // those of the same class: Saturday and Sunday, or Monday to Friday
  readonly #weekday = new Pool(); // the same weekday
  readonly #recent = new Pool(); // the last few of the kind that foretells best
  #kind = -1; // which of the three foretells best, -1 while that is undecided
  readonly #kinds = new DayKinds();
  readonly #spread: UsualSpread;
  #levelMiss = NaN; // mean absolute miss of one level, over the days before this one
  #extent: readonly [low: number, high: number] = [-Infinity, Infinity]; // of the weeks before
  #offset = 0; // running mean z
  #rows = 0;

  /** Watches a series of a sampling step, by the clock of its people. */
  constructor(step: number, clock: LocalClock) {
    this.step = step;
    this.#clock = clock;
    this.#ring = new SlotRing(step);
    this.#classDays = this.#ring.days / 2;
    this.#spread = new UsualSpread(this.#ring.perDay);
  }

  /** Whether the same time of some day has been seen. */
  get any(): boolean {
    return this.#all.n > 0;
  }

  /** Whether the same time of a day of this kind has been seen: of a weekend, or of a weekday. */
  get hasKind(): boolean {
    return this.#class.n > 0;
  }

  /**
   * Whether a value is what a first weekend may be, on the first Saturday or the first Monday of a
   * series that begins on a weekend; see {@linkcode isOfFirstKind}.
   */
  isFirstOfItsKind(value: number): boolean {
    if (!this.any || this.#class.n > 0) return false;
    const [ring, { reach }] = [this.#ring, this.#spread];
    const isLess = isWeekend(ring.day);
    return isOfFirstKind(value, { all: this.#all, extent: ring.extent(), reach, isLess });
  }

  /** Whether the hour says more than one level does: a series without hours is usual at any. */
  get foretells(): boolean {
    return this.#spread.miss < this.#levelMiss;
  }

  /** Mean absolute miss of what is usual; 0 while it is unknown. */
  get hourMiss(): number {
    return this.#spread.miss;
  }

  /** The least by which two values differ: the step of their grid; 0 where it may be anything. */
  get unit(): number {
    return this.#spread.grid;
  }

  /** Where 90 % of the values at this hour lay. */
  get range(): readonly [number, number] {
    return [this.#main.low, this.#main.high];
  }

  /** How far a value is, as told, that is off by a share of itself or of what is usual. */
  spreadsAt(share: number): number {
    const [main, spread] = [this.#main, this.#spread];
    const usual = spread.expected(main);
    const off = share * Math.abs(usual) / (1 - Math.max(0, share));
    return spread.z(usual + off, main, main);
  }

  /** Which days the usual value comes from. */
  get kind(): DayKind {
    const main = this.#main;
    if (main === this.#weekday) return "this weekday";
    if (main === this.#all) return "all days";
    return isWeekend(this.#ring.day) ? "weekends" : "weekdays";
  }

  /** Takes a row; `learn` is false where the calendar says that it is no usual one. */
  push(time: number, value: number, learn = true): void {
    const ring = this.#ring;
    this.#enter(this.localTime(time), value);
    this.#spread.take(value);
    if (learn) ring.push(value);
    this.z = this.spreads = 0;
    this.usual = this.any ? this.#main.median : NaN;
    if (!this.any) return;
    const main = this.#main;
    this.spreads = this.#spread.z(value, main, main);
    const offset = learn ? this.#offset : 0;
    if (learn) {
      const rate = Math.max(1 / ++this.#rows, this.step / (OFFSET_DAYS * DAY));
      this.#offset += rate * (Math.max(-4, Math.min(4, this.spreads)) - offset);
    }
    this.z = this.#measure(value, 1, offset);
  }

  /** What is usual at a later time, if nothing comes until then. */
  until(time: number): UsualHour {
    const later = new UsualHour(this.step, this.#clock);
    later.#ring = this.#ring.until(this.localTime(time));
    later.#kinds.copy(this.#kinds);
    later.#gather();
    later.usual = later.#main.median;
    return later;
  }

  /** Local time of a moment. */
  localTime(time: number): number {
    return time + this.#clock.offset(time);
  }

  /**
   * How often nothing came at this time, after a sample at `newest`: on days of the same class, or
   * on the same weekday if that is more and it was seen twice. 0 to 1, 0 while no day is known.
   */
  absence(time: number, newest: number): number {
    const [ring, oldest] = [this.#ring, this.#classDays];
    const gap = { time: this.localTime(time), newest: this.localTime(newest) };
    const day = Math.floor(gap.time / DAY);
    const belongs = (age: number) => areOfOneClass(day - age, day);
    const ofClass = absence(ring, gap, { belongs, oldest });
    if (Number.isNaN(ofClass)) return absence(ring, gap, { oldest }) || 0;
    return Math.max(ofClass, absence(ring, gap, { every: 7, oldest: ring.days - 1 }, 2) || 0);
  }

  /** Whether the series stood still at this time a week ago: two slots had the same mean. */
  stoodStill(time: number): boolean {
    const [ring, then] = [this.#ring, this.localTime(time) - 7 * DAY];
    return ring.atTime(then) === ring.atTime(then - DAY / ring.perDay);
  }

  /**
   * How far a mean of the newest `mean` rows, at most `most` as this value is, lies from this
   * hour's on those days of its class that had more. Where that little is usual, or was there
   * before the last `rows`, all days count.
   */
  fall(time: number, value: number, { most, rows, mean }: Fallen): number {
    const ring = this.#ring;
    const z = mean === 1 ? this.z : this.#measure(value, mean, this.#offset);
    const before = ring.atTime(this.localTime(time) - rows * this.step - DAY / ring.perDay);
    if (!(before > most) || isNothingUsual(ring, most)) return z;
    const days = new Pool();
    const belongs = this.hasKind ? this.#sameClass : () => true;
    days.gather(ring, { belongs, oldest: this.#classDays, above: most });
    return Math.max(-CAP, Math.min(z, this.#spread.z(value, days, days, mean)));
  }

  /** Whether a value lies within what any of the last four weeks' days had around this time. */
  fitsAnotherDay(value: number): boolean {
    const ring = this.#ring;
    const { miss } = this.#spread;
    const [low, high] = ring.extent(ring.slot - 1, ring.slot + 1);
    return value >= low - miss && value <= high + miss;
  }

  /** Whether the hour is known, and the last four weeks had no such value at any. */
  isNew(value: number): boolean {
    const [[low, high], { miss }] = [this.#extent, this.#spread];
    return this.known && (value < low - miss || value > high + miss);
  }

  /** Saves or takes back what it knows. */
  state(io: StateIo, memory: RowMemory): void {
    const locals = localTimes(io, memory, this.#clock);
    this.#ring.state(io, locals, memory.values.rows(memory.first, memory.count));
    this.#kinds.state(io);
    this.#spread.state(io);
    this.#offset = io.number("lasting offset", this.#offset, -4, 4);
    this.#rows = io.integer("rows by the hour", this.#rows, 0, Number.MAX_SAFE_INTEGER);
    this.usual = io.number("usual value", this.usual, NaN);
    if (!io.reading || Number.isNaN(this.#ring.day)) return;
    this.#beginDay();
    this.#gather();
  }

  get #pools(): Kinds<Pool> {
    return [this.#all, this.#class, this.#weekday];
  }

  get #main(): Pool {
    if (this.#kind === 2 && this.#weekday.n > 0) return this.#weekday;
    return this.#kind === 0 || this.#class.n === 0 ? this.#all : this.#class;
  }

  /** Whether the day so many days ago is of the class of the open one. */
  readonly #sameClass = (age: number): boolean =>
    areOfOneClass(this.#ring.day - age, this.#ring.day);

  #enter(local: number, value: number): void {
    const ring = this.#ring;
    if (!ring.leaves(local)) return;
    if (ring.rows > 0 && this.any) this.#learn();
    const { day } = ring;
    ring.enter(local, value);
    if (ring.day !== day) this.#beginDay();
    this.#gather();
  }

  #beginDay(): void {
    const ring = this.#ring;
    this.#levelMiss = levelMiss(ring, this.#classDays);
    this.#extent = ring.extent(0, ring.perDay - 1, ring.days - 1); // of whole days
    this.#spread.reach = REACH * this.#levelMiss || Infinity; // unknown, or a series at one level
  }

  #gather(): void {
    const ring = this.#ring;
    this.#all.gather(ring, { oldest: this.#classDays });
    this.#class.gather(ring, { belongs: this.#sameClass, oldest: this.#classDays });
    this.#weekday.gather(ring, { every: 7, oldest: ring.days });
    this.#kind = this.#kinds.best(ring, this.#pools);
    const recent = this.#kind === 2
      ? { every: 7, most: 2 }
      : this.#kind === 0
      ? { most: 3 }
      : { belongs: this.#sameClass, most: 3 };
    this.#recent.gather(ring, { ...recent, oldest: ring.days });
    this.#spread.missNow = this.#kinds.missAround(ring, this.#pools.indexOf(this.#main));
    this.known = this.any && this.#weekday.n > 0;
  }

  /** Learns from the slot that is over how well each pool foretold it. */
  #learn(): void {
    const ring = this.#ring;
    if (this.#weekday.n > 0) {
      const class_ = this.#class.n > 0 ? this.#class : this.#all;
      this.#kinds.learn(ring, [this.#all.median, class_.median, this.#weekday.median]);
    }
    this.#spread.learn(ring.mean, ring.rows, this.#main.median);
  }

  /** How far a mean of so many rows is out, in spreads without a lasting offset. */
  #measure(value: number, rows: number, offset: number): number {
    let z = this.#lenient(value, rows);
    // towards 0, never past it
    if (offset * z > 0) z = Math.sign(z) * Math.max(0, Math.abs(z) - Math.abs(offset));
    return Math.max(-CAP, Math.min(CAP, z));
  }

  /** The smallest z that the last days, or what is undecided, allow; 0 where they disagree. */
  #lenient(value: number, rows: number): number {
    // with the main pool's spread: a few days' own would hide a job, one of both classes all
    const main = this.#main;
    let z = this.#spread.z(value, main, main, rows);
    const spare = (pool: Pool): void => {
      if (pool.n === 0) return;
      const other = this.#spread.z(value, pool, main, rows);
      if (Math.sign(other) !== Math.sign(z)) z = 0;
      else if (Math.abs(other) < Math.abs(z)) z = other;
    };
    spare(this.#recent);
    if (this.#kind < 0) this.#pools.forEach(spare);
    return z;
  }
}
