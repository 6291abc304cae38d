import { optionsOf, requireInteger, requireKind } from "../../checks.ts";
import { Plot } from "../../packages.ts";
import { constraintViolation } from "../../tuner/storages/mod.ts";
import type { FrozenTrial, StudyLike } from "../../tuner/mod.ts";
import { assembleChart, type Chart, type ChartOptions, chartSize } from "../drawing/chart.ts";
import type { LegendItem } from "../drawing/legend.ts";
import { clearAxis } from "../drawing/linear_axis.ts";
import { alertColor, infeasibleColor, ink, mainColor, muted } from "../drawing/palette.ts";
import { extent, formatMinute, timeAxis } from "../drawing/axes.ts";
import { describeTrials } from "./trials.ts";

/** What can be set of a timeline. */
export interface PlotTimelineOptions extends ChartOptions {
  /** How many of the last trials are drawn, 1 or more; all unless told. */
  readonly recentTrials?: number;
  /** The end of trials that still run; the present unless told. */
  readonly now?: Date;
}

/** A trial from start to end. */
interface Bar {
  number: number;
  kind: keyof typeof looks;
  start: number;
  end: number;
}

const second = 1000;

/** Colours after Optuna's; a mark at the end of the bar tells the states apart without them. */
const looks = {
  COMPLETE: { color: mainColor, mark: "box", symbol: undefined },
  INFEASIBLE: { color: infeasibleColor, mark: "box", symbol: undefined },
  FAIL: { color: alertColor, mark: "cross", symbol: "times" },
  PRUNED: { color: "#f2a33c", mark: "ring", symbol: "circle" },
  RUNNING: { color: "#3f7d46", mark: "triangle", symbol: "triangle" },
  WAITING: { color: muted, mark: "diamond", symbol: "diamond" },
} as const;

/**
 * When each trial ran, and how it ended.
 *
 * As in Optuna: one bar a trial from start to end. Running trials reach to the present, unless they
 * all started longer ago than five times the longest finished one took, which means that they are
 * dead: then to the last end. A finished trial without an end takes a second.
 *
 * @param study Any study; without trials the chart says so
 * @param options `recentTrials`, `now`, title and size
 * @throws {RangeError} If `recentTrials` is not a positive integer
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, plotTimeline, RandomSampler } from "elb-anomaly";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new RandomSampler({ seed: 1 }) });
 * await study.optimize((trial) => trial.suggestFloat("x", 0, 1), { nTrials: 3 });
 * assert.match(plotTimeline(study).outerHTML, /Time \(UTC\)/);
 * ```
 */
export function plotTimeline(study: StudyLike, options: PlotTimelineOptions = {}): Chart {
  const { title = "Timeline", recentTrials, now = new Date() } = optionsOf("draw a chart", options);
  if (recentTrials !== undefined) {
    requireInteger("draw a timeline", { recentTrials }, { min: 1 });
  }
  requireKind("draw a study", { study }, "a study, such as createStudy() gives");
  const trials = recentTrials === undefined ? study.trials : study.trials.slice(-recentTrials);
  const { width, panel, axes } = chartSize(
    options,
    Math.min(480, Math.max(160, 70 + 10 * trials.length)),
    ["recentTrials", "now"],
  );
  const latest = latestEnd(study.trials, now.getTime());
  const bars = trials.map((trial) => toBar(trial, latest));
  const [first] = extent(bars.map((bar) => bar.start));
  const [, last] = extent(bars.map((bar) => bar.end));
  const numbers = bars.map((bar) => bar.number);
  const [low, high] = extent(numbers);
  const kinds = Object.keys(looks) as (keyof typeof looks)[];
  const legend = kinds.filter((kind) => bars.some((bar) => bar.kind === kind))
    .map((kind): LegendItem => ({
      label: kind.toLowerCase(),
      mark: looks[kind].mark,
      color: looks[kind].color,
      edge: ink,
    }));
  return assembleChart({
    title,
    subtitle: bars.length === 0
      ? describeTrials(study)
      : `${describeTrials(study)}; ${formatMinute(first)} to ${formatMinute(last)} UTC`,
    width,
    legend,
    rows: bars.length === 0 ? [] : [[{
      ...panel,
      options: {
        x: timeAxis(first, last, axes.width),
        y: {
          type: "linear",
          label: "Trial",
          domain: [low - 0.6, high + 0.6],
          ...clearAxis(
            low - 0.6,
            high + 0.6,
            { length: axes.height, isUpright: true },
            { most: 12, least: 1 },
          ),
        },
        marks: [
          Plot.rect(bars, {
            x1: (bar: Bar) => new Date(bar.start),
            x2: (bar: Bar) => new Date(bar.end),
            y1: (bar: Bar) => bar.number - 0.4,
            y2: (bar: Bar) => bar.number + 0.4,
            fill: (bar: Bar) => looks[bar.kind].color,
          }),
          ...kinds.flatMap((kind) => {
            const { symbol, color } = looks[kind];
            return symbol === undefined ? [] : [
              Plot.dot(bars.filter((bar) => bar.kind === kind), {
                x: (bar: Bar) => new Date(bar.end),
                y: "number",
                symbol,
                r: 4,
                fill: symbol === "times" ? "none" : "white",
                stroke: symbol === "times" ? ink : color,
                strokeWidth: 1.6,
              }),
            ];
          }),
        ],
      },
    }]],
  });
}

function toBar(trial: FrozenTrial, latest: number): Bar {
  const start = trial.start?.getTime() ?? latest;
  const end = trial.state === "RUNNING"
    ? latest + second
    : trial.complete?.getTime() ?? start + second;
  const isInfeasible = trial.state === "COMPLETE" && constraintViolation(trial) > 0;
  return {
    number: trial.number,
    kind: isInfeasible ? "INFEASIBLE" : trial.state,
    start,
    // A clock set back between start and end gives no bar to draw.
    end: Math.max(start, end),
  };
}

function latestEnd(trials: readonly FrozenTrial[], now: number): number {
  const finished = trials.filter((trial) => trial.start !== null && trial.complete !== null);
  const [, longest] = extent(finished.map((trial) => +trial.complete! - +trial.start!));
  const isAlive = trials.some((trial) =>
    trial.state === "RUNNING" && trial.start !== null &&
    (finished.length === 0 || now - +trial.start < 5 * longest)
  );
  const ends = trials.flatMap((trial) => trial.complete === null ? [] : [+trial.complete]);
  return isAlive || ends.length === 0 ? now : extent(ends)[1];
}
