/** A parameter as an axis: numbers where they are, categories side by side. */
import type { ObservablePlot } from "../../packages.ts";
import type { CategoricalChoice, Distribution, FrozenTrial } from "../../tuner/mod.ts";
import { extent, linearAxis, logFormat } from "../drawing/axes.ts";
import { logTicks } from "../drawing/numbers.ts";
import { shorten } from "../drawing/text_width.ts";
import type { ValuedTrial } from "./trials.ts";

/** How one parameter becomes an axis. */
export interface ParamAxis {
  /** The parameter. */
  readonly name: string;
  /** Whether the axis is logarithmic. */
  readonly isLog: boolean;
  /** Texts of the categories in their places 0, 1, ...; `undefined` for numbers. */
  readonly categories: readonly string[] | undefined;
  /** Least and greatest place of the trials. */
  readonly extent: readonly [low: number, high: number];
  /** A trial's place on the axis; `undefined` where it lacks the parameter. */
  place(trial: FrozenTrial): number | undefined;
}

/** How {@linkcode paramAxis} treats categorical parameters. */
export interface ParamAxisOptions {
  /**
   * What becomes of categories that are all numbers: a number axis (`value`, as in Optuna's contour
   * and rank), or even places in the order of the numbers (`sorted`, as in its parallel coordinates).
   * Unless told, and for all others, even places in the order of the choices.
   */
  readonly numericCategories?: "value" | "sorted";
}

/** A category as text; strings as they are. */
export function categoryText(choice: CategoricalChoice): string {
  return typeof choice === "string" ? choice : String(choice);
}

/** The names of the parameters of some trials, sorted; or those asked for, checked. */
export function paramNames(
  trials: readonly ValuedTrial[],
  asked: readonly string[] | undefined,
): string[] {
  const known = [...new Set(trials.flatMap(({ trial }) => Object.keys(trial.params)))].sort();
  for (const name of asked ?? []) {
    if (!known.includes(name)) {
      throw new RangeError(
        `Cannot draw a study as each of params must be a parameter of a complete trial: "${name}" is none, there are ${
          known.join(", ") || "none"
        }`,
      );
    }
  }
  return asked === undefined ? known : [...new Set(asked)].sort();
}

/** The axis of a parameter that at least one of the trials has. */
export function paramAxis(
  trials: readonly ValuedTrial[],
  name: string,
  { numericCategories }: ParamAxisOptions = {},
): ParamAxis {
  const owners = trials.map(({ trial }) => trial).filter((trial) => name in trial.params);
  const distribution: Distribution = owners[0]!.distributions[name]!;
  const categories = distribution.kind === "categorical"
    ? orderCategories(distribution.choices, numericCategories)?.map(categoryText)
    : undefined;
  const place = (trial: FrozenTrial): number | undefined => {
    const value = trial.params[name];
    if (value === undefined) return undefined;
    return categories === undefined ? Number(value) : categories.indexOf(categoryText(value));
  };
  const places = owners.map((trial) => place(trial)!);
  return {
    name,
    isLog: distribution.kind !== "categorical" && distribution.log,
    categories,
    extent: categories === undefined ? extent(places) : [0, categories.length - 1],
    place,
  };
}

/** The choices as they stand on an axis; `undefined` where it is a number axis. */
function orderCategories(
  choices: readonly CategoricalChoice[],
  numericCategories: ParamAxisOptions["numericCategories"],
): readonly CategoricalChoice[] | undefined {
  if (!choices.every((choice) => typeof choice === "number")) return choices;
  if (numericCategories === "value") return undefined;
  return numericCategories === "sorted" ? choices.toSorted((a, b) => a - b) : choices;
}

/** The scale of an axis, 5 % wider than its trials on either side, as in Optuna. */
export function paramScale(axis: ParamAxis): ObservablePlot.ScaleOptions {
  const { isLog, categories, extent: [low, high] } = axis;
  const common = { label: shorten(axis.name, 28), grid: true } as const;
  if (categories !== undefined) {
    return {
      ...common,
      type: "linear",
      domain: [low - 0.4, high + 0.4],
      ticks: categories.map((_, place) => place),
      tickFormat: (place: number) => shorten(categories[place]!, 16),
    };
  }
  if (isLog) {
    // A single value has no width: show half a decade around it.
    const factor = high > low ? (high / low) ** 0.05 : 10 ** 0.25;
    return {
      ...common,
      type: "log",
      domain: [low / factor, high * factor],
      ticks: logTicks(low / factor, high * factor, 4),
      tickFormat: logFormat(low, high),
    };
  }
  const padding = high > low ? 0.05 * (high - low) : 0.5;
  const domain: [number, number] = [low - padding, high + padding];
  return { ...common, type: "linear", domain, ...linearAxis(...domain, 4) };
}
