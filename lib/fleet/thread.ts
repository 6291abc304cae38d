/**
 * A Worker that takes one job after another, as its owner sees it.
 *
 * @module
 */
import type { FleetResult } from "./detect_series.ts";
import type { FleetReply, FleetRequest } from "./worker.ts";

/** One Worker; it is asked one thing at a time. */
export class FleetThread {
  readonly #worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });

  /** The results of a job; what it fails with is thrown. */
  async work(request: FleetRequest): Promise<FleetResult[]> {
    const reply = await new Promise<FleetReply>((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<FleetReply>) => resolve(data);
      this.#worker.onerror = (event) => {
        event.preventDefault(); // else it ends this program too
        reject(new Error(`Cannot go on as a Worker failed: ${event.message}`));
      };
      this.#worker.postMessage(request);
    });
    if ("error" in reply) throw reply.error;
    return reply.results;
  }

  /** Ends the Worker; what it was asked is never answered. */
  end(): void {
    this.#worker.terminate();
  }
}
