import { optionsOf, requireKind } from "../../checks.ts";
import { extent } from "../drawing/axes.ts";
import { Plot } from "../../packages.ts";
import { type ImportanceEvaluator, paramImportances } from "../../tuner/importance/mod.ts";
import type { StudyLike } from "../../tuner/mod.ts";
import { assembleChart, type Chart, type ChartOptions, chartSize } from "../drawing/chart.ts";
import { counted } from "../../text.ts";
import { ink, mainColor } from "../drawing/palette.ts";
import { fitTexts } from "../drawing/text_width.ts";
import { completeTrials } from "./trials.ts";

/** How much each parameter matters, by name; 0 or more. */
export type ParamImportances = Readonly<Record<string, number>>;

/** What can be set of a chart of importances. */
export interface PlotParamImportancesOptions extends ChartOptions {
  /** Who measures the importances of a study; PED-ANOVA unless told. */
  readonly evaluator?: ImportanceEvaluator;
  /** How the importances were measured; named under the title. */
  readonly measure?: string;
}

/**
 * How much each parameter matters for the objective value: bars, the largest on top.
 *
 * As in Optuna, a study's importances are measured by PED-ANOVA unless told, sum to 1, and a bar is
 * labelled with two decimals, or `<0.01`.
 *
 * @param study A study (without complete trials the chart says so), or importances by name
 * @param options Who measures, the measure's name, title and size
 * @throws {RangeError} If an importance is negative or not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plotParamImportances } from "elb-anomaly/charts";
 *
 * const chart = plotParamImportances({ epochs: 0.004, encodingDim: 0.996 });
 * assert.match(chart.outerHTML, />&lt;0\.01</);
 * ```
 */
export function plotParamImportances(
  study: StudyLike | ParamImportances,
  options: PlotParamImportancesOptions = {},
): Chart {
  const { title = "Parameter importances" } = optionsOf("draw a chart", options);
  const { importances, measure } = isStudy(study)
    ? measureImportances(study, options)
    : { importances: study, measure: options.measure };
  const bars = Object.entries(importances)
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1));
  for (const { name, value } of bars) {
    if (!(value >= 0 && value < Infinity)) {
      throw new RangeError(
        `Cannot draw importances as each must be finite and 0 or more: that of "${name}" is ${value}`,
      );
    }
  }
  const { width, panel } = chartSize(options, Math.max(120, 70 + 30 * bars.length), [
    "evaluator",
    "measure",
  ]);
  const [, largest] = extent(bars.map(({ value }) => value));
  const best = bars[0];
  const names = fitTexts(bars.map(({ name }) => name), 212, 12);
  return assembleChart({
    title,
    subtitle: best === undefined
      ? "No parameter: nothing to draw yet"
      : `${counted(bars.length, "parameter")}, the most important ${best.name} with ${
        label(best.value)
      }${measure === undefined ? "" : `, by ${measure}`}`,
    width,
    rows: best === undefined ? [] : [[{
      ...panel,
      options: {
        x: {
          label: "Importance",
          grid: true,
          // Room for the numbers beside the bars.
          domain: [0, largest > 0 ? 1.08 * largest : 1],
          ticks: 6,
        },
        y: {
          type: "band",
          label: null,
          domain: bars.map(({ name }) => name),
          tickFormat: (_: string, index: number) => names[index]!,
        },
        marks: [
          Plot.barX(bars, { x: "value", y: "name", fill: mainColor, insetTop: 3, insetBottom: 3 }),
          Plot.text(bars, {
            x: "value",
            y: "name",
            text: ({ value }: { value: number }) => label(value),
            textAnchor: "start",
            dx: 5,
            fill: ink,
          }),
          Plot.ruleX([0], { stroke: ink }),
        ],
      },
    }]],
  });
}

function isStudy(study: StudyLike | ParamImportances): study is StudyLike {
  requireKind("draw importances", { study }, "an object");
  return Array.isArray(study.trials);
}

function measureImportances(
  study: StudyLike,
  { evaluator, measure }: PlotParamImportancesOptions,
): { importances: ParamImportances; measure: string | undefined } {
  if (completeTrials(study).length === 0) return { importances: {}, measure };
  return evaluator === undefined
    ? { importances: paramImportances(study), measure: measure ?? "PED-ANOVA" }
    : { importances: paramImportances(study, { evaluator }), measure };
}

function label(importance: number): string {
  return importance >= 0.01 ? importance.toFixed(2) : "<0.01";
}
