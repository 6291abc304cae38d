/** A study: an objective's trials, and who chooses the next. */
import { excerpt, optionsOf, requireKind, requireKnownOptions } from "../../checks.ts";
import { asJson, requireName } from "../storages/attributes.ts";
import { bestTrialOf } from "../trial/best_trial.ts";
import type { CategoricalChoice } from "../distributions/distribution.ts";
import type { Frame } from "../../data/mod.ts";
import { optimize } from "./optimize.ts";
import { checkOptions, type LoopOptions, type OptimizeSummary } from "./optimize_options.ts";
import {
  type Direction,
  type FrozenTrial,
  type Json,
  type Storage,
  waitingTrial,
} from "../storages/storage.ts";
import type { Objective, Trial } from "../trial/trial.ts";
import { type StudyParts, TrialBook } from "./study_trials.ts";
import { trialsFrame, type TrialsFrameOptions } from "./trials_frame.ts";

/** Called with each finished trial, in trial order, one call at a time. */
export type TrialCallback = (study: Study, trial: FrozenTrial) => void | Promise<void>;

/** How `study.optimize` runs. At least one thing must end it. */
export interface OptimizeOptions extends LoopOptions {
  /** Called after each trial; an error in one ends the optimisation. */
  callbacks?: readonly TrialCallback[];
}

/**
 * A set of trials of one objective. Made by `createStudy` or `loadStudy`.
 *
 * What is read here is the study as of the last `await` on it; trials that run in this process are
 * seen as they stand.
 *
 * @example Ask and tell
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, RandomSampler } from "elb-anomaly/tuner";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new RandomSampler({ seed: 1 }) });
 * for (let i = 0; i < 5; i++) {
 *   const trial = await study.ask();
 *   const x = trial.suggestFloat("x", -1, 1);
 *   await study.tell(trial, x * x);
 * }
 * assert.equal(study.trials.length, 5);
 * assert.equal(study.bestValue, Number(study.bestParams.x) ** 2);
 * ```
 */
export class Study {
  readonly #book: TrialBook;
  #userAttrs: Readonly<Record<string, Json>>;
  #stopping: boolean | undefined;

  /**
   * Puts a study together; `createStudy` and `loadStudy` do so.
   *
   * @throws {RangeError} If the stored study has several objectives
   */
  constructor(parts: StudyParts) {
    this.#book = new TrialBook(parts);
    this.#userAttrs = parts.study.userAttrs;
  }

  /** Unique over the storage. */
  get name(): string {
    return this.#book.name;
  }

  /** Which way the objective goes. */
  get direction(): Direction {
    return this.#book.direction;
  }

  /** Id within the storage. */
  get studyId(): number {
    return this.#book.studyId;
  }

  /** Where the study is stored. */
  get storage(): Storage {
    return this.#book.storage;
  }

  /** All trials by number. */
  get trials(): readonly FrozenTrial[] {
    return this.#book.currentTrials();
  }

  /**
   * The best COMPLETE trial, the first of equals; infeasible ones (a constraint above 0) never are.
   *
   * @throws {RangeError} If there is none
   */
  get bestTrial(): FrozenTrial {
    const { trials } = this;
    const best = bestTrialOf(trials, this.direction);
    if (best !== undefined) return best;
    const failed = trials.filter((trial) => trial.state === "FAIL");
    const reason = failed.at(-1)?.userAttrs.fail_reason;
    throw new RangeError(
      `Cannot give the best trial of "${this.name}" as one must be COMPLETE: of ${trials.length} trials ${failed.length} failed` +
        (reason === undefined ? "" : `, the last: ${reason}`),
    );
  }

  /** The parameters of the best trial. @throws {RangeError} If no trial is COMPLETE */
  get bestParams(): Readonly<Record<string, CategoricalChoice>> {
    return this.bestTrial.params;
  }

  /** The value of the best trial. @throws {RangeError} If no trial is COMPLETE */
  get bestValue(): number {
    return this.bestTrial.values![0]!;
  }

  /** What the user noted about the study. */
  get userAttrs(): Readonly<Record<string, Json>> {
    return this.#userAttrs;
  }

  /**
   * The trials as a Polars frame, with the column names of Optuna's `trials_dataframe`; see
   * {@linkcode trialsFrame}.
   */
  trialsDataFrame(options?: TrialsFrameOptions): Frame {
    return trialsFrame(this.trials, options);
  }

