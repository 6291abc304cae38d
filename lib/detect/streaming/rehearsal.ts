/** What a process does before its first row, so that no row of a series has to wait for it. */
import { alertRules } from "./options.ts";
import { DETECTOR_CONSTANTS } from "./constants.ts";
import { DetectorState } from "./state.ts";
import { formatNumber } from "../../text.ts";
import { DAY } from "../../time.ts";

/** Days, so that a few rows have weeks behind them. */
const ROWS = 64;
/** Four small nets, trained in the last rows. */
const SHORT = { firstFit: 50, capacity: ROWS, stepsPerRow: 2, referenceRows: 32, rankRows: 32 };

let isDone = false;

/**
 * Runs a detector over a few rows of its own, once in a process: that compiles the kernel and all
 * that a row and a fit call, of which the row of the first fit would pay more than 10 ms, and gets
 * a number written, for which the first alert would.
 */
export function rehearse(): void {
  if (isDone) return;
  isDone = true;
  const constants = { ...DETECTOR_CONSTANTS, ...SHORT };
  const state = new DetectorState({ seed: 0, scale: 1, rules: alertRules({}), constants });
  for (let row = 0; row < ROWS; row++) state.push(row * DAY, row % 7);
  formatNumber(ROWS, 3, 0);
}
