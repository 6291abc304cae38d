/**
 * The worker of one more core of a network (team.ts): it shares the network's memory and does
 * its part of each training call until it is dismissed.
 */
import { parentPort, workerData } from "node:worker_threads";
import type { KernelExports } from "./module.ts";

/** What a core is told when it starts. */
export interface CoreStart {
  /** The kernel, compiled. */
  module: WebAssembly.Module;
  /** The network's memory. */
  memory: WebAssembly.Memory;
  /** The network's address. */
  network: number;
  /** Which core this is, from 1. */
  core: number;
}

const { module, memory, network, core } = workerData as CoreStart;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
parentPort!.postMessage("ready");
(exports as unknown as KernelExports).serve(network, core);
