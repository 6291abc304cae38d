/**
 * Prepares an interactive kernel: outputs in their place, a stop button that stops, errors that
 * show.
 */
import { fitCharts } from "../display/fit_charts.ts";
import { findKernel } from "./jupyter.ts";
import { RENEW } from "../kernel/bootstrap.ts";
import { ORIGIN_MESSAGE, RUNNER_VARIABLE } from "../kernel/origin.ts";
import { reportRejections } from "../kernel/rejections.ts";
import { settleOutputs } from "./settle.ts";

/** What {@linkcode setupNotebook} gives. */
export interface NotebookSetup {
  /**
   * Aborted by Jupyter's stop button (SIGINT); hand it to loops that take a signal. The next cell
   * gets a fresh one, so that a cell that was stopped can run again; in a plain Deno kernel, which
   * does not tell where a cell starts, the next read does.
   */
  readonly signal: AbortSignal;
  /**
   * Tells the runner what the notebook ran on: a run on `"simulated"` data never replaces the
   * notebook. Does nothing in other front-ends.
   *
   * @param origin The loader's `origin`
   */
  reportOrigin: (origin: string) => void;
}

let controller = new AbortController();
let isListening = false;

/**
 * Prepares the Deno kernel for interactive work; the first cell of a notebook calls it.
 *
 * The Deno 2.9 kernel sends outputs late, so front-ends lose them or show them under the next cell:
 * this makes each cell wait until its outputs are out. It also makes the stop button abort `signal`
 * (without a listener it ends the kernel), shows unhandled rejections, which would vanish, and lets
 * charts shrink to the width there is.
 * Each of these is left out where the kernel lacks what it needs; outside a kernel nothing happens.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { setupNotebook } from "elb-anomaly/notebook";
 *
 * const notebook = setupNotebook();
 * assert.equal(notebook.signal.aborted, false);
 * notebook.reportOrigin("file");
 * ```
 */
export function setupNotebook(): NotebookSetup {
  const jupyter = findKernel();
  const isRunner = jupyter !== undefined && Deno.env.get(RUNNER_VARIABLE) === "1";
  if (jupyter !== undefined) {
    if (!isRunner) settleOutputs(); // the runner has its barrier, which is exact
    reportRejections();
    listenForStop();
    fitCharts();
    Object.defineProperty(globalThis, RENEW, { value: renewSignal, configurable: true });
  }
  return {
    get signal() {
      if (!isRunner) renewSignal();
      return controller.signal;
    },
    reportOrigin(origin) {
      if (isRunner) jupyter.broadcast(ORIGIN_MESSAGE, { origin });
    },
  };
}

function renewSignal(): void {
  if (controller.signal.aborted) controller = new AbortController();
}

function listenForStop(): void {
  if (isListening) return;
  isListening = true;
  Deno.addSignalListener("SIGINT", () => {
    const reason = new DOMException("Interrupted", "AbortError");
    // Its own stack shows this listener, which is not where a cell stopped.
    Object.defineProperty(reason, "stack", { value: `AbortError: ${reason.message}` });
    controller.abort(reason);
  });
}
