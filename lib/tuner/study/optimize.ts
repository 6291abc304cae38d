/** The loop that runs trials: how many, how long, how many at once, and how it ends. */
import { DuplicateGuard } from "./duplicates.ts";
import type { LiveTrial } from "../trial/live_trial.ts";
import { FunctionRunner, type ObjectiveRunner } from "../workers/objective_runner.ts";
import type { PlannedParameter } from "../samplers/sampler.ts";
import type { FrozenTrial } from "../storages/storage.ts";
import { beat } from "./heartbeat.ts";
import { describe, Tally } from "./failure_reasons.ts";
import type { LoopOptions, OptimizeSummary } from "./optimize_options.ts";
import { isPruned, type Objective } from "../trial/trial.ts";
import type { TrialBook } from "./study_trials.ts";
import { WorkerRunner } from "../workers/worker_runner.ts";

/** How a trial ended. */
interface Outcome {
  result: number | "PRUNED" | "FAIL";
  reason?: string;
  /** What a FAIL trial's objective threw. */
  error?: unknown;
  /** Set where the whole optimisation must end with this error. */
  fatal?: unknown;
}

/** Longest time in milliseconds without letting timers and signals have their turn. */
const BREATH = 20;

/** Whom the loop asks and tells. */
interface LoopOwner {
  /** Whether no trial may start any more. */
  isStopping(): boolean;
  /** Hears of each finished trial, in the order in which they started, one at a time. */
  onFinished(trial: FrozenTrial): Promise<void>;
}

/** What a run of the loop is made of. */
interface LoopParts {
  readonly book: TrialBook;
  readonly runner: ObjectiveRunner;
  readonly options: LoopOptions;
  readonly halt: AbortController;
  readonly owner: LoopOwner;
}

