/**
 * What a parameter may be: the three distributions of Optuna, in its storage form.
 *
 * @module
 */

/** A real number in [low, high]; with `log` it is drawn on a logarithmic scale. */
export interface FloatDistribution {
  readonly kind: "float";
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  /** Grid spacing from `low`, or `null` for a continuous range. */
  readonly step: number | null;
}

/** An integer in [low, high], `step` apart. */
export interface IntDistribution {
  readonly kind: "int";
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly step: number;
}

/** A value a categorical parameter may take. */
export type CategoricalChoice = null | boolean | number | string;

/** One of a list of choices, in a fixed order. */
export interface CategoricalDistribution {
  readonly kind: "categorical";
  readonly choices: readonly CategoricalChoice[];
}

/** Any of the three. */
export type Distribution = FloatDistribution | IntDistribution | CategoricalDistribution;
