/** The channel that asks whether the value is usual at this hour. */
import type { Channel } from "./channel.ts";
import { DeviationTail } from "../tails/deviation_tail.ts";
import type { RowMemory } from "../memory/row_memory.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import type { UsualHour } from "../hour/usual_hour.ts";
import { DEFAULT_SENSITIVITY, sensitivityFactor } from "../alerts/sensitivity.ts";
import { rowsPerSlot, SHORTEST_SLOT } from "../hour/slot_ring.ts";
import { DAY, HOUR, MINUTE } from "../../../time.ts";

/**
 * Two windows: a job that fails shows in minutes, a small loss in hours. Over hours a row counts as
 * 2 spreads at most, or one burst of ten would be as much as an hour of two. `mostExcess` is of the
 * tail that learns what is usual of the means: one event stays in the long one for three hours.
 */
const SHORT = {
  milliseconds: 20 * MINUTE,
  least: 1,
  most: 60,
  cap: Infinity,
  mostExcess: 4,
};
const LONG = {
  milliseconds: 3 * HOUR,
  least: 3,
  most: 180,
  cap: 2,
  mostExcess: 2,
};
/**
 * A mean of n rows is not believed to vary less than by so many spreads / sqrt(n), as rows that
 * have nothing to do with each other: pools are wide while they are small, and what is learned then
 * of a series at hourly steps would ring once they are not. Where a row is a part of five minutes a
 * rare count's z varies less, by the root of that part.
 */
const LEAST_SPREAD = 0.5;
/**
 * What lasts longer than so many short windows is an incident; after so many days it is the level,
 * as a lasting offset is.
 */
const INCIDENT = { windows: 2, days: 2 };
/**
 * That is remembered for so many days, two of each weekday, in so many rows: a tail of 2 % needs a
 * thousand.
 */
const MEMORY = { days: 14, least: 1000 };
/** It is believed after so many days. */
const FROM_DAYS = 3;
/** Share: 0 up to this tail, which normal series reach once in 1,200 rows ... */
const LEAST_TAIL = 4;
/**
 * ... or more, by 1 for each decade of slots that the tail was learned on fewer than so many ...
 */
const LEARNED = 2000;
/**
 * ... then so much for each 1 of it, up to a most, or more where caps are raised: enough to ring
 * alone at any step, also in a series whose own rate has doubled its threshold. It is so much at
 * five minutes' steps or longer: the threshold is of rows and rises at shorter ones, where the same
 * hours are as rare as before, so what is said of them rises with it.
 */
const SHARE = { each: 3, most: 15 };
/** After so many days that are known, every weekday has been seen twice. */
const DECIDES = 7;
/** Within this short mean and this value nothing is unusual at this hour. */
const USUAL = { mean: 1.6, z: 3 };
/** From so many spreads on a value, and a mean in which none counts as more than 2, is away. */
const AWAY = 1;
/** Few days do not tell how far values spread: what is usual by those is this near to them. */
const NEAR = 0.3;

/**
 * Means of z over 20 minutes and 3 hours, signed: a job that runs five minutes late cancels out.
 */
export class HourChannel implements Channel {
  readonly name = "hour";
  readonly yields = "never";
  tail = 0;
  readonly #memory: RowMemory;
  readonly #usual: UsualHour;
  readonly #rows: { readonly short: number; readonly long: number };
  readonly #perSlot: number;
  readonly #each: number; // share for each 1 of the tail
  readonly #z: Float64Array; // the last ones, a ring
  readonly #short: DeviationTail;
  readonly #long: DeviationTail;
  #pushed = 0;
  #known = 0; // rows since the hour is known
  #shortMean = 0;
  #isLong = false; // whether the long window says more than the short one

