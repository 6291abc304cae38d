/**
 * What the runner executes, silently, in a fresh kernel before the first cell.
 *
 * @module
 */
import { reportRejections } from "./rejections.ts";
import { watchSource } from "./watch.ts";

/** Name of the iopub message that the barrier publishes. */
export const SYNC_MESSAGE = "x_elb_sync";

/**
 * TypeScript that arms a kernel: a barrier that no cell can break by shadowing names, the reporter
 * of unhandled rejections, and a Worker that ends the kernel when it is orphaned.
 *
 * @param guard Process id of the kernel's parent
 */
export function bootstrapSource(guard: number): string {
  return [
    `(${defineSync})(${JSON.stringify(SYNC_MESSAGE)});`,
    `(${reportRejections})();`,
    `{ ${watchSource(guard)} }`,
  ].join("\n");
}

/**
 * TypeScript that publishes a token behind all outputs so far.
 *
 * @param token What the published message carries
 */
export function syncSource(token: string): string {
  return `globalThis[Symbol.for("elb-anomaly.sync")](${JSON.stringify(token)});`;
}

/** Sent to the kernel as source text. */
function defineSync(type: string): void {
  const broadcast = Deno.jupyter.broadcast.bind(Deno.jupyter);
  const value = (token: string) => {
    broadcast(type, { token });
  };
  Object.defineProperty(globalThis, Symbol.for("elb-anomaly.sync"), { value });
}
