/** No pruning. */
import type { Pruner } from "./pruner.ts";

/**
 * Never prunes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { NopPruner } from "elb-anomaly/tuner";
 *
 * assert.equal(new NopPruner().prune(), false);
 * ```
 */
export class NopPruner implements Pruner {
  /** Always false. */
  prune(): boolean {
    return false;
  }
}
