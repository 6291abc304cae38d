/** Labelled anomaly windows on a time axis. */
import { requireKind } from "../../checks.ts";
import type { LabelWindow } from "../../data/mod.ts";
import { type ObservablePlot, Plot } from "../../packages.ts";
import type { LegendItem } from "../drawing/legend.ts";
import { windowColor, windowEdge } from "../drawing/palette.ts";

/** A stretch of time that people have labelled as anomalous, both ends included. */
export type LabelledWindow = Readonly<LabelWindow>;

/**
 * @throws {TypeError} If an end is not a valid date
 * @throws {RangeError} If the window ends before it starts
 */
export function checkWindows(windows: readonly LabelledWindow[]): void {
  requireKind("draw windows", { windows }, "a list of objects");
  windows.forEach(checkWindow);
}

function checkWindow({ start, end }: LabelledWindow, index: number): void {
  for (const [name, date] of [["start", start], ["end", end]] as const) {
    if (!(date instanceof Date) || Number.isNaN(date.getTime())) {
      throw new TypeError(
        `Cannot draw windows as they need valid dates: ${name} of window ${index} is ${date}`,
      );
    }
  }
  if (end < start) {
    throw new RangeError(
      `Cannot draw windows as none may end before it starts: window ${index} goes from ${start.toISOString()} to ${end.toISOString()}`,
    );
  }
}

/** The parts between `first` and `last` (epoch ms): Plot would draw the rest outside the axes. */
export function shownWindows(
  windows: readonly LabelledWindow[],
  first: number,
  last: number,
): LabelledWindow[] {
  return windows
    .filter(({ start, end }) => end.getTime() >= first && start.getTime() <= last)
    .map(({ start, end }) => ({
      start: new Date(Math.max(start.getTime(), first)),
      end: new Date(Math.min(end.getTime(), last)),
    }));
}

/** Shaded areas with dashed edges, as high as the plot. */
export function windowMarks(shown: readonly LabelledWindow[]): ObservablePlot.Markish[] {
  return [
    Plot.rectX(shown, { x1: "start", x2: "end", fill: windowColor, fillOpacity: 0.45 }),
    Plot.ruleX(shown.flatMap(({ start, end }) => [start, end]), {
      stroke: windowEdge,
      strokeDasharray: "3 2",
    }),
  ];
}

/** Their entry in the key; none where none is shown. */
export function windowLegend(shown: readonly LabelledWindow[]): LegendItem[] {
  if (shown.length === 0) return [];
  return [{ label: "labelled window", mark: "band", color: windowColor, edge: windowEdge }];
}
