/** Objective values as shades of blue: the better, the darker. */
import { extent } from "../drawing/axes.ts";
import type { StudyLike } from "../../tuner/mod.ts";
import type { ColorBar } from "../drawing/legend.ts";
import { formatValue } from "../drawing/numbers.ts";
import { blues, sampleColor } from "../drawing/palette.ts";
import type { TargetOptions, ValuedTrial } from "./trials.ts";
import { isReversed } from "./trials.ts";

/** The colours of one chart. */
export interface ValueColors {
  /** Colour of a value. */
  of(value: number): string;
  /** How dark that is, in [0, 1]. */
  depth(value: number): number;
  /** Colour by the share of the way from the least to the greatest value. */
  scale(share: number): string;
  /** The key; `undefined` where there is one value at most. */
  readonly bar: ColorBar | undefined;
}

/** Dark is low when minimizing and for a target of one's own, else dark is high, as in Optuna. */
export function valueColors(
  study: StudyLike,
  trials: readonly ValuedTrial[],
  options: TargetOptions,
): ValueColors {
  const values = trials.map(({ value }) => value);
  const [low, high] = extent(values);
  const reversed = isReversed(study, options);
  const share = (value: number) => high > low ? (value - low) / (high - low) : 0.5;
  const depth = (value: number) => reversed ? 1 - share(value) : share(value);
  // The lightest shades would vanish on white.
  const shade = (t: number) => sampleColor(blues, 0.2 + 0.8 * t);
  const scale = (t: number) => shade(reversed ? 1 - t : t);
  const middle = (low + high) / 2;
  return {
    of: (value) => shade(depth(value)),
    depth,
    scale,
    bar: values.length === 0 || low === high ? undefined : {
      label: options.targetName ?? "Objective value",
      color: scale,
      ticks: [low, middle, high].map((value) => ({ at: share(value), text: formatValue(value) })),
    },
  };
}
