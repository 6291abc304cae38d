// Training kernel for stacks of dense layers (AssemblyScript, 128-bit SIMD): what the host calls.
// Read network.as.ts (the layout), then train.as.ts (forward, loss, backward, update).

// for benchmarks
export { mixRows } from "./products.as";
export { scoreRows, sumScores } from "./score.as";
export { shuffleRows } from "./shuffle.as";
export { dismiss } from "./team.as";
export { serve, trainBatch, trainRows } from "./train.as";
export { onlineOutputs, onlineSteps } from "./online.as";

/** The first address that is the host's. */
export function heapBase(): usize {
  return __heap_base;
}
