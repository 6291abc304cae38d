import { requireKind } from "../checks.ts";
import { type ObservablePlot, Plot } from "../packages.ts";
import { assembleChart, type Chart, type ChartOptions, chartSize } from "./drawing/chart.ts";
import type { LegendItem } from "./drawing/legend.ts";
import { formatValue } from "./drawing/numbers.ts";
import { counted } from "../text.ts";
import { mainColor, secondColor } from "./drawing/palette.ts";
import type { Panel } from "./drawing/panel.ts";
import { countScale, extent, tickRoom, valueScale } from "./drawing/axes.ts";

/** What a training curve needs of a training history, as `fit` returns it. */
export interface TrainingHistory {
  /** Training loss an epoch. */
  readonly loss: readonly number[];
  /** Validation loss an epoch; empty without validation data. */
  readonly valLoss?: readonly number[];
}

/** What can be set of training curves. */
export interface PlotTrainingOptions extends ChartOptions {
  /**
   * What the loss is.
   *
   * @default {"Loss (mean squared error)"}
   */
  readonly label?: string;
}

interface CurvePoint {
  epoch: number;
  value: number;
}

/**
 * Loss over epochs; several runs stand beside each other on one scale.
 *
 * The loss axis is logarithmic where the losses are above 0 and differ more than tenfold, and says
 * so. Validation loss is lighter and dashed.
 *
 * @param history One history, or several by name
 * @param options Title, size and the loss's `label`
 * @throws {RangeError} If a history has no epoch, or fewer or more validation losses than epochs
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plotTraining } from "elb-anomaly/charts";
 *
 * const chart = plotTraining({ loss: [0.3, 0.2], valLoss: [0.35, 0.25] });
 * assert.match(chart.outerHTML, /2 epochs: loss 0\.3 to 0\.2, validation loss 0\.35 to 0\.25/);
 * const both = plotTraining({ kernel: { loss: [0.3, 0.2] }, reference: { loss: [0.3, 0.2] } });
 * assert.match(both.outerHTML, /kernel, 2 epochs/);
 * ```
 */
export function plotTraining(
  history: TrainingHistory | Readonly<Record<string, TrainingHistory>>,
  options: PlotTrainingOptions = {},
): Chart {
  const { width, panel, axes } = chartSize(options, 260, ["label"]);
  const { title = "Training", label = "Loss (mean squared error)" } = options;
  requireKind("draw training", { history }, "an object");
  const runs = isHistory(history) ? [["", history] as const] : Object.entries(history);
  if (runs.length === 0) {
    throw new RangeError("Cannot draw training as it needs one history or more: there are none");
  }
  for (const [name, run] of runs) checkHistory(name, run);

  const losses = runs.flatMap(([, { loss, valLoss = [] }]) => [...loss, ...valLoss])
    .filter(Number.isFinite);
  const [low, high] = extent(losses);
  const isLog = low > 0 && high > 10 * low;
  // One scale for all panels.
  const y = valueScale(low, high, { label, log: isLog, length: axes.height });
  const panels = runs.map(([name, run], index): Panel => ({
    width: panel.width / runs.length,
    height: panel.height,
    ...(name === "" ? {} : { heading: name }),
    options: {
      x: countScale(
        "Epoch",
        1,
        run.loss.length,
        panel.width / runs.length - tickRoom(y) - 20,
      ),
      y: index === 0 ? y : { ...y, label: " " },
      marks: curves(run),
    },
  }));
  const legend: LegendItem[] = [{ label: "training loss", mark: "line", color: mainColor }];
  if (runs.some(([, run]) => run.valLoss?.length)) {
    legend.push({ label: "validation loss", mark: "dash", color: secondColor });
  }
  return assembleChart({
    title,
    subtitle: runs.map(([name, run]) => describe(name, run)).join("; "),
    width,
    legend,
    rows: [panels],
  });
}

function isHistory(
  history: TrainingHistory | Readonly<Record<string, TrainingHistory>>,
): history is TrainingHistory {
  return Array.isArray(history.loss);
}

function checkHistory(name: string, { loss, valLoss }: TrainingHistory): void {
  const whose = name === "" ? "the history" : `the history "${name}"`;
  if (!loss?.length) {
    throw new RangeError(`Cannot draw training as it needs one epoch or more: ${whose} has none`);
  }
  if (valLoss?.length && valLoss.length !== loss.length) {
    throw new RangeError(
      `Cannot draw training as validation losses must be one an epoch: ${whose} has ${valLoss.length} for ${
        counted(loss.length, "epoch")
      }`,
    );
  }
}

function curves({ loss, valLoss = [] }: TrainingHistory): ObservablePlot.Markish[] {
  const points = (values: readonly number[]): CurvePoint[] =>
    values.map((value, index) => ({ epoch: index + 1, value }));
  // Few epochs show better with a mark each; one epoch is nothing but a mark.
  const marker = loss.length <= 30 ? "dot" : "none";
  const common = { x: "epoch", y: "value", strokeWidth: 2, marker } as const;
  return [
    Plot.line(points(loss), { ...common, stroke: mainColor }),
    Plot.line(points(valLoss), { ...common, stroke: secondColor, strokeDasharray: "6 4" }),
  ];
}

function describe(name: string, { loss, valLoss = [] }: TrainingHistory): string {
  const fromTo = (values: readonly number[]) =>
    `${formatValue(values[0]!)} to ${formatValue(values.at(-1)!)}`;
  return `${name === "" ? "" : `${name}, `}${counted(loss.length, "epoch")}: loss ${fromTo(loss)}${
    valLoss.length === 0 ? "" : `, validation loss ${fromTo(valLoss)}`
  }`;
}
