/**
 * Nine families of normal series, as servers, roads and markets make them.
 *
 * @module
 */
import type { Mt19937 } from "../../../lib/math/random.ts";

/** Draws that the generators share. */
export class Draws {
  /** The seeded stream. */
  readonly random: Mt19937;

  constructor(random: Mt19937) {
    this.random = random;
  }

  /** Uniform in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.random.random();
  }

  /** Log-uniform in [low, high). */
  scale(low: number, high: number): number {
    return low * (high / low) ** this.random.random();
  }

  /** Integer in low .. high, both possible. */
  integer(low: number, high: number): number {
    return low + this.random.integer(high - low);
  }

  /** One of `items`. */
  pick<T>(items: readonly T[]): T {
    return items[this.random.integer(items.length - 1)]!;
  }

  /** Whether something of probability `p` happens. */
  chance(p: number): boolean {
    return this.random.random() < p;
  }

  /** Standard normal. */
  normal(): number {
    return this.random.normal();
  }

  /** Poisson counts of mean `mean`; by a rounded normal above 50. */
  poisson(mean: number): number {
    if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.random.random(); product > limit; product *= this.random.random()) {
      count++;
    }
    return count;
  }
}

/** Makes values for rows that are so many hours after the start, a Monday's midnight. */
export type Family = (draws: Draws, hours: Float64Array) => Float64Array;

/** A smooth daily profile around 1: two harmonics with phases of their own. */
export function dailyProfile(draws: Draws): (hour: number) => number {
  const first = draws.uniform(0.2, 0.7);
  const second = draws.uniform(0, 0.3);
  const phases = [draws.uniform(0, 24), draws.uniform(0, 24)] as const;
  return (hour) =>
    Math.max(
      0.05,
      1 + first * Math.cos((hour - phases[0]) * Math.PI / 12) +
        second * Math.cos((hour - phases[1]) * Math.PI / 6),
    );
}

function weekdayFactor(draws: Draws): (hour: number) => number {
  const weekend = draws.chance(0.6) ? draws.uniform(0.4, 0.9) : 1;
  return (hour) => Math.floor(hour / 24) % 7 >= 5 ? weekend : 1;
}

/** AR(1) noise of unit spread with memory `keep`. */
export function autoregressive(draws: Draws, rows: number, keep: number): Float64Array {
  const out = new Float64Array(rows);
  let state = draws.normal();
  for (let i = 0; i < rows; i++) {
    out[i] = state;
    state = keep * state + Math.sqrt(1 - keep * keep) * draws.normal();
  }
  return out;
}

const rhythmicCounts: Family = (draws, hours) => {
  const profile = dailyProfile(draws);
  const weekday = weekdayFactor(draws);
  const level = draws.scale(5, 500);
  const noise = autoregressive(draws, hours.length, draws.uniform(0, 0.9));
  const depth = draws.uniform(0.02, 0.15);
  return hours.map((hour, i) =>
    draws.poisson(level * profile(hour) * weekday(hour) * Math.exp(depth * noise[i]!))
  );
};

const burstyCounts: Family = (draws, hours) => {
  const profile = dailyProfile(draws);
  const level = draws.scale(2, 60);
  const noise = autoregressive(draws, hours.length, draws.uniform(0.3, 0.9));
  const depth = draws.uniform(0.4, 0.9);
  return hours.map((hour, i) => draws.poisson(level * profile(hour) * Math.exp(depth * noise[i]!)));
};

const utilisation: Family = (draws, hours) => {
  const base = draws.uniform(5, 50);
  const spread = draws.uniform(0.5, 4);
  const noise = autoregressive(draws, hours.length, draws.uniform(0.2, 0.95));
  const profile = draws.chance(0.5) ? dailyProfile(draws) : () => 1;
  const jobs = Array.from({ length: draws.integer(1, 3) }, () => ({
    at: draws.uniform(0, 24),
    lasts: draws.uniform(0.3, 2),
    every: draws.pick([24, 24, 12, 6]),
    height: draws.uniform(10, 40),
  }));
  return hours.map((hour, i) => {
    let value = base * profile(hour) + spread * noise[i]!;
    for (const job of jobs) {
      const since = (hour - job.at + 240) % job.every;
      if (since < job.lasts) value += job.height * (1 + 0.1 * draws.normal());
    }
    return Math.min(100, Math.max(0, value));
  });
};

