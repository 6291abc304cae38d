/** A trial while it runs in this process: answers suggestions at once, writes them behind. */
import { excerpt, requireInteger } from "../../checks.ts";
import {
  type CategoricalChoice,
  categoricalDistribution,
  type Distribution,
  floatDistribution,
  intDistribution,
  type NumericOptions,
} from "../distributions/distribution.ts";
import type { PlannedParameter, SamplerContext } from "../samplers/sampler.ts";
import { asJson, requireName } from "../storages/attributes.ts";
import { ReportLog } from "../storages/report_log.ts";
import type { FrozenTrial, Json, StoredParam } from "../storages/storage.ts";
import { AwaitedAnswers } from "./awaited_answers.ts";
import { LiveParams, writeParams } from "./live_params.ts";
import type { Trial } from "./trial.ts";
import type { TrialHost } from "./trial_host.ts";
import { WriteQueue } from "./write_queue.ts";

/** How a live trial behaves. */
export interface LiveTrialOptions {
  /** See {@linkcode SamplerContext.plan}. */
  plan?: readonly PlannedParameter[] | undefined;
  /** Aborted when the optimisation is. */
  signal?: AbortSignal;
  /** Given all parameters so far after each suggestion; may throw to interrupt the objective. */
  onSuggest?: (trial: LiveTrial) => void;
  /** Keep writes back until the first report or the end. */
  holdWrites?: boolean;
}

/** The largest step that an INTEGER column of PostgreSQL holds. */
const LARGEST_STEP = 2 ** 31 - 1;

/**
 * The {@linkcode Trial} behind `study.ask()` and `study.optimize()`. Suggestions are synchronous,
 * so what they must write is queued and written in order while the objective runs; `report`,
 * `shouldPrune` and `tell` wait for it.
 */
export class LiveTrial implements Trial {
  readonly #host: TrialHost;
  readonly #start: FrozenTrial;
  readonly #options: LiveTrialOptions;
  readonly #params: LiveParams;
  readonly #reports: ReportLog;
  readonly #writes: WriteQueue;
  /** Parameters asked for without a pause are written together. */
  readonly #unwritten: StoredParam[] = [];
  readonly #answers = new AwaitedAnswers();
  #userAttrs: Record<string, Json>;
  #systemAttrs: Record<string, Json>;
  #context: SamplerContext;
  readonly #abandoned = new AbortController();
  readonly #signal: AbortSignal;
  #hasEnded = false;
  #misuse: unknown;

  /** Begins a RUNNING trial; the sampler prepares what it needs. */
  constructor(host: TrialHost, start: FrozenTrial, options: LiveTrialOptions = {}) {
    this.#host = host;
    this.#start = start;
    this.#options = options;
    this.#params = new LiveParams(host, start);
    this.#reports = new ReportLog(start.intermediateValues);
    this.#writes = new WriteQueue(options.holdWrites ?? false);
    this.#userAttrs = { ...start.userAttrs };
    this.#systemAttrs = { ...start.systemAttrs };
    const { signal } = this.#abandoned;
    this.#signal = options.signal === undefined
      ? signal
      : AbortSignal.any([options.signal, signal]);
    this.#context = this.#newContext(0);
  }

  /** 0-based number within the study. */
  get number(): number {
    return this.#start.number;
  }

  /** Id within the storage. */
  get trialId(): number {
    return this.#start.trialId;
  }

  /** The parameters suggested so far. */
  get params(): Record<string, CategoricalChoice> {
    return this.#params.values;
  }

  /** Aborted when the optimisation is. */
  get signal(): AbortSignal {
    return this.#signal;
  }

  /** The error, from now on one of the objective's use of the trial. */
  asMisuse<E>(error: E): E {
    this.#misuse = error;
    return error;
  }

  /** Whether an error is of a suggestion, a report or the pruner: not the objective's own. */
  isMisuse(error: unknown): boolean {
    return error !== undefined && error === this.#misuse;
  }

  /** See {@linkcode Trial}. */
  suggestInt(name: string, low: number, high: number, options?: NumericOptions): number {
    return this.suggest(name, () => intDistribution(low, high, options)) as number;
  }

  /** See {@linkcode Trial}. */
  suggestFloat(name: string, low: number, high: number, options?: NumericOptions): number {
    return this.suggest(name, () => floatDistribution(low, high, options)) as number;
  }

  /** See {@linkcode Trial}. */
  suggestCategorical<const Choice extends CategoricalChoice>(
    name: string,
    choices: readonly Choice[],
  ): Choice {
    return this.suggest(name, () => categoricalDistribution(choices)) as Choice;
  }

