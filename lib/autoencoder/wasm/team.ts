/** Workers that train one network together, a core each, in a memory they share. */
import type { Worker } from "node:worker_threads";
import { node } from "../../node.ts";
import type { CoreStart } from "./team_worker.ts";
import { kernelModule } from "./module.ts";
import type { KernelNetwork } from "./network.ts";

/** The workers beside this one. */
export class KernelTeam {
  readonly #network: KernelNetwork;
  readonly #workers: Worker[];

  private constructor(network: KernelNetwork, workers: Worker[]) {
    this.#network = network;
    this.#workers = workers;
  }

  /**
   * Starts the other cores of a network; from then on every `trainRows` runs on all of them.
   *
   * @param network Laid out for as many cores, in the build that the runtime takes; its memory does
   *   not grow any more
   * @param cores Cores in all, this one included
   * @throws {Error} If a worker cannot be started
   */
  static async start(network: KernelNetwork, cores: number): Promise<KernelTeam> {
    const module = kernelModule(undefined, true);
    const { memory } = network.kernel;
    const workers: Worker[] = [];
    try {
      await Promise.all(
        Array.from({ length: cores - 1 }, (_, i) => {
          const start: CoreStart = { module, memory, network: network.address, core: i + 1 };
          const { Worker } = node.worker_threads;
          const worker = new Worker(new URL("./team_worker.ts", import.meta.url), {
            workerData: start,
          });
          workers.push(worker);
          return ready(worker);
        }),
      );
    } catch (error) {
      workers.forEach((worker) => worker.terminate());
      throw error;
    }
    return new KernelTeam(network, workers);
  }

  /** Ends the workers; the network is not to be trained after. */
  dismiss(): void {
    this.#network.kernel.dismiss(this.#network.address);
    this.#workers.forEach((worker) => worker.terminate());
  }
}

/** Waits for a worker's first word. */
function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once("message", () => resolve());
    worker.once(
      "error",
      (error: Error) =>
        reject(
          new Error(`Cannot train with several workers as one did not start: ${error.message}`, {
            cause: error,
          }),
        ),
    );
  });
}
