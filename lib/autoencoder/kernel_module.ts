/**
 * The compiled training kernel, read from beside this file (built from `kernel/*.as.ts` by
 * `deno task kernel:build`).
 *
 * @module
 */

/** Whether multiply and add are fused, where the processor can (relaxed), or never (strict). */
export type KernelBuild = "relaxed" | "strict";

/** What the kernel offers; addresses and sizes in bytes unless said otherwise. */
export interface KernelExports {
  /** The instance's memory. */
  memory: WebAssembly.Memory;
  /** The first address that is the host's. */
  heapBase(): number;
  /** Trains on `count` samples of `data` in the order of `rows`; gives the sum of squared errors. */
  trainRows(
    net: number,
    data: number,
    stride: number,
    rows: number,
    count: number,
    batch: number,
    learningRate: number,
  ): number;
  /** One step on `samples` rows; gives the sum of squared errors, NaN if a number is not finite. */
  trainBatch(
    net: number,
    inputs: number,
    outputs: number,
    samples: number,
    learningRate: number,
  ): number;
  /** Mean squared error of each of `count` samples over the features from `from` on. */
  scoreRows(
    net: number,
    data: number,
    stride: number,
    count: number,
    chunk: number,
    from: number,
    out: number,
  ): void;
  /** The sum of the mean squared errors of `count` samples. */
  sumScores(net: number, data: number, stride: number, count: number, chunk: number): number;
  /** Shuffles `count` u32 numbers by the u64 at `state`. */
  shuffleRows(rows: number, count: number, state: number): void;
  /** Runs `count` samples into `out`; 0 if one is not finite. Padded networks only, as the next. */
  onlineOutputs(net: number, inputs: number, count: number, out: number): number;
  /** `count` steps of one sample; gives the sum of squared errors, NaN if a number is not finite. */
  onlineSteps(
    net: number,
    inputs: number,
    outputs: number,
    count: number,
    learningRate: number,
  ): number;
}

const modules: Partial<Record<KernelBuild, WebAssembly.Module>> = {};
let taken: KernelBuild | undefined;

/**
 * The build that this runtime takes: relaxed SIMD where it is known, else strict.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { kernelBuild } from "./kernel_module.ts";
 *
 * assert.ok(["relaxed", "strict"].includes(kernelBuild()));
 * ```
 */
export function kernelBuild(): KernelBuild {
  return taken ??= WebAssembly.validate(readKernel("relaxed")) ? "relaxed" : "strict";
}

/**
 * A fresh instance of the kernel, with a memory of its own (about 0.1 ms; the module is compiled
 * once per isolate).
 *
 * @param build Which build; the one this runtime takes unless told
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { instantiateKernel } from "./kernel_module.ts";
 *
 * assert.ok(instantiateKernel().heapBase() >= 1024);
 * ```
 */
export function instantiateKernel(build: KernelBuild = kernelBuild()): KernelExports {
  const module = modules[build] ??= new WebAssembly.Module(readKernel(build));
  return new WebAssembly.Instance(module).exports as unknown as KernelExports;
}

function readKernel(build: KernelBuild): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(new URL(`./kernel/kernel.${build}.wasm`, import.meta.url));
}
