/** A progress bar that updates in place, in a notebook or on a terminal. */
import { printable, requireNumber } from "../../checks.ts";
import { escapeHtml } from "../../text.ts";
import type { FrozenTrial } from "../../tuner/mod.ts";
import { findKernel } from "../session/jupyter.ts";

/** Milliseconds between two updates: more would queue up in the kernel. */
const UPDATE_INTERVAL = 100;
const TERMINAL_WIDTH = 30;

/** A running progress bar. */
export interface Progress {
  /**
   * Shows how far the work is; calls that come too fast are not shown.
   *
   * @param done Steps done, 0 to `total`
   * @param note Short text beside the bar
   */
  update: (done: number, note?: string) => void;
  /**
   * Notes a trial that failed, as `study.optimize` tells its `onFailure` of one: the first with its
   * reason, the others as a count. It stays beside the bar.
   *
   * @param trial The FAIL trial
   */
  fail: (trial: Pick<FrozenTrial, "number" | "userAttrs">) => void;
  /**
   * Shows the final state: the steps done last, and the note.
   *
   * @param note Short text beside the bar; it is kept with the notebook, so no durations
   */
  done: (note?: string) => void;
}

/**
 * Shows a progress bar: in a notebook as an output that changes in place, on a terminal as a line
 * on standard error, elsewhere nothing.
 *
 * What stays in the notebook depends only on the last `update` and on `done`, never on time.
 *
 * @param total Steps of the whole work, above 0
 * @param label What the work is
 * @throws {RangeError} If `total` is not a finite number above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { progress } from "elb-anomaly/notebook";
 *
 * const bar = progress(20, "Training");
 * for (let epoch = 1; epoch <= 20; epoch++) bar.update(epoch);
 * bar.done();
 * assert.throws(() => progress(0, "Training"), RangeError);
 * ```
 */
export function progress(total: number, label: string): Progress {
  requireNumber("show progress", { total }, { above: 0 });
  const draw = chooseDrawing();
  let shown = -Infinity;
  let late: ReturnType<typeof setTimeout> | undefined;
  let state: ProgressState = { label, total, done: 0, note: "", failed: 0, failure: "" };
  draw(state, false);
  const drawNow = () => {
    clearTimeout(late);
    late = undefined;
    shown = performance.now();
    draw(state, false);
  };
  return {
    update(done, note = "") {
      state = { ...state, done: Math.min(Math.max(done, 0), total), note };
      const wait = shown + UPDATE_INTERVAL - performance.now();
      if (wait > 0) {
        // If no other call comes, since the work was stopped, this was the last state.
        if (late === undefined) Deno.unrefTimer(late = setTimeout(drawNow, wait));
        return;
      }
      drawNow();
    },
    fail({ number, userAttrs: { fail_reason: reason = "no reason is known" } }) {
      const failure = state.failure || `trial ${number}: ${reason}`;
      state = { ...state, failed: state.failed + 1, failure };
      if (state.failed === 1) drawNow();
    },
    done(note = state.note) {
      clearTimeout(late);
      state = { ...state, note };
      draw(state, true);
    },
  };
}

/** What a bar shows. */
interface ProgressState {
  label: string;
  total: number;
  done: number;
  note: string;
  /** How many trials failed, and the first with its reason. */
  failed: number;
  failure: string;
}

type Drawing = (state: ProgressState, isFinal: boolean) => void;

function chooseDrawing(): Drawing {
  const jupyter = findKernel();
  if (jupyter !== undefined) return drawInNotebook(jupyter);
  return Deno.stderr.isTerminal() ? drawOnTerminal : () => {};
}

function drawInNotebook(jupyter: typeof Deno.jupyter): Drawing {
  const displayId = crypto.randomUUID(); // never written to the file
  let type = "display_data";
  return (state) => {
    const text = describe(state);
    const data = {
      "text/html": `<progress max="${state.total}" value="${state.done}"></progress> ${
        escapeHtml(text)
      }`,
      "text/plain": text,
    };
    jupyter.broadcast(type, { data, metadata: {}, transient: { display_id: displayId } });
    type = "update_display_data";
  };
}

function drawOnTerminal(state: ProgressState, isFinal: boolean): void {
  const filled = Math.round((TERMINAL_WIDTH * state.done) / state.total);
  const bar = "#".repeat(filled) + "-".repeat(TERMINAL_WIDTH - filled);
  const line = `\r\x1b[K[${bar}] ${printable(describe(state))}${isFinal ? "\n" : ""}`;
  Deno.stderr.writeSync(new TextEncoder().encode(line));
}

function describe({ label, total, done, note, failed, failure }: ProgressState): string {
  const lost = failed === 0 ? "" : `; ${failed} failed, the first: ${failure}`;
  return `${label}: ${done} of ${total}${note === "" ? "" : `, ${note}`}${lost}`;
}
