/** What the kernels of each kind of parameter can do. */
import type { Mt19937 } from "../../../math/mod.ts";

/** The kernels of one parameter. */
export interface Kernels {
  /** Adds each kernel's log density at a value to `sums`, shape `[kernels]`. */
  addLogDensities(value: number, sums: Float64Array): void;
  /** One value from each of the given kernels. */
  draw(kernels: Uint32Array, stream: Mt19937): Float64Array;
}
