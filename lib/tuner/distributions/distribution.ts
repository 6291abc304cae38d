/**
 * What a parameter may be: the three distributions of Optuna, their rules, and the two forms a
 * value has. Storages keep the internal form (a number), users see the external one.
 */
import {
  excerpt,
  optionsOf,
  requireInteger,
  requireKnownOptions,
  requireNumber,
} from "../../checks.ts";
import { encodeJson, type Json } from "../storages/python_json.ts";
import { decimalGrid } from "./decimal_grid.ts";

/** A real number in [low, high]; with `log` it is drawn on a logarithmic scale. */
export interface FloatDistribution {
  /** Which of the three this is. */
  readonly kind: "float";
  /** Smallest value, finite. */
  readonly low: number;
  /** Largest value, finite, `low` or more. */
  readonly high: number;
  /** Whether it is drawn on a logarithmic scale; then `low` is above 0 and `step` is `null`. */
  readonly log: boolean;
  /** Grid spacing from `low`, or `null` for a continuous range. */
  readonly step: number | null;
}

/** An integer in [low, high], `step` apart. */
export interface IntDistribution {
  /** Which of the three this is. */
  readonly kind: "int";
  /** Smallest value, a safe integer. */
  readonly low: number;
  /** Largest value, `low` plus a multiple of `step`. */
  readonly high: number;
  /** Whether it is drawn on a logarithmic scale; then `low` is 1 or more and `step` is 1. */
  readonly log: boolean;
  /** Grid spacing from `low`, 1 or more. */
  readonly step: number;
}

/** A value a categorical parameter may take. */
export type CategoricalChoice = null | boolean | number | string;

/** One of a list of choices, in a fixed order. */
export interface CategoricalDistribution {
  /** Which of the three this is. */
  readonly kind: "categorical";
  /** The choices; the internal form of a value is its place in this list. */
  readonly choices: readonly CategoricalChoice[];
}

/** Any of the three. */
export type Distribution = FloatDistribution | IntDistribution | CategoricalDistribution;

/** How a numeric parameter is spaced. */
export interface NumericOptions {
  /** Grid spacing from `low`; `high` must lie on the grid. Not together with `log`. */
  step?: number;
  /**
   * Draw on a logarithmic scale.
   *
   * @default {false}
   */
  log?: boolean;
}

/**
 * A checked real range.
 *
 * @param low Smallest value
 * @param high Largest value
 * @param options Spacing or logarithmic scale
 * @throws {TypeError} If a bound or the step is no number
 * @throws {RangeError} If `low` > `high`, a bound is not finite, `log` with `low` <= 0 or with a
 *   step, or the step does not lead from `low` to `high`
 */
export function floatDistribution(
  low: number,
  high: number,
  options: NumericOptions = {},
): FloatDistribution {
  const { step, log = false, ...rest } = optionsOf("make a distribution", options);
  requireKnownOptions("make a distribution", rest);
  checkBounds(low, high, log, step);
  if (log && low <= 0) fail(`low must be above 0 with log: current value is ${low}`);
  if (log && step !== undefined) fail(`step cannot go with log: current value is ${step}`);
  if (step !== undefined) checkStep(low, high, step);
  return { kind: "float", low, high, log, step: step ?? null };
}

/**
 * A checked integer range.
 *
 * @param low Smallest value, a safe integer
 * @param high Largest value, a safe integer
 * @param options Spacing (1 unless told) or logarithmic scale
 * @throws {TypeError} If a bound or the step is no number
 * @throws {RangeError} If `low` > `high`, a bound or the step is no integer, `log` with `low` < 1
 *   or with a step other than 1, or the step does not lead from `low` to `high`
 */
export function intDistribution(
  low: number,
  high: number,
  options: NumericOptions = {},
): IntDistribution {
  const { step = 1, log = false, ...rest } = optionsOf("make a distribution", options);
  requireKnownOptions("make a distribution", rest);
  checkBounds(low, high, log, step);
  requireInteger("make a distribution", { low, high, step });
  if (log && low < 1) fail(`low must be 1 or more with log: current value is ${low}`);
  if (log && step !== 1) fail(`step cannot go with log: current value is ${step}`);
  checkStep(low, high, step);
  return { kind: "int", low, high, log, step };
}

/**
 * A checked list of choices.
 *
 * @param choices At least one; all different, where `true` and 1 (`false` and 0) count as equal
 *   since Python, which shares the databases, cannot tell them apart
 * @throws {TypeError} If `choices` is no array, or a choice is not null, boolean, number or string
 * @throws {RangeError} If there is no choice, or two are equal
 */
export function categoricalDistribution(
  choices: readonly CategoricalChoice[],
): CategoricalDistribution {
  if (!Array.isArray(choices)) {
    throw new TypeError(
      `Cannot make a distribution as choices must be an array: current value is ${choices}`,
    );
  }
  if (choices.length === 0) fail("there must be at least one choice: current value is []");
  const seen = new Map<unknown, number>();
  choices.forEach((choice: unknown, i) => {
    if (choice !== null && !["boolean", "number", "string"].includes(typeof choice)) {
      throw new TypeError(
        `Cannot make a distribution as choices must be null, booleans, numbers or strings: choice ${i} is ${
          excerpt(choice)
        }`,
      );
    }
    const key = typeof choice === "boolean" ? Number(choice) : choice;
    const twin = seen.get(key);
    if (twin !== undefined) {
      fail(`choices must differ: choices ${twin} and ${i} are both ${choice}`);
    }
    seen.set(key, i);
  });
  return { kind: "categorical", choices: [...choices] };
}

