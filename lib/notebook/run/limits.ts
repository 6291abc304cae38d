/** What may end a run before its end: the caller, and two time limits. */

/** The limits of a run; each may be missing. */
export interface Limits {
  /** Seconds for the whole run. */
  timeout?: number;
  /** Seconds for each cell. */
  cellTimeout?: number;
  /** Ends the run. */
  signal?: AbortSignal;
}

type Timer = ReturnType<typeof setTimeout>;

/**
 * Waits for a promise, or rejects with the signal's reason as soon as that is aborted.
 *
 * @param promise What is waited for; nobody has to look at it after an abort
 * @param signal The run's
 */
export async function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  promise.catch(() => {}); // when the signal wins, the end of the kernel rejects this one
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Thrown at a run that takes longer than it may. */
export class OutOfTimeError extends Error {}

/** The caller's signal and the two time limits as one signal. */
export class RunLimits {
  #options: Limits;
  #controller = new AbortController();
  #runTimer: Timer | undefined;
  #cellTimer: Timer | undefined;
  #forward = () => this.#controller.abort(this.#options.signal?.reason);

  /**
   * Starts the time of the run.
   *
   * @param options The limits
   * @throws {RangeError} If a time limit is not above 0
   */
  constructor(options: Limits) {
    this.#options = options;
    const { timeout, signal } = options;
    for (const [name, value] of Object.entries({ timeout, cellTimeout: options.cellTimeout })) {
      if (value !== undefined && !(value > 0 && value <= 2_000_000)) {
        throw new RangeError(
          `Cannot run the notebook as ${name} must be above 0 and at most 2000000 s: it is ${value}`,
        );
      }
    }
    if (signal?.aborted) this.#forward();
    signal?.addEventListener("abort", this.#forward);
    if (timeout !== undefined) {
      this.#runTimer = this.#abortAfter(timeout, `the run took longer than ${timeout} s`);
    }
  }

  /** Aborted when the run must end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Starts the time of a cell. */
  startCell(): AbortSignal {
    const { cellTimeout } = this.#options;
    if (cellTimeout !== undefined) {
      this.#cellTimer = this.#abortAfter(cellTimeout, `the cell took longer than ${cellTimeout} s`);
    }
    return this.signal;
  }

  /** Stops the time of a cell. */
  endCell(): void {
    clearTimeout(this.#cellTimer);
  }

  /** Stops the time of the run. */
  [Symbol.dispose](): void {
    clearTimeout(this.#runTimer);
    this.#options.signal?.removeEventListener("abort", this.#forward);
  }

  #abortAfter(seconds: number, message: string): Timer {
    return setTimeout(() => this.#controller.abort(new OutOfTimeError(message)), seconds * 1000);
  }
}

/**
 * The exit code of a run that was ended: 4 out of time, 130 by the caller.
 *
 * @param signal Aborted
 */
export function codeOfStop(signal: AbortSignal): 4 | 130 {
  return signal.reason instanceof OutOfTimeError ? 4 : 130;
}
