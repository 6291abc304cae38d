import type { Distribution } from "../../lib/tuner/mod.ts";
import {
  categoricalDistribution,
  floatDistribution,
  intDistribution,
} from "../../lib/tuner/distributions/distribution.ts";

/** A parameter of each kind: plain, with `log`, with a step. */
export const MIXED_SPACE: Readonly<Record<string, Distribution>> = {
  x: floatDistribution(-10, 10),
  lr: floatDistribution(1e-5, 1e-1, { log: true }),
  st: floatDistribution(0, 1, { step: 0.25 }),
  n: intDistribution(1, 64, { log: true }),
  m: intDistribution(2, 18, { step: 4 }),
  c: categoricalDistribution(["relu", "tanh", "gelu"]),
};
