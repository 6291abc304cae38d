import type { Distribution, FrozenTrial } from "../../lib/tuner/mod.ts";

/** A COMPLETE trial. */
export function completeTrial(
  number: number,
  value: number,
  params: FrozenTrial["params"],
  distributions: Record<string, Distribution>,
): FrozenTrial {
  return {
    trialId: number + 1,
    number,
    state: "COMPLETE",
    values: [value],
    start: new Date(0),
    complete: new Date(0),
    params,
    distributions,
    intermediateValues: new Map(),
    userAttrs: {},
    systemAttrs: {},
  };
}
