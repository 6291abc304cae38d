/** What the tuner's benchmark minimizes. */
import {
  createAutoencoder,
  fit,
  fitMinMax,
  frameValues,
  reconstructionErrors,
  removeOutliers,
  simulateElb,
} from "../../../lib/mod.ts";
import {
  categoricalDistribution,
  floatDistribution,
  intDistribution,
} from "../../../lib/tuner/distributions/distribution.ts";
import type { Problem } from "./mixed_problems.ts";

type Params = Record<string, number>;

const reals = (n: number, low: number, high: number) =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`x${i}`, floatDistribution(low, high)]));
const vector = (params: Params) => Object.values(params);

const HARTMANN_A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const HARTMANN_P = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];
const HARTMANN_C = [1, 1.2, 3, 3.2];

/** The least values are 0, except where told. */
export const PROBLEMS: Problem[] = [
  {
    name: "sphere, 5 reals",
    space: reals(5, -5, 5),
    gridSize: 3,
    value: (p) => vector(p).reduce((sum, x) => sum + (x - 1) ** 2, 0),
  },
  {
    name: "Branin, 2 reals",
    space: { x: floatDistribution(-5, 10), y: floatDistribution(0, 15) },
    gridSize: 10,
    value: ({ x, y }) =>
      (y! - 5.1 / (4 * Math.PI ** 2) * x! ** 2 + 5 / Math.PI * x! - 6) ** 2 +
      10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x!) + 10 - 0.39788735772973816,
  },
  {
    name: "Rosenbrock, 4 reals",
    space: reals(4, -2, 2),
    gridSize: 3,
    value: (p) => {
      const x = vector(p);
      return x.slice(1).reduce(
        (sum, next, i) => sum + 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2,
        0,
      );
    },
  },
  {
    name: "Ackley, 5 reals",
    space: reals(5, -15, 30),
    gridSize: 3,
    value: (p) => {
      const x = vector(p);
      const squares = x.reduce((sum, v) => sum + v * v, 0) / x.length;
      const waves = x.reduce((sum, v) => sum + Math.cos(2 * Math.PI * v), 0) / x.length;
      return 20 + Math.E - 20 * Math.exp(-0.2 * Math.sqrt(squares)) - Math.exp(waves);
    },
  },
  {
    name: "Hartmann, 6 reals",
    space: reals(6, 0, 1),
    gridSize: 2,
    value: (p) => {
      const x = vector(p);
      return 3.322368011391339 - HARTMANN_C.reduce((sum, c, i) =>
        sum + c * Math.exp(
            -HARTMANN_A[i]!.reduce((s, a, j) => s + a * (x[j]! - HARTMANN_P[i]![j]!) ** 2, 0),
          ), 0);
    },
  },
  {
    name: "steps, 4 integers",
    space: Object.fromEntries(
      Array.from({ length: 4 }, (_, i) => [`n${i}`, intDistribution(0, 30)]),
    ),
    gridSize: 3,
    value: (p) => vector(p).reduce((sum, n, i) => sum + Math.abs(n - 5 * i - 3) ** 1.5, 0),
  },
];

/** The project's own objective: the validation loss of an autoencoder on simulated traffic. */
export function autoencoderProblem(): Problem {
  const { frame } = simulateElb({ seed: 1, days: 4 });
  const values = frameValues(removeOutliers(frame).kept);
  const x = Float32Array.from(fitMinMax(values).transform(values));
  return {
    name: "autoencoder, mean reconstruction error",
    space: {
      encodingDim: intDistribution(1, 16),
      learningRate: floatDistribution(1e-4, 1e-1, { log: true }),
      batchSize: categoricalDistribution([16, 32, 64, 128]),
    },
    gridSize: 5,
    async value({ encodingDim, learningRate, batchSize }) {
      const model = createAutoencoder({
        inputDim: 1,
        encodingDim: encodingDim!,
        learningRate: learningRate!,
        seed: 1,
      });
      const epochs = 10;
      await fit(model, x, { epochs, batchSize: [16, 32, 64, 128][batchSize!]!, seed: 1 });
      const errors = reconstructionErrors(model, x);
      model.dispose();
      return errors.reduce((sum, error) => sum + error, 0) / errors.length;
    },
  };
}
