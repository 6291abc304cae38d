/** Samples that should have come and did not. */
import { longestGap } from "../check_point.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import type { UsualHour } from "../hour/usual_hour.ts";
import { DAY, MINUTE } from "../../../time.ts";

/** One sample may always be lost. */
const LEAST = 2;
/** Milliseconds that nobody acts on: a restart, a garbage collection, a scrape that was late. */
const SHORT = MINUTE;
/** A gap counts as so many samples at most: one outage of hours is no habit. */
const MOST = 10;
/** Where nothing came so often at its hour, a gap is usual and says nothing of other hours. */
const USUAL = 0.5;
/** A sample is late from this share of a step on. */
const LATE = 0.5;
/** A feed is so late as this share of its samples is at most. */
const MOSTLY = 0.99;

/** Counts missing samples, and says when so many in a row are as rare as a false alert may be. */
export class Outage {
  #rows = 0;
  #missing = 0; // where samples usually come
  #ticked = NaN; // time of the newest tick
  readonly #delays = new Float64Array(MOST + 1); // rows by the steps that they were late

  /** Takes a row, and how many samples were missing before it. */
  push(time: number, missing: number, usual: UsualHour): void {
    this.#rows++;
    const delay = Outage.late(time - usual.step, this.#ticked, usual.step);
    this.#delays[Math.min(MOST, delay || 0)]!++;
    if (missing === 0) return;
    const newest = time - (missing + 1) * usual.step;
    const isUsual = usual.absence(newest + usual.step, newest) >= USUAL;
    if (!isUsual) this.#missing += Math.min(missing, MOST);
  }

  /** Samples that are late at `time`, after the newest row. */
  static late(newest: number, time: number, step: number): number {
    return Math.max(0, Math.floor((time - newest) / step - LATE));
  }

  /** Whether a tick may be believed: as a point's, a time far ahead needs a second one. */
  confirms(time: number, newest: number, { step }: UsualHour): boolean {
    const isNear = (from: number) => Math.abs(time - from) <= longestGap(step);
    const confirmed = isNear(newest) || isNear(this.#ticked);
    this.#ticked = time;
    return confirmed;
  }

  /**
   * Whether the samples that are late are an outage: two or more, and a minute of them, beside
   * those that this feed is always late by, and together rarer than one in so many days. One that
   * is often absent at its hour says little, one that always came says much, whatever gaps other
   * hours have.
   *
   * @param newest Time of the newest row
   * @param late How many are
   * @param days Of the sensitivity
   */
  rings(newest: number, late: number, days: number, usual: UsualHour): boolean {
    late -= this.#delay;
    if (late < LEAST || late * usual.step < SHORT) return false;
    const often = (this.#missing + 0.5) / (this.#rows + this.#missing + 1);
    const wanted = Math.log10(days * DAY / usual.step);
    let tail = 0;
    for (let k = 1; k <= late && tail < wanted; k++) {
      tail -= Math.log10(Math.max(often, usual.absence(newest + k * usual.step, newest)));
    }
    return tail >= wanted;
  }

  /** Saves or takes back the counts. */
  state(io: StateIo): void {
    this.#rows = io.integer("rows that came", this.#rows, 0, Number.MAX_SAFE_INTEGER);
    this.#missing = io.integer("samples that did not", this.#missing, 0, Number.MAX_SAFE_INTEGER);
    this.#ticked = io.number("newest tick", this.#ticked, NaN);
    io.array("rows by delay", this.#delays);
  }

  /** Steps by which samples mostly come. */
  get #delay(): number {
    let [steps, sooner] = [0, this.#delays[0]!];
    while (sooner < MOSTLY * this.#rows) sooner += this.#delays[++steps]!;
    return steps;
  }
}