  /** Reads what `usual` has made of the newest row of `memory`. */
  constructor(memory: RowMemory, usual: UsualHour) {
    const { step } = usual;
    this.#memory = memory;
    this.#usual = usual;
    this.#rows = { short: rowsOf(SHORT, step), long: longRows(step) };
    this.#perSlot = rowsPerSlot(step);
    const rise = sensitivityFactor(DEFAULT_SENSITIVITY, step) /
      sensitivityFactor(DEFAULT_SENSITIVITY, Math.max(SHORTEST_SLOT, step));
    this.#each = SHARE.each * rise;
    this.#z = new Float64Array(this.#rows.long);
    const days = MEMORY.days * DAY / step;
    const learned = {
      memory: Math.max(MEMORY.least, days),
      from: FROM_DAYS * DAY / step,
    };
    const { short, long } = this.#rows;
    const to = Math.max(long, INCIDENT.days * DAY / step);
    const tail = ({ mostExcess }: typeof SHORT, rows: number) =>
      new DeviationTail({
        ...learned,
        mostExcess,
        leastSd: LEAST_SPREAD / Math.sqrt(rows * this.#perSlot),
        incident: { from: rows + short, to },
      });
    this.#short = tail(SHORT, short);
    this.#long = tail(LONG, long);
  }

  get expected(): number {
    return this.#usual.usual;
  }

  get miss(): number {
    return this.#memory.values.get(this.#memory.count - 1) - this.expected;
  }

  /** Whether it has seen enough to decide for channels that ask the same in another way. */
  get decides(): boolean {
    return this.#isGrown && this.#usual.foretells;
  }

  /** Whether nothing is unusual at an hour that foretells the series. */
  get isHabit(): boolean {
    return this.#usual.known && this.#usual.foretells && this.isUsual;
  }

  /** Whether nothing is unusual at this hour; false before a day of the kind has been seen. */
  get isUsual(): boolean {
    return this.#usual.hasKind && Math.abs(this.#shortMean) <= USUAL.mean &&
      Math.abs(this.#usual.z) < USUAL.z;
  }

  /**
   * Whether it has not seen every weekday twice, and the value is what days of this kind had,
   * nearly.
   */
  get isYoungAndUsual(): boolean {
    return !this.#isGrown && this.isUsual && Math.abs(this.miss) <= NEAR * Math.abs(this.expected);
  }

  /** Whether this value and the mean of about the last 40 minutes are away alike. */
  get isAway(): boolean {
    return this.#out(Math.max(LONG.least, INCIDENT.windows * this.#rows.short), LONG.cap) >= AWAY;
  }

  /**
   * Spreads by which this value and the mean of five minutes are out alike: a minute's spreads
   * more.
   */
  get strayed(): number {
    return this.#out(this.#perSlot, Infinity);
  }

  share(raised = 1): number {
    const slots = Math.max(1, this.#known / this.#perSlot);
    const young = Math.max(0, Math.log10(LEARNED / slots));
    const share = this.#each * (this.tail - LEAST_TAIL - young);
    return Math.max(0, Math.min(SHARE.most * raised, share));
  }

  push(): void {
    const { short, long } = this.#rows;
    this.#z[this.#pushed++ % long] = this.#usual.z;
    this.tail = 0;
    this.#isLong = false;
    this.#shortMean = this.#mean(short, SHORT.cap);
    if (!this.#usual.known) return;
    this.#known++;
    this.tail = this.#short.push(this.#shortMean);
    const tail = this.#long.push(this.#mean(long, LONG.cap));
    this.#isLong = tail > this.tail;
    if (this.#isLong) this.tail = tail;
  }

  /**
   * So many rows, the newest one last, have been off to a side: the likeliest since a mean of
   * unknown size began, those with the largest sum for the root of their number, of the newest
   * `most`. Where the channel says nothing, the short window alone is looked at.
   */
  rowsOff(side: number, most: number): number {
    const speaks = this.share() > 0;
    const cap = speaks && this.#isLong ? LONG.cap : SHORT.cap;
    const rows = Math.min(most, this.#pushed, speaks ? this.#rows.long : this.#rows.short);
    let [sum, furthest, off] = [0, 0, 1];
    for (let back = 1; back <= rows; back++) {
      sum += side * this.#capped(back, cap);
      const far = sum / Math.sqrt(back);
      if (far > furthest) [furthest, off] = [far, back];
    }
    return off;
  }

  state(io: StateIo): void {
    io.array("the last z", this.#z);
    this.#pushed = io.integer("z", this.#pushed, 0, Number.MAX_SAFE_INTEGER);
    this.#known = io.integer("rows known by the hour", this.#known, 0, this.#pushed);
    this.#short.state(io);
    this.#long.state(io);
  }

  get #isGrown(): boolean {
    return this.#usual.known && this.#known * this.#usual.step >= DECIDES * DAY;
  }

  /** By how much this z and the mean of the last `rows` are out to the same side, at least. */
  #out(rows: number, cap: number): number {
    const [{ z }, mean] = [this.#usual, this.#mean(rows, cap)];
    return z * mean > 0 ? Math.min(Math.abs(z), Math.abs(mean)) : 0;
  }

  /** Mean of the last `rows` z, none beyond `cap`; those before the first count as 0. */
  #mean(rows: number, cap: number): number {
    let sum = 0;
    for (let back = 1; back <= Math.min(rows, this.#pushed); back++) sum += this.#capped(back, cap);
    return sum / rows;
  }

  /** z so many rows back, 1 the newest, not beyond `cap`. */
  #capped(back: number, cap: number): number {
    return Math.max(-cap, Math.min(cap, this.#z[(this.#pushed - back) % this.#z.length]!));
  }
}

/** Rows of the longer of its windows, at a step. */
export function longRows(step: number): number {
  return rowsOf(LONG, step);
}

function rowsOf({ milliseconds, least, most }: typeof SHORT, step: number): number {
  return Math.max(least, Math.min(most, Math.round(milliseconds / step)));
}
