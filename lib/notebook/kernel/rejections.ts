/**
 * Makes unhandled rejections and errors outside a cell's own flow visible: the Deno kernel drops
 * them without a trace.
 */

/**
 * From now on publishes each unhandled rejection, and each error thrown in a timer or an event
 * listener, as an `error` output under the cell that runs then. Further calls do nothing.
 *
 * This function runs in a kernel only. It is also sent there as source text, so it uses nothing but
 * globals.
 */
export function reportRejections(): void {
  const scope = globalThis as unknown as Record<symbol, boolean>;
  const installed = Symbol.for("elb-anomaly.rejections");
  if (scope[installed]) return;
  scope[installed] = true;
  const broadcast = Deno.jupyter.broadcast.bind(Deno.jupyter);
  const report = (kind: string, reason: unknown) => {
    const error = reason instanceof Error ? reason : new Error(String(reason));
    const evalue = `${kind}: ${error.message}`;
    // Front ends show the traceback alone, so it says what kind of error it is.
    const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
    broadcast("error", {
      ename: error.name,
      evalue,
      traceback: [...`${error.name}: ${evalue}`.split("\n"), ...frames],
    });
  };
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault(); // else the kernel would end
    report("unhandled rejection", event.reason);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    report("uncaught error", event.error ?? event.message);
  });
}
