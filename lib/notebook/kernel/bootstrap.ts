/** What the runner executes, silently, in a fresh kernel before the first cell. */
import { PENDING_SOURCE } from "./pending.ts";
import { reportRejections } from "./rejections.ts";
import { watchSource } from "./watch.ts";

/** Name of the iopub message that the barrier publishes. */
export const SYNC_MESSAGE = "x_elb_sync";

/** Token of the barrier's message by which a kernel says that it has been interrupted. */
export const INTERRUPTED = "interrupted";

/** Where `setupNotebook()` leaves what gives the next cell a fresh signal. */
export const RENEW: unique symbol = Symbol.for("elb-anomaly.renew");

/** TypeScript that gives the next cell a fresh signal. */
export const RENEW_SOURCE = `globalThis[Symbol.for(${JSON.stringify(RENEW.description)})]?.();`;

/**
 * TypeScript that arms a kernel: a barrier that no cell can break by shadowing names, the reporter
 * of unhandled rejections, a tracer of what cells leave running, a listener without which SIGINT
 * would end the kernel, and a Worker that ends the kernel when it is orphaned by `guard`, the
 * process id of its parent.
 */
export function bootstrapSource(guard: number): string {
  return [
    `(${defineSync})(${JSON.stringify(SYNC_MESSAGE)});`,
    `Deno.addSignalListener("SIGINT", () => { ${syncSource(INTERRUPTED)} });`,
    `(${reportRejections})();`,
    PENDING_SOURCE,
    `{ ${watchSource(guard)} }`,
  ].join("\n");
}

/** TypeScript that publishes a token behind all outputs so far. */
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
