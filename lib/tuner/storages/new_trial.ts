/**
 * A trial before anything is known of it.
 *
 * @module
 */
import type { TrialTemplate } from "./storage.ts";

/** A WAITING trial without parameters. */
export function waitingTrial(): TrialTemplate {
  return { ...newTrial(), state: "WAITING", start: null };
}

/** A RUNNING trial that starts now, without parameters. */
export function newTrial(): TrialTemplate {
  return {
    state: "RUNNING",
    values: null,
    start: new Date(),
    complete: null,
    params: {},
    distributions: {},
    intermediateValues: new Map(),
    userAttrs: {},
    systemAttrs: {},
  };
}
