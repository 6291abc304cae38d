/** The compiled training kernel (built from `assembly/*.as.ts` by `deno task kernel:build`). */
import { KERNELS } from "./kernels.ts";

/** Whether multiply and add are fused, where the processor can (relaxed), or never (strict). */
export type KernelBuild = "relaxed" | "strict";

/** What the kernel offers; addresses and sizes in bytes unless said otherwise. */
export interface KernelExports {
  /** The instance's memory. */
  memory: WebAssembly.Memory;
  /** The first address that is the host's. */
  heapBase(): number;
  /** Trains on `count` samples of `data` in the order of `rows`; gives the squared errors' sum. */
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
  /** What core `core` of a network does until it is dismissed: its share of each `trainRows`. */
  serve(net: number, core: number): void;
  /** Ends `serve` on all other cores. */
  dismiss(net: number): void;
  /** Shuffles `count` u32 numbers by the u64 at `state`; many of them by way of `spare`. */
  shuffleRows(rows: number, count: number, state: number, spare: number): void;
  /** Runs `count` samples into `out`; 0 if one is not finite. Padded networks only, as the next. */
  onlineOutputs(net: number, inputs: number, count: number, out: number): number;
  /**
   * `count` steps of one sample, each with its own learning rate (float64 at `rates`); gives the
   * sum of squared errors, NaN if a number is not finite.
   */
  onlineSteps(
    net: number,
    inputs: number,
    outputs: number,
    count: number,
    rates: number,
  ): number;
}

type ModuleName = keyof typeof KERNELS;

const modules: Partial<Record<ModuleName, WebAssembly.Module>> = {};
let taken: KernelBuild | undefined;

/** The build that this runtime takes: relaxed SIMD where it is known, else strict. */
export function kernelBuild(): KernelBuild {
  if (taken === undefined) {
    const bytes = readKernel("relaxed");
    taken = WebAssembly.validate(bytes) ? "relaxed" : "strict";
    if (taken === "relaxed") modules.relaxed ??= new WebAssembly.Module(bytes);
  }
  return taken;
}

/**
 * The compiled kernel, once per isolate, in the build that this runtime takes unless told; `shared`
 * if its memory is one that several workers share.
 */
export function kernelModule(
  build: KernelBuild = kernelBuild(),
  shared = false,
): WebAssembly.Module {
  const name = shared ? `${build}.shared` as const : build;
  return modules[name] ??= new WebAssembly.Module(readKernel(name));
}

/**
 * A fresh instance of the kernel (about 0.1 ms), on a memory of its own or one that workers share.
 */
export function instantiateKernel(build?: KernelBuild, memory?: WebAssembly.Memory): KernelExports {
  const module = kernelModule(build, memory !== undefined);
  const imports: WebAssembly.Imports = memory === undefined ? {} : { env: { memory } };
  return new WebAssembly.Instance(module, imports).exports as unknown as KernelExports;
}

/** A memory for kernel instances in several workers. */
export function sharedKernelMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true });
}

function readKernel(name: ModuleName): Uint8Array<ArrayBuffer> {
  const text = atob(KERNELS[name]);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
