/** The channel that asks whether the value is usual at this hour. */
import type { Channel } from "./channel.ts";
import { DeviationTail } from "../tails/deviation_tail.ts";
import type { RowMemory } from "../memory/row_memory.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import type { UsualHour } from "../hour/usual_hour.ts";

const DAY = 86_400_000;
/** Two windows: jobs that fail show in minutes, small losses in hours. */
const SHORT = { milliseconds: 20 * 60_000, least: 1, most: 60 };
const LONG = { milliseconds: 2 * 3_600_000, least: 3, most: 120 };
/** What is usual of the means over them is remembered for so many days, in so many rows. */
const MEMORY = { days: 14, least: 1000, most: 20_000 };
/** They are believed after so many days, and so many rows. */
const FROM = { days: 3, rows: 200 };
/** Share: 0 up to this tail, which normal series reach once in 1,200 rows ... */
const LEAST_TAIL = 4;
/** ... more of it while the tail was learned on fewer rows than ... */
const YOUNG = { rows: 4000, slope: 2 };
/** ... then this much for each 2 of it, at most 1.5 times: enough to ring alone. */
const SIZE = 6;
const STEP = 2;
const MOST = 1.5;
/** A series whose hours foretell it no better than its level has no usual hour. */
const RHYTHM = { from: 0.067, to: 0.2 };
/** Within these means and this value nothing is unusual at this hour. */
const USUAL = { mean: 1.6, z: 3 };

/** Means of z over 20 minutes and 2 hours, signed: a job that runs five minutes late cancels out. */
export class HourChannel implements Channel {
  readonly name = "hour";
  readonly yields = false;
  tail = 0;
  readonly #memory: RowMemory;
  readonly #usual: UsualHour;
  readonly #rows: { readonly short: number; readonly long: number };
  readonly #z: Float64Array; // the last ones, a ring
  readonly #short: DeviationTail;
  readonly #long: DeviationTail;
  #pushed = 0;
  #known = 0; // rows since the hour is known
  #shortMean = 0;
  #longMean = 0;

  /** Reads what `usual` has made of the newest row of `memory`. */
  constructor(memory: RowMemory, usual: UsualHour) {
    const { step } = usual;
    const rows = ({ milliseconds, least, most }: typeof SHORT) =>
      Math.max(least, Math.min(most, Math.round(milliseconds / step)));
    this.#memory = memory;
    this.#usual = usual;
    this.#rows = { short: rows(SHORT), long: rows(LONG) };
    this.#z = new Float64Array(this.#rows.long);
    const days = MEMORY.days * DAY / step;
    const remembered = Math.max(MEMORY.least, Math.min(MEMORY.most, days));
    const from = Math.max(FROM.rows, FROM.days * DAY / step);
    this.#short = new DeviationTail(remembered, from);
    this.#long = new DeviationTail(remembered, from);
  }

  get share(): number {
    const young = YOUNG.slope * Math.log10(Math.max(1, YOUNG.rows / this.#known));
    const size = SIZE * clamp((this.tail - LEAST_TAIL - young) / STEP, 0, MOST);
    const { from, to } = RHYTHM;
    return this.#known > 0 ? size * clamp((this.#usual.rhythm - from) / (to - from), 0, 1) : 0;
  }

  get expected(): number {
    return this.#usual.usual;
  }

  get miss(): number {
    return this.#memory.values.get(this.#memory.count - 1) - this.expected;
  }

  /** Whether nothing is unusual at this hour; false while that is unknown. */
  get isUsual(): boolean {
    return this.#usual.known && Math.abs(this.#shortMean) <= USUAL.mean &&
      Math.abs(this.#longMean) <= USUAL.mean && Math.abs(this.#usual.z) < USUAL.z;
  }

  push(): void {
    const { short, long } = this.#rows;
    this.#z[this.#pushed++ % long] = this.#usual.z;
    this.tail = 0;
    if (!this.#usual.known) return;
    this.#known++;
    this.#shortMean = this.#mean(short);
    this.#longMean = this.#mean(long);
    this.tail = Math.max(this.#short.push(this.#shortMean), this.#long.push(this.#longMean));
  }

  state(io: StateIo): void {
    io.array("the last z", this.#z);
    this.#pushed = io.integer("z", this.#pushed, 0, Number.MAX_SAFE_INTEGER);
    this.#known = io.integer("rows known by the hour", this.#known, 0, this.#pushed);
    this.#short.state(io);
    this.#long.state(io);
  }

  /** Mean of the last `rows` z; those before the first count as 0. */
  #mean(rows: number): number {
    let sum = 0;
    for (let back = 1; back <= Math.min(rows, this.#pushed); back++) {
      sum += this.#z[(this.#pushed - back) % this.#z.length]!;
    }
    return sum / rows;
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
