/** A parameter as an axis: numbers where they are, categories side by side. */
import type { ObservablePlot } from "../../packages.ts";
import type { CategoricalChoice, Distribution, FrozenTrial } from "../../tuner/mod.ts";
import { extent } from "../drawing/axes.ts";
import { type AxisRoom, isWithin, standClear } from "../drawing/clear_labels.ts";
import { clearAxis } from "../drawing/linear_axis.ts";
import { logAxis } from "../drawing/log_axis.ts";
import { fitTexts } from "../drawing/text_width.ts";
import type { ValuedTrial } from "./trials.ts";

/** How one parameter becomes an axis. */
export interface ParamAxis {
  /** The parameter. */
  readonly name: string;
  /** Whether the axis is logarithmic. */
  readonly isLog: boolean;
  /** Whether all of the parameter's values are whole numbers. */
  readonly isInteger: boolean;
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
   * and rank), or even places in the order of the numbers (`sorted`, as in its parallel
   * coordinates). Unless told, and for all others, even places in the order of the choices.
   */
  readonly numericCategories?: "value" | "sorted";
}

/** A category as text; strings as they are, but that an empty one shows. */
function categoryText(choice: CategoricalChoice): string {
  return choice === "" ? '""' : String(choice);
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
    isInteger: distribution.kind === "categorical"
      ? distribution.choices.every(Number.isInteger)
      : distribution.kind === "int",
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
export function paramScale(axis: ParamAxis, room: AxisRoom): ObservablePlot.ScaleOptions {
  const { isLog, isInteger, categories, extent: [low, high] } = axis;
  const common = { label: axis.name, grid: true } as const;
  if (categories !== undefined) {
    return { ...common, type: "linear", ...categoryAxis(categories, room) };
  }
  if (isLog) {
    // A single value has no width: show half a decade around it.
    const factor = high > low ? (high / low) ** 0.05 : 10 ** 0.25;
    const domain: [number, number] = [low / factor, high * factor];
    return { ...common, type: "log", domain, ...logAxis(...domain, room) };
  }
  const padding = high > low ? 0.05 * (high - low) : isInteger ? 1 : 0.5;
  const domain: [number, number] = [low - padding, high + padding];
  const linear = clearAxis(...domain, room, { most: 5, least: isInteger ? 1 : 0 });
  return { ...common, type: "linear", domain, ...linear };
}

/** Widths that names of categories are cut to, until they have room; then they are slanted. */
const [widths, slantedWidth] = [[122, 90, 66], 88];
/** Pixels from one slanted label, or one label over another, to the next. */
const line = 16;

/** A name for each category in its place, or for every second or third where they are too close. */
function categoryAxis(
  categories: readonly string[],
  room: AxisRoom,
): ObservablePlot.ScaleOptions {
  const domain = [-0.4, categories.length - 0.6];
  const step = room.length / (categories.length - 0.2);
  const level = widths
    .map((width) => fitTexts(categories, Math.min(width, room.across ?? width), 12))
    .find((texts) => {
      const labels = texts.map((text, place) => ({ at: (place + 0.4) * step, text }));
      return standClear(labels, room) && labels.every((label) => isWithin(label, room));
    });
  const isSlanted = level === undefined && !room.isUpright;
  const texts = level ??
    fitTexts(categories, isSlanted ? slantedWidth : room.across ?? widths[0]!, 12);
  const every = level === undefined ? Math.ceil(line / step) : 1;
  return {
    domain,
    ticks: [...categories.keys()].filter((place) => place % every === 0),
    tickFormat: (place: number) => texts[place]!,
    ...(isSlanted ? { tickRotate: -45 } : {}),
  };
}
