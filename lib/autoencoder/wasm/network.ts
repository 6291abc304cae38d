/**
 * A network of dense layers in a kernel instance's memory, laid out as `kernel/network.as.ts`
 * reads it.
 */
import {
  instantiateKernel,
  type KernelBuild,
  type KernelExports,
  sharedKernelMemory,
} from "./module.ts";
import type { Activation } from "../activation.ts";

/** One dense layer. */
export interface LayerShape {
  /** Values in. */
  inputs: number;
  /** Values out. */
  outputs: number;
  /** What is done to the weighted sums. */
  activation: Activation;
}

/** How to lay a network out. */
export interface KernelNetworkOptions {
  /** Layers from input to output, each as wide as the next one's input; one or more. */
  layers: readonly LayerShape[];
  /** Samples that are worked on at a time, at most. */
  maxSamples: number;
  /** Adam's decay of the first and second moments, and what it adds to the divisor. */
  adam: { beta1: number; beta2: number; epsilon: number };
  /** Whether rows of weights are padded to whole vectors, as online steps need; no unless told. */
  padded?: boolean;
  /** Which build of the kernel; what the runtime takes unless told. */
  build?: KernelBuild;
  /** Cores that train together, 1 unless told; the others are to call the kernel's `serve`. */
  cores?: number;
}

/** A layer's arrays: views into the memory, valid until more of it is allocated. */
export interface LayerViews {
  /** `[inputs, rowLength]`, of which the first `outputs` of a row count. */
  weights: Float32Array;
  /** `[outputs]` */
  bias: Float32Array;
}

/** Addresses of one layer's arrays. */
interface Layout extends LayerShape {
  rowLength: number;
  /** Floats from the start of the parameters. */
  weights: number;
  bias: number;
  transposed: number;
  activations: number;
  deltas: number;
  inputsBySample: number;
  deltasBySample: number;
}

const ACTIVATIONS: Record<Activation, number> = { linear: 0, relu: 1, sigmoid: 2, tanh: 3 };
const NETWORK_BYTES = 96;
const LAYER_BYTES = 52;
const ADAM_STEP_BYTES = 24;
const TEAM_BYTES = 48;
const PAGE_BYTES = 65536;
/** Reads may run over the end of what is asked for by a few vectors; this much stays readable. */
const SLACK_BYTES = 4096;

/** A network in the memory of a kernel instance of its own. */
export class KernelNetwork {
  /** The kernel's functions. */
  readonly kernel: KernelExports;
  /** The network's address, every function's first argument. */
  readonly address: number;
  /** Floats of parameters, padding included. */
  readonly parameterCount: number;
  /** Addresses of the parameters, their gradients and Adam's two moments. */
  readonly blocks: {
    parameters: number;
    gradients: number;
    firstMoments: number;
    secondMoments: number;
  };
  readonly #layers: Layout[] = [];
  #end: number;
  readonly #adam: KernelNetworkOptions["adam"];