  /**
   * Runs trials.
   *
   * @param objective A function from a trial to its value, or the URL of a module whose default
   *   export is one; then trials run in Workers
   * @param options How many, how long, how many at once; see {@linkcode OptimizeOptions}
   * @returns How many trials ended how, and why those failed that did
   * @throws {Error} Whatever aborted the signal, a callback, the storage or the sampler threw, and
   *   errors in the use of the trial itself (an empty range, say). An objective that throws or
   *   returns NaN does not end the optimisation: its trial becomes FAIL and keeps the reason in the
   *   user attribute `fail_reason`
   */
  async optimize(
    objective: Objective | URL | string,
    options: OptimizeOptions,
  ): Promise<OptimizeSummary> {
    if (this.#stopping !== undefined) {
      throw new Error(`Cannot optimize "${this.name}" as it is being optimized already`);
    }
    this.#stopping = false;
    try {
      checkOptions(options);
      return await optimize(this.#book, objective, options, {
        isStopping: () => this.#stopping!,
        onFinished: async (trial) => {
          for (const callback of options.callbacks ?? []) await callback(this, trial);
        },
      });
    } finally {
      this.#stopping = undefined;
    }
  }

  /** Ends the running `optimize` once the trials under way have ended; for callbacks. */
  stop(): void {
    if (this.#stopping === undefined) {
      throw new Error(`Cannot stop "${this.name}" as it must be optimizing`);
    }
    this.#stopping = true;
  }

  /** Starts a trial: the first one enqueued, or a new one. Pass it to `tell` when it is done. */
  async ask(): Promise<Trial> {
    return (await this.#book.start({}))!;
  }

  /**
   * Ends a trial.
   *
   * @param trial One from `ask`, or the number of a RUNNING one
   * @param result The objective's value (NaN makes the trial FAIL), or "PRUNED" (the value is then
   *   the last report) or "FAIL"
   * @returns The finished trial
   * @throws {TypeError} If `result` is neither
   * @throws {RangeError} If there is no such trial, or it has ended already
   */
  async tell(trial: Trial | number, result: number | "PRUNED" | "FAIL"): Promise<FrozenTrial> {
    if (typeof trial !== "number") requireKind("finish a trial", { trial }, "an object");
    const number = typeof trial === "number" ? trial : trial.number;
    if (typeof result !== "number" && result !== "PRUNED" && result !== "FAIL") {
      throw new TypeError(
        `Cannot finish trial ${number} as its result must be a number, "PRUNED" or "FAIL": current value is ${result}`,
      );
    }
    return await this.#book.finish(await this.#book.requireRunning(number), result);
  }

  /**
   * Queues a trial with some or all parameters fixed; the next `ask` or `optimize` runs it, and the
   * sampler chooses what is missing. As in Optuna a fixed number outside the range asked for is
   * used all the same, while a choice that is not among the choices ends the optimisation.
   *
   * @param params Values by name
   * @param options User attributes; with `skipIfExists`, nothing is queued if a trial has, or was
   *   queued with, the same parameters
   */
  async enqueueTrial(
    params: Readonly<Record<string, CategoricalChoice>>,
    options: { userAttrs?: Readonly<Record<string, Json>>; skipIfExists?: boolean } = {},
  ): Promise<void> {
    const { userAttrs = {}, skipIfExists = false, ...rest } = optionsOf("enqueue a trial", options);
    requireKnownOptions("enqueue a trial", rest);
    requireKind("enqueue a trial", { params, userAttrs }, "an object");
    for (const [name, value] of Object.entries(params)) {
      requireName("enqueue a parameter", name);
      if (value === null || ["boolean", "number", "string"].includes(typeof value)) continue;
      throw new TypeError(
        `Cannot enqueue a trial as ${
          excerpt(name)
        } must be null, a boolean, a number or a string: current value is ${excerpt(value)}`,
      );
    }
    await this.refresh();
    if (skipIfExists && this.trials.some((trial) => holdsParams(trial, params))) return;
    await this.storage.createTrial(this.studyId, {
      ...waitingTrial(),
      userAttrs,
      systemAttrs: { fixed_params: { ...params } },
    });
    await this.refresh();
  }

  /** Notes something about the study, kept with it. */
  async setUserAttr(key: string, value: Json): Promise<void> {
    requireName("set an attribute of the study", key);
    const kept = asJson(`set attribute ${excerpt(key)} of the study`, value);
    await this.storage.setStudyUserAttr(this.studyId, key, kept);
    this.#userAttrs = { ...this.#userAttrs, [key]: kept };
  }

  /** Reads the trials from the storage: what other workers did meanwhile. */
  async refresh(): Promise<void> {
    await this.#book.refresh();
  }
}

function holdsParams(
  trial: FrozenTrial,
  params: Readonly<Record<string, CategoricalChoice>>,
): boolean {
  const has = trial.state === "WAITING"
    ? (trial.systemAttrs.fixed_params ?? trial.params) as Record<string, CategoricalChoice>
    : trial.params;
  const names = Object.keys(params);
  return names.length === Object.keys(has).length &&
    names.every((name) => Object.hasOwn(has, name) && isSame(has[name], params[name]));
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}
