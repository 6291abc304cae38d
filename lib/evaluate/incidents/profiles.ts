/** What series of a service look like when nothing is wrong. */
import type { TimeSeries } from "../../data/mod.ts";
import { Mt19937, streamSeed } from "../../math/mod.ts";
import { DAY, HOUR, MINUTE } from "../../time.ts";

/** A Monday, so that weekday and row agree. */
const START = Date.UTC(2026, 0, 5);

/** Kinds of normal series. */
export type IncidentProfile =
  | "busy"
  | "office"
  | "small"
  | "no-night"
  | "errors"
  | "bursty"
  | "spiky"
  | "batch"
  | "growth"
  | "sawtooth"
  | "latency"
  | "processor"
  | "queue";

/** A series and the state of its generator at each row. */
export interface NormalSeries extends TimeSeries {
  /** What the value is drawn around. */
  readonly rates: Float64Array;
  /** Draws a value around a rate, as this profile does. */
  readonly draw: (rate: number) => number;
}

/** How a series is made. */
export interface NormalOptions {
  /** Minutes between rows. */
  readonly stepMinutes: number;
  /** Length in days. */
  readonly days: number;
  /** Where its randomness comes from. */
  readonly seed: number;
}

interface ProfileShape {
  /** Mean of a slot of five minutes at the busiest hour. */
  readonly level: number;
  /** Share of the level that is there at the quietest hour. */
  readonly night: number;
  /** Share that is left at weekends. */
  readonly weekend: number;
  /** Deviation of the slow noise on the logarithm. */
  readonly noise: number;
  /** Whether values are counts in a slot, which grow with the step. */
  readonly isCount: boolean;
}

const SHAPES: Readonly<Record<IncidentProfile, ProfileShape>> = {
  busy: { level: 20_000, night: 0.3, weekend: 0.75, noise: 0.03, isCount: true },
  office: { level: 5000, night: 0.1, weekend: 0.3, noise: 0.05, isCount: true },
  small: { level: 60, night: 0.3, weekend: 0.8, noise: 0.05, isCount: true },
  "no-night": { level: 300, night: 0, weekend: 0.8, noise: 0.05, isCount: true },
  errors: { level: 0.4, night: 0.5, weekend: 0.8, noise: 0.1, isCount: true },
  bursty: { level: 45, night: 0.6, weekend: 0.9, noise: 0.1, isCount: true },
  spiky: { level: 30, night: 0.5, weekend: 0.9, noise: 0.1, isCount: true },
  batch: { level: 100, night: 0.3, weekend: 0.75, noise: 0.03, isCount: true },
  growth: { level: 5000, night: 0.3, weekend: 0.75, noise: 0.03, isCount: true },
  sawtooth: { level: 4000, night: 0.8, weekend: 1, noise: 0.002, isCount: false },
  latency: { level: 250, night: 0.7, weekend: 0.9, noise: 0.08, isCount: false },
  processor: { level: 60, night: 0.25, weekend: 0.6, noise: 0.06, isCount: false },
  queue: { level: 8, night: 0.2, weekend: 0.5, noise: 0.3, isCount: true },
};

/** Bursts: how many a day, for how many minutes, and of how many times the rate, by a draw. */
interface BurstShape {
  readonly perDay: number;
  readonly minutes: readonly [least: number, more: number];
  readonly factor: (draw: number) => number;
}

const FEW: BurstShape = { perDay: 2.5, minutes: [5, 40], factor: (u) => 2 + 2 * u };
const BURSTS: Partial<Record<IncidentProfile, BurstShape>> = {
  bursty: FEW,
  queue: FEW,
  // many and short ones with a heavy tail: one in nine has more than three times its least height
  spiky: { perDay: 12, minutes: [3, 10], factor: (u) => Math.min(30, 1.5 / Math.sqrt(1 - u)) },
};

/** All profiles. */
export const INCIDENT_PROFILES: readonly IncidentProfile[] = Object.keys(
  SHAPES,
) as IncidentProfile[];

/** Profiles that are watched at every step; the others at five minutes. */
export const WATCHED_PROFILES: readonly IncidentProfile[] = [
  "busy",
  "office",
  "small",
  "no-night",
  "errors",
  "bursty",
];

