/** When to stop training early, by the rules of Keras' `EarlyStopping` (3.15). */
import { optionsOf, requireInteger, requireKnownOptions, requireNumber } from "../../checks.ts";

/** Settings of {@linkcode EarlyStopping}; defaults are Keras'. */
export interface EarlyStoppingOptions {
  /** What must keep falling; `"valLoss"` where there is a validation split, else `"loss"`. */
  monitor?: "loss" | "valLoss";
  /** Epochs without an improvement after which training stops; 0 unless told. */
  patience?: number;
  /** A fall counts as an improvement only if it is larger than this; 0 unless told. */
  minDelta?: number;
  /** Whether training ends with the best epoch's weights instead of the last one's; false. */
  restoreBest?: boolean;
}

/** Watches one number per epoch and says when to stop. */
export class EarlyStopping {
  /** Whether the best epoch's weights are to be restored at the end. */
  readonly restoreBest: boolean;
  readonly #patience: number;
  readonly #minDelta: number;
  #best = Infinity;
  #waited = 0;

  /**
   * Checks the settings.
   *
   * @param options See {@linkcode EarlyStoppingOptions}; `monitor` is the caller's affair
   * @throws {RangeError} If `patience` is not an integer of 0 or more, or `minDelta` not a finite
   *   number of 0 or more
   */
  constructor(options: EarlyStoppingOptions) {
    const { monitor: _, patience = 0, minDelta = 0, restoreBest = false, ...rest } = optionsOf(
      "stop early",
      options,
    );
    requireKnownOptions("stop early", rest);
    requireInteger("stop early", { patience }, { min: 0 });
    requireNumber("stop early", { minDelta }, { min: 0 });
    this.#patience = patience;
    this.#minDelta = minDelta;
    this.restoreBest = restoreBest;
  }

  /**
   * Takes one epoch's value.
   *
   * @param value The monitored loss, finite
   * @returns Whether it is the best so far by more than `minDelta`, as the first one always is, and
   *   whether to stop now
   */
  observe(value: number): { improved: boolean; stop: boolean } {
    this.#waited++;
    if (value + this.#minDelta < this.#best) {
      this.#best = value;
      this.#waited = 0;
      return { improved: true, stop: false };
    }
    return { improved: false, stop: this.#waited >= this.#patience };
  }
}
