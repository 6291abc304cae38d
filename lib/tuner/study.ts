/**
 * A study: an objective's trials, and who chooses the next.
 *
 * @module
 */
import { bestTrialOf } from "./best_trial.ts";
import type { CategoricalChoice, Distribution } from "./distribution.ts";
import type { Frame } from "../frame.ts";
import { LiveTrial, type LiveTrialOptions } from "./live_trial.ts";
import { type Objective, optimize, type OptimizeOptions } from "./optimize.ts";
import type { Pruner } from "./pruner.ts";
import type { Sampler } from "./sampler.ts";
import type {
  Direction,
  FinishedState,
  FrozenStudy,
  FrozenTrial,
  Json,
  StartOptions,
  Storage,
} from "./storage.ts";
import type { Trial } from "./trial.ts";
import { trialsFrame, type TrialsFrameOptions } from "./trials_frame.ts";

/** What a study is made of. */
export interface StudyParts {
  /** The stored study. */
  study: FrozenStudy;
  /** Where it is stored. */
  storage: Storage;
  /** Who chooses parameters. */
  sampler: Sampler;
  /** Who ends hopeless trials. */
  pruner: Pruner;
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
 * import { createStudy } from "./create_study.ts";
 * import { RandomSampler } from "./random_sampler.ts";
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
  /** Unique over the storage. */
  readonly name: string;
  /** Which way the objective goes. */
  readonly direction: Direction;
  /** Id within the storage. */
  readonly studyId: number;
  /** Where the study is stored. */
  readonly storage: Storage;
  /** Who chooses parameters. */
  readonly sampler: Sampler;
  /** Who ends hopeless trials. */
  readonly pruner: Pruner;
  #userAttrs: Readonly<Record<string, Json>>;
  #trials: readonly FrozenTrial[] = [];
  readonly #live = new Map<number, LiveTrial>();
  readonly #distributions = new Map<string, Distribution>();
  readonly #scanned = new Set<number>();
  #stopping: boolean | undefined;

  /** Puts a study together; `createStudy` and `loadStudy` do so. */
  constructor(parts: StudyParts) {
    const { study, storage, sampler, pruner } = parts;
    if (study.directions.length !== 1) {
      throw new RangeError(
        `Cannot use study "${study.name}" as it must have one objective: it has ${study.directions.length}`,
      );
    }
    this.name = study.name;
    this.direction = study.directions[0]!;
    this.studyId = study.studyId;
    this.#userAttrs = study.userAttrs;
    this.storage = storage;
    this.sampler = sampler;
    this.pruner = pruner;
  }

  /** All trials by number. */
  get trials(): readonly FrozenTrial[] {
    return this.currentTrials();
  }

