/** The trials of one study: those in the storage, and those that run in this process. */
import { excerpt } from "../../checks.ts";
import type { Distribution } from "../distributions/distribution.ts";
import { lastStep } from "../storages/report_log.ts";
import { LiveTrial, type LiveTrialOptions } from "../trial/live_trial.ts";
import type { TrialHost } from "../trial/trial_host.ts";
import type { Pruner } from "../pruners/pruner.ts";
import type { Sampler } from "../samplers/sampler.ts";
import type {
  Direction,
  FinishedState,
  FrozenStudy,
  FrozenTrial,
  StartOptions,
  Storage,
} from "../storages/storage.ts";

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

/** Starts, ends and knows a study's trials. */
export class TrialBook implements TrialHost {
  /** Name of the study. */
  readonly name: string;
  /** Which way the objective goes. */
  readonly direction: Direction;
  /** Id of the study within the storage. */
  readonly studyId: number;
  /** Where writes go. */
  readonly storage: Storage;
  /** Who chooses parameters. */
  readonly sampler: Sampler;
  /** Who ends hopeless trials. */
  readonly pruner: Pruner;
  #trials: readonly FrozenTrial[] = [];
  readonly #live = new Map<number, LiveTrial>();
  readonly #distributions = new Map<string, Distribution>();
  /** All trials before this place have ended and were scanned for distributions. */
  #settled = 0;
  readonly #scanned = new Map<number, FrozenTrial["distributions"]>();

  /** Takes the parts of a study with one objective. */
  constructor({ study, storage, sampler, pruner }: StudyParts) {
    if (study.directions.length !== 1) {
      throw new RangeError(
        `Cannot use study "${study.name}" as it must have one objective: it has ${study.directions.length}`,
      );
    }
    this.name = study.name;
    this.direction = study.directions[0]!;
    this.studyId = study.studyId;
    this.storage = storage;
    this.sampler = sampler;
    this.pruner = pruner;
  }

  /** Reads the trials from the storage: what other workers did meanwhile. */
  async refresh(): Promise<void> {
    const trials = await this.storage.readTrials(this.studyId);
    this.#trials = trials;
    for (let i = this.#settled; i < trials.length; i++) {
      const { distributions, complete } = trials[i]!;
      if (complete !== null && i === this.#settled) this.#settled++;
      if (distributions === this.#scanned.get(i)) continue;
      this.#scanned.set(i, distributions);
      for (const [name, distribution] of Object.entries(distributions)) {
        if (!this.#distributions.has(name)) this.#distributions.set(name, distribution);
      }
    }
  }

  /** All trials by number, as of the last read, those of this process as they stand. */
  currentTrials(): readonly FrozenTrial[] {
    if (this.#live.size === 0) return this.#trials;
    const trials = this.#trials.slice();
    for (const [number, live] of this.#live) {
      if (trials[number]?.state === "RUNNING") trials[number] = live.frozen();
    }
    return trials;
  }

  /** The first distribution that the study had for a name. */
  knownDistribution(name: string): Distribution | undefined {
    return this.#distributions.get(name);
  }

  /** Starts a trial; `undefined` where the limit forbids one. */
  async start(start: StartOptions, options?: LiveTrialOptions): Promise<LiveTrial | undefined> {
    const frozen = await this.storage.startTrial(this.studyId, start);
    if (frozen === undefined) return undefined;
    await this.refresh();
    const trial = new LiveTrial(this, frozen, options);
    this.#live.set(trial.number, trial);
    return trial;
  }

  /** Finds the RUNNING trial of a number. @throws {RangeError} If there is none */
  async requireRunning(number: number): Promise<FrozenTrial> {
    if (!this.#live.has(number)) await this.refresh();
    const known = this.currentTrials()[number];
    if (known === undefined) {
      throw new RangeError(
        `Cannot finish trial ${number} as the study "${this.name}" has no such trial`,
      );
    }
    if (known.state !== "RUNNING") {
      throw new RangeError(
        `Cannot finish trial ${number} as it must be RUNNING: its state is ${known.state}`,
      );
    }
    return known;
  }

  /**
   * Ends a RUNNING trial: a NaN is a FAIL, a reason is noted. A trial that another worker has ended
   * meanwhile stays as that worker left it.
   *
   * @throws {Error} What the storage threw; the trial is given back then if it can be, a FAIL one
   *   that is repeated up to `maxRetriesIfLost` times
   */
  async finish(
    { number, trialId }: { number: number; trialId: number },
    result: number | "PRUNED" | "FAIL",
    options: FinishOptions = {},
  ): Promise<FrozenTrial> {
    const live = this.#live.get(number);
    try {
      await live?.flush();
      const trial = live?.frozen() ?? this.currentTrials()[number]!;
      const { state, values, reason = options.reason } = outcome(trial, result);
      if (reason !== undefined) {
        await this.storage.setTrialUserAttr(trialId, "fail_reason", reason);
      }
      const { maxRetries = 0 } = options;
      await this.storage.finishTrial(trialId, state, values, { maxRetries });
    } catch (error) {
      const maxRetries = options.maxRetriesIfLost ?? 0;
      if (await this.storage.finishTrial(trialId, "FAIL", null, { maxRetries })) throw error;
    } finally {
      live?.end();
      this.#live.delete(number);
    }
    await this.refresh();
    return this.#trials[number]!;
  }
}

/** How a trial ends beside its result. */
interface FinishOptions {
  /** Why it failed. */
  reason?: string;
  /** How often a FAIL trial may be repeated. */
  maxRetries?: number;
  /** The same, where the storage fails and what the trial wrote may be lost. */
  maxRetriesIfLost?: number;
}

function outcome(
  trial: FrozenTrial,
  result: number | "PRUNED" | "FAIL",
): { state: FinishedState; values: number[] | null; reason?: string } {
  if (result === "FAIL") return { state: "FAIL", values: null };
  if (result === "PRUNED") {
    const value = trial.intermediateValues.get(lastStep(trial));
    return {
      state: "PRUNED",
      values: value === undefined || Number.isNaN(value) ? null : [value],
    };
  }
  if (!Number.isNaN(result)) return { state: "COMPLETE", values: [result] };
  const params = Object.entries(trial.params)
    .map(([name, value]) => `${name}=${excerpt(value)}`).join(", ");
  return {
    state: "FAIL",
    values: null,
    reason: `Cannot finish trial ${trial.number}: objective returned NaN` +
      (params === "" ? "" : ` for ${params}`),
  };
}