/** Whether only one value is possible. */
export function isSingle(distribution: Distribution): boolean {
  return distribution.kind === "categorical"
    ? distribution.choices.length === 1
    : distribution.low === distribution.high;
}

/** Whether an internal value lies in the distribution's range (steps are not looked at). */
export function containsInternal(distribution: Distribution, internal: number): boolean {
  if (distribution.kind === "categorical") {
    return Number.isInteger(internal) && internal >= 0 && internal < distribution.choices.length;
  }
  return internal >= distribution.low && internal <= distribution.high;
}

/**
 * The form a storage keeps: the number itself, or the place of the choice.
 *
 * @throws {TypeError} If a numeric parameter gets something other than a number
 * @throws {RangeError} If a choice is not in the list, or a number is NaN, or an int no integer
 */
export function toInternal(distribution: Distribution, external: CategoricalChoice): number {
  if (distribution.kind === "categorical") {
    const index = distribution.choices.findIndex((choice) => sameChoice(choice, external));
    if (index < 0) {
      throw new RangeError(
        `Cannot use ${excerpt(external)} as it must be one of the choices ${
          excerpt(distribution.choices)
        }`,
      );
    }
    return index;
  }
  if (typeof external !== "number") {
    throw new TypeError(
      `Cannot use ${excerpt(external)} as the parameter must be a number`,
    );
  }
  if (Number.isNaN(external) || (distribution.kind === "int" && !Number.isInteger(external))) {
    throw new RangeError(
      `Cannot use ${external} as the parameter must be of kind ${distribution.kind}`,
    );
  }
  return external;
}

/**
 * The form a user sees: the choice, the integer (cut towards zero), the float.
 *
 * @throws {RangeError} If the place of a choice is outside the list
 */
export function toExternal(distribution: Distribution, internal: number): CategoricalChoice {
  if (distribution.kind === "float") return internal;
  if (distribution.kind === "int") return Math.trunc(internal);
  const choice = distribution.choices[internal];
  if (choice === undefined) {
    throw new RangeError(
      `Cannot read a categorical value as its index must be in 0..${
        distribution.choices.length - 1
      }: current value is ${internal}`,
    );
  }
  return choice;
}

/** Whether two distributions are the same in every attribute. */
export function sameDistribution(a: Distribution, b: Distribution): boolean {
  if (a === b) return true;
  if (a.kind === "categorical" || b.kind === "categorical") {
    return a.kind === b.kind &&
      sameChoices(a as CategoricalDistribution, b as CategoricalDistribution);
  }
  return a.kind === b.kind && a.low === b.low && a.high === b.high && a.log === b.log &&
    a.step === b.step;
}

/**
 * Optuna's rule across the trials of a study: one name keeps its kind, its `log`, and, if
 * categorical, its list of choices in order. Bounds and step may change.
 *
 * @param name The parameter
 * @param before Its distribution in an earlier trial
 * @param now The distribution asked for
 * @throws {RangeError} If the rule is broken
 */
export function checkCompatible(name: string, before: Distribution, now: Distribution): void {
  const compatible = before.kind === now.kind &&
    (before.kind === "categorical"
      ? sameChoices(before, now as CategoricalDistribution)
      : before.log === (now as typeof before).log);
  if (compatible) return;
  throw new RangeError(
    `Cannot suggest "${name}" as a parameter must keep its kind, log and choices within a study: it was ${
      describe(before)
    }, now it is ${describe(now)}`,
  );
}

function describe(distribution: Distribution): string {
  if (distribution.kind === "categorical") {
    return `categorical ${excerpt(distribution.choices)}`;
  }
  return `${distribution.kind}${distribution.log ? " with log" : " without log"}`;
}

function sameChoices(a: CategoricalDistribution, b: CategoricalDistribution): boolean {
  return a.choices.length === b.choices.length &&
    a.choices.every((choice, i) => sameChoice(choice, b.choices[i]));
}

/** Whether two choices are the same: NaN is itself; lists, which Optuna takes, by content. */
function sameChoice(a: unknown, b: unknown): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  return typeof a === "object" && typeof b === "object" &&
    encodeJson(a as Json) === encodeJson(b as Json);
}

function checkBounds(low: number, high: number, log: boolean, step: number | undefined): void {
  requireNumber("make a distribution", { low, high, step: step ?? 1 });
  if (typeof log !== "boolean") {
    throw new TypeError(
      `Cannot make a distribution as log must be a boolean: current value is ${log}`,
    );
  }
  if (low > high) fail(`low must not exceed high: low is ${low}, high is ${high}`);
  if (!Number.isFinite(high - low)) {
    fail(`high - low must be a finite number: low is ${low}, high is ${high}`);
  }
}

function checkStep(low: number, high: number, step: number): void {
  if (step <= 0) fail(`step must be above 0: current value is ${step}`);
  const grid = decimalGrid(low, high, step);
  if (grid.last !== high) {
    fail(
      `step must lead from low to high: with low ${low} and step ${step} the last value is ${grid.last}, high is ${high}`,
    );
  }
}

function fail(rule: string): never {
  throw new RangeError(`Cannot make a distribution as ${rule}`);
}