  /**
   * The best COMPLETE trial, the first of equals; infeasible ones (a constraint above 0) never are.
   *
   * @throws {RangeError} If there is none
   */
  get bestTrial(): FrozenTrial {
    const best = bestTrialOf(this.#trials, this.direction);
    if (best !== undefined) return best;
    const failed = this.#trials.filter((trial) => trial.state === "FAIL");
    const reason = failed.at(-1)?.userAttrs.fail_reason;
    throw new RangeError(
      `Cannot give the best trial of "${this.name}" as one must be COMPLETE: of ${this.#trials.length} trials ${failed.length} failed` +
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
    return trialsFrame(this.#trials, options);
  }

  /**
   * Runs trials.
   *
   * @param objective A function from a trial to its value, or the URL of a module whose default
   *   export is one; then trials run in Workers
   * @param options How many, how long, how many at once; see {@linkcode OptimizeOptions}
   * @throws {Error} Whatever aborted the signal, a callback, the storage or the sampler threw, and
   *   errors in the use of the trial itself (an empty range, say). An objective that throws or
   *   returns NaN does not end the optimisation: its trial becomes FAIL and keeps the reason in the
   *   user attribute `fail_reason`
   */
  async optimize(objective: Objective | URL | string, options: OptimizeOptions): Promise<void> {
    if (this.#stopping !== undefined) {
      throw new Error(`Cannot optimize "${this.name}" as it is being optimized already`);
    }
    this.#stopping = false;
    try {
      await optimize(this, objective, options, () => this.#stopping!);
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
    return (await this.start({}))!;
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
    const number = typeof trial === "number" ? trial : trial.number;
    if (typeof result !== "number" && result !== "PRUNED" && result !== "FAIL") {
      throw new TypeError(
        `Cannot finish trial ${number} as its result must be a number, "PRUNED" or "FAIL": current value is ${result}`,
      );
    }
    if (!this.#live.has(number)) await this.refresh();
    const known = this.currentTrials()[number];
    if (known?.state !== "RUNNING") {
      throw new RangeError(
        known === undefined
          ? `Cannot finish trial ${number} as the study "${this.name}" has no such trial`
          : `Cannot finish trial ${number} as it must be RUNNING: its state is ${known.state}`,
      );
    }
    return await this.finish(known, result);
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
    await this.refresh();
    if (options.skipIfExists && this.#trials.some((trial) => holdsParams(trial, params))) return;
    await this.storage.createTrial(this.studyId, {
      state: "WAITING",
      values: null,
      start: null,
      complete: null,
      params: {},
      distributions: {},
      intermediateValues: new Map(),
      userAttrs: options.userAttrs ?? {},
      systemAttrs: { fixed_params: { ...params } },
    });
    await this.refresh();
  }

  /** Notes something about the study, kept with it. */
  async setUserAttr(key: string, value: Json): Promise<void> {
    await this.storage.setStudyUserAttr(this.studyId, key, value);
    this.#userAttrs = { ...this.#userAttrs, [key]: structuredClone(value) };
  }

  /** Reads the trials from the storage: what other workers did meanwhile. */
  async refresh(): Promise<void> {
    this.#trials = await this.storage.readTrials(this.studyId);
    for (const trial of this.#trials) {
      if (this.#scanned.has(trial.number)) continue;
      for (const [name, distribution] of Object.entries(trial.distributions)) {
        if (!this.#distributions.has(name)) this.#distributions.set(name, distribution);
      }
      if (trial.complete !== null) this.#scanned.add(trial.number);
    }
  }

  /** All trials by number, those of this process as they stand. For samplers and pruners. */
  currentTrials(): readonly FrozenTrial[] {
    if (this.#live.size === 0) return this.#trials;
    return this.#trials.map((trial) =>
      trial.state === "RUNNING" ? this.#live.get(trial.number)?.frozen() ?? trial : trial
    );
  }

  /** The first distribution that the study had for a name. */
  knownDistribution(name: string): Distribution | undefined {
    return this.#distributions.get(name);
  }

  /** Starts a trial as `optimize` needs it; `undefined` where the limit forbids one. */
  async start(start: StartOptions, options?: LiveTrialOptions): Promise<LiveTrial | undefined> {
    const frozen = await this.storage.startTrial(this.studyId, start);
    if (frozen === undefined) return undefined;
    await this.refresh();
    const trial = new LiveTrial(this, frozen, options);
    this.#live.set(trial.number, trial);
    return trial;
  }

  /**
   * Ends a RUNNING trial as `optimize` needs it: a NaN is a FAIL, a reason is noted. A trial that
   * another worker has ended meanwhile stays as that worker left it.
   */
  async finish(
    { number, trialId }: { number: number; trialId: number },
    result: number | "PRUNED" | "FAIL",
    options: { reason?: string; maxRetries?: number } = {},
  ): Promise<FrozenTrial> {
    try {
      await this.#live.get(number)?.flush();
      const trial = this.currentTrials()[number]!;
      const { state, values, reason = options.reason } = outcome(trial, result);
      if (reason !== undefined) {
        await this.storage.setTrialUserAttr(trialId, "fail_reason", reason);
      }
      const { maxRetries = 0 } = options;
      await this.storage.finishTrial(trialId, state, values, { maxRetries });
    } catch (error) {
      await this.refresh();
      if (this.#trials[number]?.state === "RUNNING") throw error;
    }
    this.#live.delete(number);
    await this.refresh();
    return this.#trials[number]!;
  }
}

function outcome(
  trial: FrozenTrial,
  result: number | "PRUNED" | "FAIL",
): { state: FinishedState; values: number[] | null; reason?: string } {
  if (result === "FAIL") return { state: "FAIL", values: null };
  if (result === "PRUNED") {
    const last = Math.max(...trial.intermediateValues.keys());
    const value = trial.intermediateValues.get(last);
    return {
      state: "PRUNED",
      values: value === undefined || Number.isNaN(value) ? null : [value],
    };
  }
  if (!Number.isNaN(result)) return { state: "COMPLETE", values: [result] };
  const params = Object.entries(trial.params)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(", ");
  return {
    state: "FAIL",
    values: null,
    reason: `Cannot finish trial ${trial.number}: objective returned NaN` +
      (params === "" ? "" : ` for ${params}`),
  };
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
    names.every((name) => has[name] === params[name]);
}