/** Runs a study's trials; {@linkcode Study.optimize} without its checks. */
export async function optimize(
  book: TrialBook,
  objective: Objective | URL | string,
  options: LoopOptions,
  owner: LoopOwner,
): Promise<OptimizeSummary> {
  const { signal } = options;
  signal?.throwIfAborted();
  const halt = new AbortController();
  const onAbort = () => halt.abort(signal!.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const runner = typeof objective === "function"
    ? new FunctionRunner(objective)
    : new WorkerRunner(objective);
  try {
    return await new OptimizeRun({ book, runner, options, halt, owner }).run();
  } finally {
    signal?.removeEventListener("abort", onAbort);
    runner.close();
  }
}

class OptimizeRun {
  readonly #book: TrialBook;
  readonly #runner: ObjectiveRunner;
  readonly #options: LoopOptions;
  readonly #halt: AbortController;
  readonly #halted: Promise<never>;
  readonly #owner: LoopOwner;
  readonly #parallel: number;
  readonly #deadline: number;
  readonly #guard: DuplicateGuard | undefined;
  readonly #running = new Map<LiveTrial, Promise<void>>();
  #plan: readonly PlannedParameter[] | undefined;
  #started = 0;
  #exhausted = false;
  readonly #tally = new Tally();
  #delivered = 0;
  readonly #undelivered = new Map<number, FrozenTrial>();
  #delivery: Promise<void> = Promise.resolve();

  constructor({ book, runner, options, halt, owner }: LoopParts) {
    this.#book = book;
    this.#runner = runner;
    this.#options = options;
    this.#halt = halt;
    this.#owner = owner;
    this.#parallel = options.parallel ?? 1;
    this.#deadline = performance.now() + (options.timeout ?? Infinity) * 1000;
    this.#halted = new Promise((_, reject) => {
      halt.signal.addEventListener("abort", () => reject(halt.signal.reason), { once: true });
    });
    this.#halted.catch(() => {}); // who waits for it hears of it; nobody waiting is no error
    const { duplicates = "allow" } = options;
    if (duplicates !== "allow") this.#guard = new DuplicateGuard(duplicates);
  }

  async run(): Promise<OptimizeSummary> {
    const { heartbeat } = this.#options;
    using _ = heartbeat &&
      beat(
        this.#running,
        this.#book.storage,
        heartbeat.interval,
        (error) => this.#halt.abort(error),
      );
    try {
      await this.#book.refresh();
      let breath = performance.now();
      while (!this.#halt.signal.aborted) {
        if (this.#mayStart() && await this.#startTrial()) continue;
        if (this.#running.size === 0) break;
        await Promise.race(this.#running.values());
        if (performance.now() - breath > BREATH) {
          await new Promise((resolve) => setTimeout(resolve));
          breath = performance.now();
        }
      }
    } catch (error) {
      this.#halt.abort(error);
    } finally {
      await Promise.all(this.#running.values());
      await this.#delivery;
    }
    this.#halt.signal.throwIfAborted();
    return this.#tally.summary();
  }

  #mayStart(): boolean {
    const { nTrials = Infinity, nTrialsAs } = this.#options;
    const { sampler } = this.#book;
    if (this.#owner.isStopping() || this.#exhausted || performance.now() >= this.#deadline) {
      return false;
    }
    if (nTrialsAs !== "total" && this.#started >= nTrials) return false;
    if (this.#running.size >= this.#room()) return false;
    return this.#started === 0 || !sampler.isExhausted?.(this.#book.currentTrials());
  }

  /** How many may run now: one alone where its parameters are to be the plan of the others. */
  #room(): number {
    if (this.#parallel === 1 || !this.#book.sampler.ordered) return this.#parallel;
    this.#plan ??= planOf(this.#book.currentTrials());
    return this.#plan === undefined ? 1 : this.#parallel;
  }

  async #startTrial(): Promise<boolean> {
    const { nTrials, nTrialsAs, countFailed = true, heartbeat } = this.#options;
    const { studyId, storage } = this.#book;
    if (heartbeat !== undefined) {
      const { interval, grace = 2 * interval, maxRetries = 1 } = heartbeat;
      await storage.failStaleTrials(studyId, grace, maxRetries);
    }
    const trial = await this.#book.start({
      heartbeat: heartbeat !== undefined,
      ...(nTrialsAs === "total" && nTrials !== undefined ? { limit: nTrials, countFailed } : {}),
    }, {
      plan: this.#plan,
      signal: this.#halt.signal,
      ...(this.#guard === undefined ? {} : {
        holdWrites: true,
        onSuggest: (trial) => this.#guard!.check(trial, this.#book.currentTrials()),
      }),
    });
    if (trial === undefined) return false;
    const place = this.#started++;
    const done = this.#execute(trial, place).finally(() => this.#running.delete(trial));
    this.#running.set(trial, done);
    return true;
  }

  /** Runs a trial to its recorded end; never rejects. */
  async #execute(trial: LiveTrial, place: number): Promise<void> {
    try {
      const { result, reason, error, fatal } = await this.#evaluate(trial);
      const frozen = await this.#book.finish(trial, result, {
        ...(reason === undefined ? {} : { reason }),
        maxRetries: this.#halt.signal.aborted ? this.#maxRetries() : 0,
        maxRetriesIfLost: this.#maxRetries(),
      });
      this.#tally.add(frozen);
      if (frozen.state === "FAIL") this.#options.onFailure?.(frozen, error);
      if (fatal !== undefined) this.#halt.abort(fatal);
      await this.#deliver(place, frozen);
    } catch (error) {
      this.#halt.abort(error);
    }
  }

  async #evaluate(trial: LiveTrial): Promise<Outcome> {
    for (;;) {
      try {
        return judge(await this.#run(trial), trial);
      } catch (error) {
        if (this.#halt.signal.aborted) {
          return { result: "FAIL", reason: "the optimization was aborted" };
        }
        const outcome = this.#guard?.settle(trial, error);
        if (outcome === "redrawn") continue;
        if (outcome === "exhausted") {
          this.#exhausted = true;
          return { result: "FAIL", reason: "every combination found was tried already" };
        }
        if (outcome !== undefined) return outcome;
        if (isPruned(error)) return { result: "PRUNED" };
        const isFatal = trial.isMisuse(error) && this.#options.misuse !== "fail";
        return {
          result: "FAIL",
          reason: describe(error),
          error,
          ...(isFatal ? { fatal: error } : {}),
        };
      }
    }
  }

  /** What the objective gives, unless the optimisation is aborted or the trial's time is over. */
  async #run(trial: LiveTrial): Promise<unknown> {
    const { trialTimeout = Infinity } = this.#options;
    const late = Promise.withResolvers<never>();
    const isLate = () => {
      const error = new DOMException(
        `Cannot finish trial ${trial.number} as it must end within ${trialTimeout} s, its trialTimeout`,
        "TimeoutError",
      );
      trial.abandon(error);
      this.#runner.abandon(trial);
      late.reject(error);
      return error;
    };
    const timer = trialTimeout === Infinity ? undefined : setTimeout(isLate, trialTimeout * 1000);
    const start = performance.now();
    try {
      const value = await Promise.race([this.#runner.run(trial), this.#halted, late.promise]);
      // An objective that never waits gives the timer no turn.
      if (performance.now() - start > trialTimeout * 1000) throw isLate();
      trial.requireAwaited();
      return value;
    } catch (error) {
      if (isPruned(error)) trial.requireAwaited();
      throw error;
    } finally {
      clearTimeout(timer);
      late.promise.catch(() => {}); // told above
    }
  }

  /** Tells the owner of finished trials in the order in which they started. */
  #deliver(place: number, frozen: FrozenTrial): Promise<void> {
    this.#undelivered.set(place, frozen);
    this.#delivery = this.#delivery.then(async () => {
      for (;;) {
        const next = this.#undelivered.get(this.#delivered);
        if (next === undefined) return;
        this.#undelivered.delete(this.#delivered++);
        await this.#owner.onFinished(next);
      }
    }).catch((error) => this.#halt.abort(error));
    return this.#delivery;
  }

  #maxRetries(): number {
    const { heartbeat } = this.#options;
    return heartbeat === undefined ? 0 : heartbeat.maxRetries ?? 1;
  }
}

/** The parameters of the last trial that went through, as a plan for those to come. */
function planOf(trials: readonly FrozenTrial[]): PlannedParameter[] | undefined {
  const last = trials.findLast(({ state }) => state === "COMPLETE" || state === "PRUNED");
  if (last === undefined) return undefined;
  return Object.entries(last.distributions).map(([name, distribution]) => ({ name, distribution }));
}

function judge(value: unknown, trial: LiveTrial): Outcome {
  if (typeof value === "number") return { result: value };
  return {
    result: "FAIL",
    reason: `Cannot finish trial ${trial.number}: objective must return a number, it returned ${
      value === null ? "null" : typeof value
    }`,
  };
}
