/** What a cell has left running in the kernel: timers, reads, requests, child processes. */

/** Milliseconds between two looks, and the least that is waited. */
const INTERVAL = 50;

/** TypeScript that lets {@linkcode TRACE_SOURCE} and {@linkcode leftSource} run. */
export const PENDING_SOURCE = `(${definePending})(${INTERVAL});`;

/** TypeScript that traces what starts from now on. */
export const TRACE_SOURCE = `globalThis[Symbol.for("elb-anomaly.pending")].trace();`;

/** TypeScript that waits, so long at most, until nothing runs any more of what has been traced. */
export function leftSource(milliseconds: number): string {
  return `await globalThis[Symbol.for("elb-anomaly.pending")].end(${milliseconds});`;
}

interface Tracer {
  setLeakTracingEnabled?: (isEnabled: boolean) => void;
  getAllLeakTraces?: () => ReadonlyMap<string, string>;
}

/**
 * Sent to the kernel as source text. Deno traces for its test runner, an undocumented part: where
 * it is missing, the wait takes all of its time.
 */
function definePending(interval: number): void {
  const scope = Deno as unknown as Record<symbol, { core?: Tracer } | undefined>;
  const { internal } = Deno as unknown as { internal?: symbol };
  const core = internal === undefined ? undefined : scope[internal]?.core;
  const [start, now] = [setTimeout, performance.now.bind(performance)]; // a cell may shadow them
  const value = {
    trace: () => core?.setLeakTracingEnabled?.(true),
    end: async (milliseconds: number) => {
      const last = now() + milliseconds;
      do {
        await new Promise((resolve) => start(resolve, interval));
      } while (now() < last && core?.getAllLeakTraces?.().size !== 0);
    },
  };
  Object.defineProperty(globalThis, Symbol.for("elb-anomaly.pending"), { value });
}
