/** Parameters against each other: one panel for two, a matrix for more. */
import { type ObservablePlot, Plot } from "../../packages.ts";
import { logTicks } from "../drawing/numbers.ts";
import { ink } from "../drawing/palette.ts";
import type { Panel } from "../drawing/panel.ts";
import { type ParamAxis, paramAxis, paramScale } from "./param_axis.ts";
import { shorten } from "../drawing/text_width.ts";
import type { ValuedTrial } from "./trials.ts";

/** A trial that has both parameters, at its places on both axes. */
export interface PlacedTrial extends ValuedTrial {
  /** Place on the x axis. */
  readonly x: number;
  /** Place on the y axis. */
  readonly y: number;
}

/** Room for the labels left of and below a matrix. */
const [left, below] = [64, 40];

/**
 * Lays the panels of all ordered pairs of two or more parameters out, rows being y and columns x by
 * name. The height is that of a single panel; a matrix is square. `draw` gives the marks of one.
 */
export function paramPairs(
  trials: readonly ValuedTrial[],
  names: readonly string[],
  size: { readonly width: number; readonly height: number },
  draw: (placed: PlacedTrial[], x: ParamAxis, y: ParamAxis) => ObservablePlot.PlotOptions,
): Panel[][] {
  const axes = names.map((name) => paramAxis(trials, name, { numericCategories: "value" }));
  const drawPair = (x: ParamAxis, y: ParamAxis): ObservablePlot.PlotOptions => {
    const placed = trials.flatMap((one): PlacedTrial[] => {
      const [atX, atY] = [x.place(one.trial), y.place(one.trial)];
      return atX === undefined || atY === undefined ? [] : [{ ...one, x: atX, y: atY }];
    });
    return draw(placed, x, y);
  };
  if (axes.length === 2) {
    const [x, y] = axes as [ParamAxis, ParamAxis];
    const scales = { x: paramScale(x), y: paramScale(y) };
    return [[{ ...size, options: { ...scales, ...drawPair(x, y) } }]];
  }
  const cell = (size.width - left - 8) / axes.length;
  return axes.map((y, row) =>
    axes.map((x, column): Panel => {
      const isLeft = column === 0;
      const isBottom = row === axes.length - 1;
      const few = { ticks: cell < 170 ? 2 : 3, label: null, grid: false };
      const scales = {
        x: {
          ...paramScale(x),
          ...ticksOf(x, few, cell),
          axis: isBottom ? "bottom" : null,
        } as const,
        y: { ...paramScale(y), ...ticksOf(y, few, cell), axis: isLeft ? "left" : null } as const,
      };
      return {
        width: cell + (isLeft ? left : 0),
        height: cell * 0.8 + (isBottom ? below : 0),
        margins: {
          marginTop: 5,
          marginRight: 8,
          marginBottom: 5 + (isBottom ? below : 0),
          marginLeft: 8 + (isLeft ? left : 0),
        },
        options: x === y
          ? { ...scales, marks: [Plot.frame({ stroke: "#d0d7de" }), nameOf(x)] }
          : { ...scales, ...drawPair(x, y) },
      };
    })
  );
}

/** Few ticks for a small panel, but every category, with short names. */
function ticksOf(
  { categories, isLog, extent }: ParamAxis,
  few: { ticks: number; label: null; grid: boolean },
  room: number,
): ObservablePlot.ScaleOptions {
  if (categories === undefined) {
    return isLog ? { ...few, ticks: logTicks(...extent, few.ticks) } : few;
  }
  return {
    label: null,
    grid: false,
    ticks: categories.map((_, place) => place),
    tickFormat: (place: number) =>
      shorten(categories[place]!, Math.floor(room / categories.length / 7.6)),
  };
}

function nameOf({ name, isLog }: ParamAxis): ObservablePlot.Markish {
  return Plot.text([isLog ? `${shorten(name, 16)}\n(log)` : shorten(name, 16)], {
    frameAnchor: "middle",
    fill: ink,
    fontWeight: 700,
  });
}