const zeroInflated: Family = (draws, hours) => {
  const active = draws.uniform(0.05, 0.4);
  const level = draws.scale(10, 1e5);
  const tail = draws.uniform(0.5, 1);
  return hours.map(() => draws.chance(active) ? level * Math.exp(tail * draws.normal()) : 0);
};

const wandering: Family = (draws, hours) => {
  const rows = hours.length;
  if (draws.chance(0.5)) { // saw-tooth: memory that fills and is freed
    const period = draws.uniform(4, 40);
    const height = draws.uniform(20, 60);
    const low = draws.uniform(5, 30);
    let phase = 0;
    let length = period;
    const step = hours[1]! - hours[0]!;
    return hours.map(() => {
      phase += step;
      if (phase > length) {
        phase = 0;
        length = period * draws.uniform(0.9, 1.1);
      }
      return low + height * phase / period + 0.4 * draws.normal();
    });
  }
  const walk = autoregressive(draws, rows, 1 - draws.scale(0.0005, 0.01));
  const level = draws.uniform(50, 200);
  const spread = draws.uniform(5, 25);
  return walk.map((state) => level + spread * state + 0.05 * spread * draws.normal());
};

const latency: Family = (draws, hours) => {
  const level = draws.scale(5, 500);
  const spread = draws.uniform(0.05, 0.25);
  const profile = draws.chance(0.5) ? dailyProfile(draws) : () => 1;
  const outliers = draws.uniform(0.002, 0.012);
  return hours.map((hour) => {
    const value = level * Math.sqrt(profile(hour)) * Math.exp(spread * draws.normal());
    return draws.chance(outliers) ? value * draws.uniform(1.8, 3.5) : value;
  });
};

const squareWave: Family = (draws, hours) => {
  const low = draws.uniform(10, 40);
  const high = low + draws.uniform(20, 80);
  const from = draws.uniform(4, 12);
  const to = from + draws.uniform(4, 11);
  const noise = draws.uniform(0.2, 4);
  const weekend = draws.chance(0.3);
  return hours.map((hour) => {
    const day = Math.floor(hour / 24) % 7;
    const inside = hour % 24 >= from && hour % 24 < to && !(weekend && day >= 5);
    return (inside ? high : low) + noise * draws.normal();
  });
};

const temperature: Family = (draws, hours) => {
  const mean = draws.uniform(10, 80);
  const swing = draws.uniform(1, 8);
  const phase = draws.uniform(0, 24);
  const slow = autoregressive(draws, hours.length, 1 - draws.scale(0.001, 0.01));
  const spread = draws.uniform(1, 5);
  const noise = draws.uniform(0.05, 0.6);
  return hours.map((hour, i) =>
    mean + swing * Math.cos((hour - phase) * Math.PI / 12) + spread * slow[i]! +
    noise * draws.normal()
  );
};

const severalLevels: Family = (draws, hours) => {
  const count = draws.integer(2, 4);
  const levels = Array.from({ length: count }, (_, k) => 10 + 25 * k + draws.uniform(-8, 8));
  const stay = draws.scale(10, 120);
  const noise = draws.uniform(0.3, 2.5);
  let level = levels[0]!;
  return hours.map(() => {
    if (draws.chance(1 / stay)) level = draws.pick(levels);
    return level + noise * draws.normal();
  });
};

/** The nine families by name. */
export const FAMILIES: Readonly<Record<string, Family>> = {
  rhythmicCounts,
  burstyCounts,
  utilisation,
  zeroInflated,
  wandering,
  latency,
  squareWave,
  temperature,
  severalLevels,
};