/** Makes a series in which nothing is wrong. */
export function normalSeries(
  profile: IncidentProfile,
  { stepMinutes, days, seed }: NormalOptions,
): NormalSeries {
  const shape = SHAPES[profile];
  const random = new Mt19937(streamSeed(seed, `${profile} ${stepMinutes}`));
  const step = stepMinutes * MINUTE;
  const rows = Math.round(days * DAY / step);
  const slots = shape.isCount ? stepMinutes / 5 : 1;
  const phase = 2 * random.random() - 1; // hours
  const size = 0.8 + 0.4 * random.random();
  const bursts = drawBursts(random, days, BURSTS[profile]);
  const keep = Math.exp(-step / (0.5 * HOUR));
  let slow = 0;
  const draw = (rate: number): number =>
    shape.isCount ? poisson(random, rate) : rate * Math.exp(shape.noise / 2 * random.normal());
  const timestamps = new Float64Array(rows);
  const values = new Float64Array(rows);
  const rates = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const passed = row * step;
    slow = keep * slow + Math.sqrt(1 - keep * keep) * shape.noise * random.normal();
    let rate = shape.level * size * slots * Math.exp(slow) *
      (stepMinutes < 1440 ? dayCurve(passed / HOUR % 24 + phase, shape.night) : 0.6);
    const weekday = Math.floor(passed / DAY) % 7;
    if (weekday >= 5) rate *= shape.weekend;
    if (profile === "growth") rate *= 1.02 ** (passed / DAY);
    if (profile === "sawtooth") rate *= 1 + 0.5 * (passed % (3 * DAY)) / (3 * DAY);
    if (profile === "batch") rate += batchJobs(passed, slots);
    rate *= bursts.reduce( // of two at once the larger one
      (most, { from, to, factor }) => passed >= from && passed < to ? Math.max(most, factor) : most,
      1,
    );
    timestamps[row] = START + passed;
    rates[row] = rate;
    values[row] = draw(rate);
  }
  return { timestamps, values, rates, draw };
}

/** Two humps, at 11 and 20 o'clock, from `night` to 1; nothing from 23 to 6 where `night` is 0. */
function dayCurve(hour: number, night: number): number {
  const clock = (hour + 24) % 24;
  if (night === 0 && (clock >= 23 || clock < 6)) return 0;
  const hump = (middle: number, width: number) => {
    const distance = Math.min(Math.abs(clock - middle), 24 - Math.abs(clock - middle));
    return Math.exp(-((distance / width) ** 2));
  };
  return night + (1 - night) * Math.min(1, 0.85 * hump(11, 3.5) + hump(20, 2.8));
}

/** When the daily and the weekly job of `batch` run, in milliseconds since the series' start. */
export const BATCH_JOBS = {
  daily: { from: 2 * HOUR, minutes: 30, rate: 70 },
  weekly: { day: 6, from: 3.5 * HOUR, minutes: 90, rate: 90 },
} as const;

function batchJobs(passed: number, slots: number): number {
  const { daily, weekly } = BATCH_JOBS;
  const day = Math.floor(passed / DAY);
  const jitter = (day * 7919 % 3 - 1) * 5 * MINUTE; // minutes early or late, by the day
  const inDay = passed % DAY - jitter;
  const within = (from: number, minutes: number) =>
    inDay >= from && inDay < from + minutes * MINUTE;
  let rate = within(daily.from, daily.minutes) ? daily.rate : 0;
  if (day % 7 === weekly.day && within(weekly.from, weekly.minutes)) rate += weekly.rate;
  return rate * slots;
}

function drawBursts(random: Mt19937, days: number, shape?: BurstShape) {
  if (shape === undefined) return [];
  const { perDay, minutes: [least, more], factor } = shape;
  return Array.from({ length: Math.round(perDay * days) }, () => {
    const from = random.random() * days * DAY;
    return {
      from,
      to: from + (least + more * random.random()) * MINUTE,
      factor: factor(random.random()),
    };
  });
}

/** A Poisson count: exact below 30, the rounded normal above. */
function poisson(random: Mt19937, rate: number): number {
  if (rate >= 30) return Math.max(0, Math.round(rate + Math.sqrt(rate) * random.normal()));
  const least = Math.exp(-rate);
  let count = 0;
  for (let product = random.random(); product > least; product *= random.random()) count++;
  return count;
}
