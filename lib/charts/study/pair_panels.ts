/** Parameters against each other: one panel for two, a matrix for more. */
import { type ObservablePlot, Plot } from "../../packages.ts";
import { tickRoom } from "../drawing/axes.ts";
import { ink } from "../drawing/palette.ts";
import type { ChartSize } from "../drawing/chart.ts";
import { belowAxes, type Panel } from "../drawing/panel.ts";
import { type ParamAxis, paramAxis, paramScale } from "./param_axis.ts";
import { fitTexts, textWidth } from "../drawing/text_width.ts";
import type { ValuedTrial } from "./trials.ts";

/** A trial that has both parameters, at its places on both axes. */
export interface PlacedTrial extends ValuedTrial {
  /** Place on the x axis. */
  readonly x: number;
  /** Place on the y axis. */
  readonly y: number;
}

/** Room for the labels left of a matrix, at least, and around each of its panels. */
const [leastLeft, across, over] = [64, 8, 5];

/**
 * Lays the panels of all ordered pairs of two or more parameters out, rows being y and columns x by
 * name. The height is that of a single panel; a matrix is square. `draw` gives the marks of one.
 */
export function paramPairs(
  trials: readonly ValuedTrial[],
  names: readonly string[],
  { panel, axes: room }: Pick<ChartSize, "panel" | "axes">,
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
    const scales = {
      x: paramScale(x, { length: panel.width - 150 }), // names of categories on the left
      y: paramScale(y, { length: room.height, isUpright: true }),
    };
    return [[{
      ...panel,
      height: panel.height - 40 + belowAxes(scales.x),
      options: { ...scales, ...drawPair(x, y) },
    }]];
  }
  const inside = { label: null, grid: false } as const;
  const yScales = (height: number) =>
    axes.map((axis) => {
      const room = { length: height, overhang: over - 2, isUpright: true, across: leastLeft - 4 };
      return { ...paramScale(axis, room), ...inside };
    });
  const sizes = (left: number) => {
    const cell = (panel.width - left - across) / axes.length;
    return { cell, width: cell - 2 * across, height: cell * 0.8 - 2 * over };
  };
  const left = Math.max(leastLeft, ...yScales(sizes(leastLeft).height).map(tickRoom));
  const { cell, width, height } = sizes(left);
  const y = yScales(height);
  const x = axes.map((axis) => ({
    ...paramScale(axis, { length: width, overhang: across - 5 }),
    ...inside,
  }));
  const below = Math.max(...x.map(belowAxes));
  const labels = fitNames(axes, width, height);
  return axes.map((yAxis, row) =>
    axes.map((xAxis, column): Panel => {
      const isLeft = column === 0;
      const isBottom = row === axes.length - 1;
      const pair = {
        x: { ...x[column]!, axis: isBottom ? "bottom" : null } as const,
        y: { ...y[row]!, axis: isLeft ? "left" : null } as const,
      };
      return {
        width: cell + (isLeft ? left : 0),
        height: cell * 0.8 + (isBottom ? below : 0),
        margins: {
          marginTop: over,
          marginRight: across,
          marginBottom: over + (isBottom ? below : 0),
          marginLeft: across + (isLeft ? left : 0),
        },
        options: xAxis === yAxis
          ? { ...pair, marks: [Plot.frame({ stroke: "#d0d7de" }), nameMark(labels[row]!)] }
          : { ...pair, ...drawPair(xAxis, yAxis) },
      };
    })
  );
}

/** The names of the axes in up to three lines, broken anywhere, that their panels have room for. */
function fitNames(axes: readonly ParamAxis[], width: number, height: number): string[] {
  const hasLog = axes.some(({ isLog }) => isLog);
  const lines = Math.min(3, Math.max(1, Math.floor(height / 14) - (hasLog ? 1 : 0)));
  const size = 13; // bold
  // A line broken before a wide character leaves the room of one.
  const room = lines === 1 ? width : lines * (width - size);
  const names = fitTexts(axes.map(({ name }) => name), Math.max(width, room), size);
  return names.map((name, index) => {
    const broken = [""];
    for (const character of name) {
      if (textWidth(broken.at(-1)! + character, size) > width) broken.push("");
      broken[broken.length - 1] += character;
    }
    return [...broken, ...(axes[index]!.isLog ? ["(log)"] : [])].join("\n");
  });
}

function nameMark(text: string): ObservablePlot.Markish {
  return Plot.text([text], { frameAnchor: "middle", fill: ink, fontWeight: 700 });
}