  /** A value for a parameter; what all three kinds share. */
  suggest(name: string, makeDistribution: () => Distribution): CategoricalChoice {
    const { value, isNew, internal, distribution } = this.#guard(() => {
      this.#requireRunning("suggest");
      requireName(`suggest a parameter in trial ${this.number}`, name);
      const fixed = this.#systemAttrs.fixed_params as Record<string, CategoricalChoice> | undefined;
      return this.#params.ask(name, makeDistribution, { context: this.#context, fixed });
    });
    if (isNew) {
      this.#unwritten.push({ name, internalValue: internal, distribution });
      if (this.#unwritten.length === 1) {
        this.#writes.add(() =>
          writeParams(this.#host.storage, this.trialId, this.#unwritten.splice(0))
        );
      }
      this.#options.onSuggest?.(this);
    }
    return value;
  }

  /** See {@linkcode Trial}. */
  async report(value: number, step: number): Promise<void> {
    this.#guard(() => {
      this.#requireRunning("report");
      if (typeof value !== "number") {
        throw new TypeError(
          `Cannot report in trial ${this.number} as value must be a number: current value is ${
            excerpt(value)
          }`,
        );
      }
      requireInteger(`report in trial ${this.number}`, { step }, { min: 0, max: LARGEST_STEP });
    });
    if (this.#reports.add(step, value)) {
      this.#writes.add(() => this.#host.storage.setIntermediateValue(this.trialId, step, value));
    }
    await this.flush();
  }

  /** See {@linkcode Trial}. */
  shouldPrune(): Promise<boolean> {
    return this.#answers.watch(this.#askPruner());
  }

  async #askPruner(): Promise<boolean> {
    this.#guard(() => this.#requireRunning("ask whether to prune"));
    await this.flush();
    const reported = this.#reports.view();
    if (reported.size === 0) return false;
    await this.#host.refresh();
    const trials = this.#host.currentTrials();
    const decision = this.#guard(() =>
      this.#host.pruner.prune({
        studyName: this.#host.name,
        direction: this.#host.direction,
        trial: this.frozen(),
        trials,
        setSystemAttr: (key, value) => this.setSystemAttr(key, value),
      })
    );
    await this.flush();
    return decision;
  }

  /** @throws {TypeError} If the objective asked whether to prune and did not wait for the answer */
  requireAwaited(): void {
    this.#guard(() => this.#answers.requireAwaited(this.number));
  }

  /** See {@linkcode Trial}. */
  setUserAttr(key: string, value: Json): void {
    requireName(`set an attribute of trial ${this.number}`, key);
    const action = `set attribute ${excerpt(key)} of trial ${this.number}`;
    this.#requireRunning(`set attribute ${excerpt(key)}`);
    const kept = asJson(action, value);
    this.#userAttrs = { ...this.#userAttrs, [key]: kept };
    this.#writes.add(() => this.#host.storage.setTrialUserAttr(this.trialId, key, kept));
  }

  /** Notes something for samplers and pruners. */
  setSystemAttr(key: string, value: Json): void {
    this.#systemAttrs = { ...this.#systemAttrs, [key]: value };
    this.#writes.add(() => this.#host.storage.setTrialSystemAttr(this.trialId, key, value));
  }

  /** Aborts the trial's signal: its time is over. */
  abandon(reason: unknown): void {
    this.#abandoned.abort(reason);
  }

  /** Called when the trial has its final state: an objective that goes on is told so. */
  end(): void {
    this.#hasEnded = true;
  }

  /** The trial as it stands, a snapshot. */
  frozen(): FrozenTrial {
    return {
      ...this.#start,
      params: this.params,
      distributions: this.#params.distributions,
      intermediateValues: this.#reports.view(),
      userAttrs: this.#userAttrs,
      systemAttrs: this.#systemAttrs,
    };
  }

  /**
   * Forgets the parameters that nobody has seen yet and lets the sampler choose again. A sampler
   * that keeps choosing the same is replaced, for this trial, by uniform draws.
   */
  redraw(times: number): boolean {
    if (!this.#writes.forget()) return false;
    this.#params.forget(times);
    this.#unwritten.length = 0;
    this.#systemAttrs = { ...this.#start.systemAttrs };
    this.#userAttrs = { ...this.#start.userAttrs };
    this.#context = this.#newContext(times);
    return true;
  }

  /** Waits until everything is written. @throws {Error} Whatever the storage threw */
  async flush(): Promise<void> {
    await this.#writes.flush();
  }

  #newContext(redraw: number): SamplerContext {
    const host = this.#host;
    const frozen = () => this.frozen();
    const { number } = this;
    const plan = this.#options.plan;
    const context: SamplerContext = {
      studyName: host.name,
      direction: host.direction,
      redraw,
      ...(plan === undefined ? {} : { plan }),
      get trial() {
        return frozen();
      },
      get otherTrials() {
        return host.currentTrials().filter((trial) => trial.number !== number);
      },
      setSystemAttr: (key, value) => this.setSystemAttr(key, value),
    };
    host.sampler.beforeTrial?.(context);
    return context;
  }

  /** Runs a step of our own; an error in it is remembered as not the objective's. */
  #guard<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      throw this.asMisuse(error);
    }
  }

  #requireRunning(what: string): void {
    if (!this.#hasEnded) return;
    throw new RangeError(
      `Cannot ${what} in trial ${this.number} as it must be running: it has ended`,
    );
  }
}
