/**
 * Normal series of the lengths and steps that NAB has, so that a set of them foretells its score
 * on files that nobody has seen: two weeks and more, many with bursts all day long.
 *
 * @module
 */
import { autoregressive, dailyProfile, type Draws, type Family } from "./synthetic_families.ts";

/** A family with the step and the length that it comes in. */
export interface SteppedFamily {
  /** Minutes between rows. */
  readonly step: number;
  /** Fewest and most rows. */
  readonly rows: readonly [number, number];
  /** Makes one. */
  readonly make: Family;
}

/** How often there are bursts, how long they last, how high they are. */
interface Bursts {
  readonly perDay: number;
  readonly hours: readonly [number, number];
  /** Of the heights' Pareto tail: smaller is heavier. */
  readonly tail: number;
}

/** A factor for each row: 1, and more in bursts, half of which die away. */
function burstFactors(draws: Draws, hours: Float64Array, bursts: Bursts): Float64Array {
  const factors = new Float64Array(hours.length).fill(1);
  const step = hours[1]! - hours[0]!;
  const count = Math.round(bursts.perDay * hours.at(-1)! / 24);
  for (let k = 0; k < count; k++) {
    const row = draws.integer(0, hours.length - 1);
    const rows = Math.max(1, Math.round(draws.uniform(...bursts.hours) / step));
    const height = Math.min(60, 1.5 * (1 - draws.random.random()) ** (-1 / bursts.tail));
    const fades = draws.chance(0.5);
    for (let i = row; i < Math.min(hours.length, row + rows); i++) {
      const left = fades ? Math.exp(-2 * (i - row) / rows) : 1;
      factors[i] = Math.max(factors[i]!, 1 + (height - 1) * left);
    }
  }
  return factors;
}

/** Counts with a daily rhythm, noise on the logarithm, and bursts. */
function burstyRequests(
  level: readonly [number, number],
  depth: readonly [number, number],
  bursts: (draws: Draws) => Bursts,
): Family {
  return (draws, hours) => {
    const profile = dailyProfile(draws);
    const mean = draws.scale(...level);
    const noise = autoregressive(draws, hours.length, draws.uniform(0.2, 0.95));
    const by = draws.uniform(...depth);
    const factors = burstFactors(draws, hours, bursts(draws));
    return hours.map((hour, i) =>
      draws.poisson(mean * profile(hour) * Math.exp(by * noise[i]!) * factors[i]!)
    );
  };
}

const mentions = burstyRequests([1, 80], [0.2, 0.6], (draws) => ({
  perDay: draws.scale(3, 40),
  hours: [0.1, draws.uniform(0.2, 1)],
  tail: draws.uniform(1.2, 3),
}));

const requests = burstyRequests([10, 1000], [0.05, 0.3], (draws) => ({
  perDay: draws.scale(1, 12),
  hours: [0.1, 0.5],
  tail: 2,
}));

const spikyProcessor: Family = (draws, hours) => {
  const rows = hours.length;
  const base = draws.chance(0.5) ? draws.uniform(0.05, 3) : draws.uniform(5, 50);
  const noise = autoregressive(draws, rows, draws.uniform(0, 0.8));
  const spread = base * draws.uniform(0.02, 0.12);
  const factors = burstFactors(draws, hours, {
    perDay: draws.scale(0.5, 10),
    hours: [0.1, 0.3],
    tail: 2.5,
  });
  const values = noise.map((x, i) => (base + spread * x) * Math.min(3, factors[i]!));
  const every = draws.pick([6, 12, 36, 72, 144, 288]);
  const late = draws.integer(0, 2);
  const lasts = draws.integer(1, 4);
  const height = base * draws.uniform(0.2, 4);
  for (let row = draws.integer(2, every); row < rows; row += every + draws.integer(-late, late)) {
    for (let i = row; i < Math.min(rows, row + lasts); i++) {
      values[i] = values[i]! + height * draws.uniform(0.8, 1.2);
    }
  }
  return values.map((value) => Math.max(0, value));
};

const bytes: Family = (draws, hours) => {
  const base = draws.scale(1e3, 1e6);
  const noise = autoregressive(draws, hours.length, draws.uniform(0, 0.7));
  const depth = draws.uniform(0.02, 0.3);
  const active = draws.uniform(0, 0.15);
  const height = draws.uniform(2, 60);
  const tail = draws.uniform(0.2, 0.9);
  const profile = draws.chance(0.4) ? dailyProfile(draws) : () => 1;
  return hours.map((hour, i) => {
    const burst = draws.chance(active) ? height * Math.exp(tail * draws.normal()) : 1;
    return Math.round(base * profile(hour) * Math.exp(depth * noise[i]!) * burst);
  });
};

const machineTemperature: Family = (draws, hours) => {
  const mean = draws.uniform(60, 100);
  const slow = autoregressive(draws, hours.length, 1 - draws.scale(0.0003, 0.003));
  const fast = autoregressive(draws, hours.length, draws.uniform(0.8, 0.98));
  const [wander, jitter] = [draws.uniform(4, 10), draws.uniform(0.5, 2)];
  return slow.map((x, i) => mean + wander * x + jitter * fast[i]!);
};

const clickRate: Family = (draws, hours) => {
  const profile = dailyProfile(draws);
  const level = draws.scale(0.1, 5);
  const noise = autoregressive(draws, hours.length, draws.uniform(0, 0.6));
  const depth = draws.uniform(0.15, 0.6);
  const outliers = draws.uniform(0.003, 0.02);
  return hours.map((hour, i) => {
    const value = level * Math.sqrt(profile(hour)) * Math.exp(depth * noise[i]!);
    return draws.chance(outliers) ? value * draws.uniform(2, 5) : value;
  });
};

const demand: Family = (draws, hours) => {
  const [weekday, weekend] = [dailyProfile(draws), dailyProfile(draws)];
  const level = draws.scale(500, 20_000);
  const noise = autoregressive(draws, hours.length, 0.9);
  const depth = draws.uniform(0.02, 0.06);
  return hours.map((hour, i) => {
    const profile = Math.floor(hour / 24) % 7 >= 5 ? weekend : weekday;
    return Math.round(level * profile(hour) * Math.exp(depth * noise[i]!));
  });
};

const roadSpeed: Family = (draws, hours) => {
  const profile = dailyProfile(draws);
  const noise = autoregressive(draws, hours.length, draws.uniform(0.2, 0.8));
  const depth = draws.uniform(0.05, 0.25);
  const outliers = draws.uniform(0.002, 0.02);
  return hours.map((hour, i) => {
    const jam = draws.chance(outliers) ? draws.uniform(10, 30) : 0;
    return Math.max(0, 75 - 8 * profile(hour) * Math.exp(depth * noise[i]!) - jam);
  });
};

/** The eight families by name. */
export const NAB_LIKE_FAMILIES: Readonly<Record<string, SteppedFamily>> = {
  mentions: { step: 5, rows: [15_800, 16_000], make: mentions },
  requests: { step: 5, rows: [4032, 4700], make: requests },
  spikyProcessor: { step: 5, rows: [4032, 4700], make: spikyProcessor },
  bytes: { step: 5, rows: [1250, 4700], make: bytes },
  machineTemperature: { step: 5, rows: [4000, 22_000], make: machineTemperature },
  clickRate: { step: 60, rows: [1500, 1700], make: clickRate },
  demand: { step: 30, rows: [5000, 10_500], make: demand },
  roadSpeed: { step: 10, rows: [1100, 2500], make: roadSpeed },
};
