/**
 * Problems of the kind that tuners meet: numbers on linear and logarithmic scales, integers, steps
 * and choices together. The least value of each is 0, except where told.
 */
import type { Distribution } from "../../../lib/tuner/mod.ts";
import {
  categoricalDistribution as choice,
  floatDistribution as real,
  intDistribution as integer,
} from "../../../lib/tuner/distributions/distribution.ts";

type Params = Record<string, number>;

/** A function of fixed parameters; categorical ones are given by their place. */
export interface Problem {
  name: string;
  space: Record<string, Distribution>;
  /** Values of each parameter for the grid sampler. */
  gridSize: number;
  value(params: Params): number | Promise<number>;
}

/** A number in -1..1 that looks random and depends on the parameters alone. */
function wobble(params: Params): number {
  const text = JSON.stringify(params);
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 31 - 1;
}

const network: Problem = {
  name: "network: 6 mixed, diverges at high rates",
  space: {
    layers: integer(1, 5),
    width: integer(8, 512, { log: true }),
    dropout: real(0, 0.5, { step: 0.05 }),
    lr: real(1e-5, 1e-1, { log: true }),
    batch: choice([16, 32, 64, 128, 256]),
    activation: choice(["relu", "tanh", "gelu"]),
  },
  gridSize: 2,
  value: ({ layers, width, dropout, lr, batch, activation }) => {
    const best = -3.5 + 0.15 * batch! - 0.1 * (layers! - 1);
    const rate = Math.log10(lr!);
    if (rate > best + 1.6) return 10;
    return 0.4 * (rate - best) ** 2 + 0.05 * (layers! - 3) ** 2 +
      0.06 * (Math.log2(width!) - 7) ** 2 + 4 * (dropout! - 0.2) ** 2 +
      0.03 * Math.abs(batch! - 1) +
      [0.15, 0.3, 0][activation!]!;
  },
};