  /**
   * Lays the network out; parameters and moments are 0.
   *
   * @throws {RangeError} If it does not fit into WebAssembly's 4 GB
   */
  constructor(options: KernelNetworkOptions) {
    const { layers, maxSamples, adam, padded = false, cores = 1 } = options;
    this.kernel = instantiateKernel(options.build, cores > 1 ? sharedKernelMemory() : undefined);
    this.#adam = adam;
    this.#end = align(this.kernel.heapBase(), 64);
    this.address = this.allocate(NETWORK_BYTES + LAYER_BYTES * layers.length);
    const adamStep = this.allocate(ADAM_STEP_BYTES);
    const team = this.allocate(TEAM_BYTES);

    let floats = 0;
    for (const { inputs, outputs, activation } of layers) {
      const rowLength = padded ? align(outputs, 4) : outputs;
      const [weights, bias] = [floats, floats + inputs * rowLength];
      floats = align(bias + rowLength, 4);
      this.#layers.push({
        ...{ inputs, outputs, activation, rowLength, weights, bias },
        ...{ transposed: 0, activations: 0, deltas: 0, inputsBySample: 0, deltasBySample: 0 },
      });
    }
    this.parameterCount = floats;
    const [parameters, gradients, firstMoments, secondMoments] = [0, 0, 0, 0].map(() =>
      this.allocate(4 * floats)
    ) as [number, number, number, number];
    this.blocks = { parameters, gradients, firstMoments, secondMoments };

    // a row, with the kernel's extra 16 where rows would collide in the cache
    const rowBytes = (values: number): number => 4 * (align(values, 8) + 16);
    const lanes = align(maxSamples, 8);
    const row = rowBytes(lanes);
    const input = this.allocate(row * layers[0]!.inputs);
    const target = this.allocate(row * layers.at(-1)!.outputs);
    const scratch = this.allocate(2 * row);
    for (const layer of this.#layers) {
      layer.transposed = this.allocate(4 * align(layer.inputs, 4) * layer.outputs);
      layer.activations = this.allocate(row * align(layer.outputs, 4));
      layer.deltas = this.allocate(row * align(layer.outputs, 4));
      layer.inputsBySample = this.allocate(lanes * rowBytes(layer.inputs));
      layer.deltasBySample = this.allocate(lanes * rowBytes(layer.outputs));
    }

    const memory = this.kernel.memory.buffer;
    new Uint32Array(memory, this.address, 12).set([
      ...[layers.length, floats, parameters, gradients, firstMoments, secondMoments],
      ...[input, target, scratch, adamStep, cores, team],
    ]);
    this.#layers.forEach((layer, i) => {
      const at = this.address + NETWORK_BYTES + LAYER_BYTES * i;
      new Uint32Array(memory, at, LAYER_BYTES / 4).set([
        ...[layer.inputs, layer.outputs, ACTIVATIONS[layer.activation], 4 * layer.rowLength],
        ...[parameters + 4 * layer.weights, parameters + 4 * layer.bias],
        ...[gradients + 4 * layer.weights, gradients + 4 * layer.bias],
        ...[layer.transposed, layer.activations, layer.deltas],
        ...[layer.inputsBySample, layer.deltasBySample],
      ]);
    });
    this.steps = 0;
  }

  /**
   * Reserves memory for as long as the network lives; all views taken before are void then.
   *
   * @param bytes Size
   * @returns The address, a multiple of 64
   * @throws {RangeError} If WebAssembly's memory would pass 4 GB
   */
  allocate(bytes: number): number {
    const address = this.#end;
    const end = align(address + bytes, 64);
    const missing = end + SLACK_BYTES - this.kernel.memory.buffer.byteLength;
    if (missing > 0) {
      try {
        this.kernel.memory.grow(Math.ceil(missing / PAGE_BYTES));
      } catch (cause) {
        throw new RangeError(
          `Cannot lay out the data as the kernel's memory ends at 4 GB or earlier: ${
            end + SLACK_BYTES
          } bytes are needed`,
          { cause },
        );
      }
    }
    this.#end = end;
    return address;
  }

  /** A view of `length` floats. */
  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.kernel.memory.buffer, address, length);
  }

  /** A view of `length` unsigned integers. */
  integers(address: number, length: number): Uint32Array {
    return new Uint32Array(this.kernel.memory.buffer, address, length);
  }

  /**
   * One layer's part of a block.
   *
   * @param layer Index from the input, 0 first
   * @param block Which of {@linkcode KernelNetwork.blocks}
   */
  layerViews(layer: number, block: keyof KernelNetwork["blocks"] = "parameters"): LayerViews {
    const { inputs, outputs, rowLength, weights, bias } = this.#layers[layer]!;
    const base = this.blocks[block];
    return {
      weights: this.floats(base + 4 * weights, inputs * rowLength),
      bias: this.floats(base + 4 * bias, outputs),
    };
  }

  /** Adam's steps so far, on which its bias corrections depend; the kernel counts them. */
  get steps(): number {
    return this.#optimizer()[3]!;
  }

  set steps(steps: number) {
    const { beta1, beta2, epsilon } = this.#adam;
    this.#optimizer().set(
      [beta1, beta2, epsilon, steps, betaPower(beta1, steps), betaPower(beta2, steps)],
    );
  }

  /** beta1, beta2, epsilon, steps, beta1^steps, beta2^steps. */
  #optimizer(): Float64Array {
    return new Float64Array(this.kernel.memory.buffer, this.address + 48, 6);
  }
}

function align(n: number, unit: number): number {
  return Math.ceil(n / unit) * unit;
}

/** `beta^steps` as the kernel arrives at it, step by step, so that training goes on bit for bit. */
function betaPower(beta: number, steps: number): number {
  let power = 1;
  for (let i = 0; i < steps && power > 0; i++) {
    power *= beta;
    if (power < 1e-300) power = 0;
  }
  return power;
}
