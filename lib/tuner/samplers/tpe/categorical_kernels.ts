/** Kernels of a categorical parameter. */
import type { Mt19937 } from "../../../math/mod.ts";
import type { Kernels } from "./kernels.ts";

/**
 * With n observations, each kernel gives every choice the weight 1 / (n + 1) and the observed one 1
 * more, normalised; the prior is uniform.
 */
export class CategoricalKernels implements Kernels {
  readonly #choices: number;
  readonly #observed: Float64Array;
  readonly #hit: number;
  readonly #miss: number;

  /** Takes the number of choices and the observed ones by their place. */
  constructor(choices: number, observed: Float64Array) {
    this.#choices = choices;
    this.#observed = observed;
    const base = 1 / (observed.length + 1);
    const total = choices * base + 1;
    this.#hit = (base + 1) / total;
    this.#miss = base / total;
  }

  /** See {@linkcode Kernels}. */
  addLogDensities(value: number, sums: Float64Array): void {
    const observed = this.#observed;
    const logHit = Math.log(this.#hit);
    const logMiss = Math.log(this.#miss);
    for (let k = 0; k < observed.length; k++) {
      sums[k]! += observed[k] === value ? logHit : logMiss;
    }
    sums[observed.length]! -= Math.log(this.#choices);
  }

  /** See {@linkcode Kernels}. */
  draw(kernels: Uint32Array, stream: Mt19937): Float64Array {
    return Float64Array.from(kernels, (kernel) => {
      const share = stream.random();
      let sum = 0;
      for (let choice = 0; choice < this.#choices - 1; choice++) {
        sum += this.#probability(kernel, choice);
        if (sum >= share) return choice;
      }
      return this.#choices - 1;
    });
  }

  #probability(kernel: number, choice: number): number {
    if (kernel === this.#observed.length) return 1 / this.#choices;
    return this.#observed[kernel] === choice ? this.#hit : this.#miss;
  }
}