export const MIXED_PROBLEMS: Problem[] = [
  {
    name: "mixed: a log real, a log integer, a choice",
    space: {
      lr: real(1e-5, 1e-1, { log: true }),
      units: integer(1, 64, { log: true }),
      kind: choice(["a", "b", "c"]),
    },
    gridSize: 5,
    value: ({ lr, units, kind }) =>
      (Math.log10(lr!) + 3.3) ** 2 + (Math.log2(units!) - 4.3) ** 2 / 4 + [1, 0, 0.3][kind!]!,
  },
  {
    name: "Ackley: 3 reals, 2 integers, 2 choices",
    space: {
      x: real(-5, 10),
      y: real(-5, 10),
      z: real(-5, 10),
      m: integer(-5, 10),
      n: integer(-5, 10),
      a: choice([0, 1, 2]),
      b: choice([0, 1, 2]),
    },
    gridSize: 2,
    value: ({ x, y, z, m, n, a, b }) => {
      const point = [x! - 1, y! - 2, z!, m! - 3, n!, 2 * ((a! + 2) % 3), 2 * ((b! + 1) % 3)];
      const squares = point.reduce((sum, v) => sum + v * v, 0) / point.length;
      const waves = point.reduce((sum, v) => sum + Math.cos(2 * Math.PI * v), 0) / point.length;
      return 20 + Math.E - 20 * Math.exp(-0.2 * Math.sqrt(squares)) - Math.exp(waves);
    },
  },
  {
    name: "pressure vessel: 2 stepped, 2 reals, penalties (least 5 850)",
    space: {
      shell: real(0.0625, 6.1875, { step: 0.0625 }),
      head: real(0.0625, 6.1875, { step: 0.0625 }),
      radius: real(10, 200),
      length: real(10, 240),
    },
    gridSize: 3,
    value: ({ shell: s, head: h, radius: r, length: l }) => {
      const cost = 0.6224 * s! * r! * l! + 1.7781 * h! * r! ** 2 + 3.1661 * s! ** 2 * l! +
        19.84 * s! ** 2 * r!;
      const volume = Math.PI * r! ** 2 * l! + 4 / 3 * Math.PI * r! ** 3;
      const broken = Math.max(0, 0.0193 * r! - s!) + Math.max(0, 0.00954 * r! - h!) +
        Math.max(0, 1 - volume / 1_296_000);
      return cost + 1e5 * broken;
    },
  },
  {
    name: "Rosenbrock: 2 reals, 2 integers, a choice",
    space: {
      x: real(-2, 2),
      y: real(-2, 2),
      m: integer(-20, 20),
      n: integer(-20, 20),
      scale: choice([0.5, 1, 2]),
    },
    gridSize: 3,
    value: ({ x, y, m, n, scale }) => {
      const point = [x!, y!, m! / 10, n! / 10];
      const sum = point.slice(1).reduce(
        (sum, next, i) => sum + 100 * (next - point[i]! ** 2) ** 2 + (1 - point[i]!) ** 2,
        0,
      );
      return sum * [1, 0.7, 1.5][scale!]! + [10, 0, 20][scale!]!;
    },
  },
  {
    name: "boosting: 6 mixed with a ridge",
    space: {
      lr: real(1e-3, 1, { log: true }),
      trees: integer(10, 1000, { log: true }),
      depth: integer(1, 12),
      subsample: real(0.3, 1, { step: 0.05 }),
      leaf: integer(1, 100, { log: true }),
      booster: choice(["tree", "dart", "linear"]),
    },
    gridSize: 2,
    value: ({ lr, trees, depth, subsample, leaf, booster }) => {
      const work = Math.log10(lr!) + Math.log10(trees!) - 1.3;
      return (booster === 2 ? 0.1 : 1) * work ** 2 + 0.1 * (Math.log10(lr!) + 1.5) ** 2 +
        (booster === 2 ? 0.8 : 0.02 * (depth! - 6) ** 2) + (subsample! - 0.75) ** 2 +
        0.1 * (Math.log10(leaf!) - 0.0125 * depth! * 10) ** 2 + (booster === 1 ? 0.05 : 0);
    },
  },
  {
    name: "support vectors: 2 log reals, an integer, a choice of 4 kernels",
    space: {
      c: real(1e-3, 1e3, { log: true }),
      gamma: real(1e-4, 10, { log: true }),
      degree: integer(2, 5),
      kernel: choice(["rbf", "poly", "linear", "sigmoid"]),
    },
    gridSize: 4,
    value: ({ c, gamma, degree, kernel }) => {
      const [a, b] = [Math.log10(c!), Math.log10(gamma!)];
      switch (kernel) {
        case 0:
          return 1 - Math.exp(-((a - 1.2) ** 2 + (b + 1.4) ** 2 + (a - 1.2) * (b + 1.4)) / 4);
        case 1:
          return 1 - 0.8 * Math.exp(-((a - 0.5) ** 2 + (b + degree! / 2) ** 2) / 6);
        case 2:
          return 1 - 0.7 * Math.exp(-((a + 0.5) ** 2) / 8);
        default:
          return 0.9 + 0.1 * Math.tanh(a * a + b * b - 4);
      }
    },
  },
  network,
  {
    ...network,
    name: "network with noise (least near 0)",
    value: (params) => Number(network.value(params)) + 0.1 * wobble(params),
  },
  {
    name: "Branin: a step, an integer, a choice",
    space: {
      x: real(-5, 10, { step: 0.25 }),
      y: integer(0, 15),
      turned: choice([false, true]),
    },
    gridSize: 8,
    value: ({ x, y, turned }) => {
      const [a, b] = turned ? [x!, y!] : [5 - x!, 15 - y!];
      return (b - 5.1 / (4 * Math.PI ** 2) * a ** 2 + 5 / Math.PI * a - 6) ** 2 +
        10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10 - 0.39788735772973816 + (turned ? 0 : 2);
    },
  },
  {
    name: "choices: 4 of 4, 2 reals",
    space: {
      a: choice([0, 1, 2, 3]),
      b: choice([0, 1, 2, 3]),
      c: choice([0, 1, 2, 3]),
      d: choice([0, 1, 2, 3]),
      x: real(0, 1),
      y: real(0, 1),
    },
    gridSize: 3,
    value: ({ a, b, c, d, x, y }) =>
      [0.5, 0, 1, 0.8][a!]! + [0.3, 0.6, 0, 0.9][b!]! + [0, 0.4, 0.2, 0.6][c!]! +
      (d === b ? 0.4 : 0) + 3 * (x! - 0.2 - 0.1 * a!) ** 2 + (y! - 0.7) ** 2,
  },
];
