/** Where an objective runs. */
import type { LiveTrial } from "../trial/live_trial.ts";
import type { Objective } from "../trial/trial.ts";

/** Evaluates trials, several at once if asked to. */
export interface ObjectiveRunner {
  /** The objective's result for the trial, whatever it is; rejects with what it threw. */
  run(trial: LiveTrial): Promise<unknown>;
  /** Ends one trial's evaluation, as far as it can be ended. */
  abandon(trial: LiveTrial): void;
  /** Ends what still runs, as far as it can be ended. */
  close(): void;
}

/** Runs a function in this thread. */
export class FunctionRunner implements ObjectiveRunner {
  readonly #objective: Objective;

  /** Takes the function. */
  constructor(objective: Objective) {
    this.#objective = objective;
  }

  /** See {@linkcode ObjectiveRunner}. */
  async run(trial: LiveTrial): Promise<unknown> {
    return await this.#objective(trial);
  }

  /** Nothing to end: the function hears of it by the trial's signal. */
  abandon(): void {}

  /** Nothing to end: a function cannot be stopped from outside. */
  close(): void {}
}
