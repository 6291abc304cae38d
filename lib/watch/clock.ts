/** Time as the watch sees it, so that a test can let it pass. */
import { setTimeout as delay } from "node:timers/promises";

/** A clock that can be waited on. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Waits; ends early, without an error, when the signal says so. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    try {
      await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  },
};
