/** Studies of which a test knows every parameter. */
import { optunaStudy } from "./optuna_study.ts";
import type { Distribution, FrozenTrial, StudyLike } from "../../lib/tuner/mod.ts";
import { completeTrial } from "../tuner/complete_trial.ts";

/** A complete trial as a test writes it. */
export interface MadeTrial {
  value: number;
  params?: FrozenTrial["params"];
}

/** A study that minimizes, of complete trials in this order. */
export function madeStudy(
  trials: readonly MadeTrial[],
  distributions: Readonly<Record<string, Distribution>> = {},
): StudyLike {
  return {
    direction: "minimize",
    name: "made",
    trials: trials.map(({ value, params = {} }, number): FrozenTrial => {
      const own = Object.keys(params).map((name) => [name, distributions[name]!]);
      return {
        ...completeTrial(number, value, params, Object.fromEntries(own)),
        start: new Date(1000 * number),
        complete: new Date(1000 * number + 500),
      };
    }),
  };
}

/** A study of `count` trials whose parameters run through their ranges, each at its pace. */
function sweep(
  count: number,
  distributions: Readonly<Record<string, Distribution>>,
  missing: string[] = [],
): StudyLike {
  const trials = Array.from({ length: count }, (_, i) => {
    const entries = Object.entries(distributions).map(([name, distribution], j) => {
      const share = (i * (0.618 + 0.1 * j) + 0.3 * j) % 1;
      if (distribution.kind === "categorical") {
        const { choices } = distribution;
        return [name, choices[Math.floor(share * choices.length)]!] as const;
      }
      const { low, high, log, kind } = distribution;
      const value = log ? low * (high / low) ** share : low + (high - low) * share;
      return [name, kind === "int" ? Math.round(value) : value] as const;
    });
    const kept = entries.filter(([name]) => i % 3 > 0 || !missing.includes(name));
    return { value: 0.001 + (i * 7.31) % 5, params: Object.fromEntries(kept) };
  });
  return madeStudy(trials, distributions);
}

const float = (low: number, high: number, log = false): Distribution => ({
  kind: "float",
  low,
  high,
  log,
  step: null,
});
const choice = (...choices: (string | number | boolean | null)[]): Distribution => ({
  kind: "categorical",
  choices,
});
const usual: Record<string, Distribution> = {
  activation: choice("relu", "tanh", "sigmoid", "a choice with a rather long name"),
  batchSize: choice(16, 32, 64, 128),
  dropout: float(0, 0.5),
  learningRate: float(1e-5, 0.1, true),
  slopeOfTheLeakyRectifiedLinearUnit: float(0.01, 0.3),
  units: { kind: "int", low: 4, high: 128, log: true, step: 1 },
};
/** Studies by name: few and many trials, parameters, choices; long names, all numbers. */
export const madeStudies: Readonly<Record<string, StudyLike>> = {
  "Optuna's": optunaStudy,
  "one trial": sweep(1, usual),
  "two trials": sweep(2, usual),
  "40 trials, one parameter missing": sweep(40, usual, ["slopeOfTheLeakyRectifiedLinearUnit"]),
  "200 trials": sweep(200, usual),
  "no parameter": sweep(5, {}),
  "one logarithmic parameter": sweep(30, { x: float(1e-3, 1, true) }),
  "logarithmic axes of all lengths": sweep(30, {
    short: float(0.031, 0.039, true),
    decade: float(0.0015, 0.012, true),
    long: float(1e-12, 1e6, true),
    close: float(1e6, 1.0004e6, true),
  }),
  "long names that begin alike": sweep(
    20,
    Object.fromEntries(
      Array.from(
        { length: 14 },
        (_, i) => [`parameter_with_a_long_name_${i}`, float(1e-6, 1, i % 2 > 0)],
      ),
    ),
  ),
  "many choices": sweep(60, {
    kind: choice(...Array.from({ length: 40 }, (_, i) => `choice ${i}`)),
    wide: choice(
      "\u6d3b\u6027\u5316\u95a2\u6570\u306e\u540d\u524d\u304c\u9577\u3044\u4f8b",
      "W".repeat(60),
      "",
      "i",
    ),
    flags: choice(true, false, null),
  }),
  "large numbers": sweep(20, {
    a: float(1e15, 1e15 + 1e4),
    b: float(-1e18, 1e18),
    c: float(8e9, 8.1e9),
  }),
};
