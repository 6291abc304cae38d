/** @module */
import * as Plot from "@observablehq/plot";
import { assembleChart, type Chart, type ChartOptions, chartSize, innerWidth } from "./chart.ts";
import { countOf } from "./numbers.ts";
import { ink, mainColor } from "./palette.ts";
import { shorten } from "./text.ts";

/** How much each parameter matters, by name; 0 or more. */
export type ParamImportances = Readonly<Record<string, number>>;

/** What can be set of a chart of importances. */
export interface ParamImportancesOptions extends ChartOptions {
  /** How the importances were measured; named under the title. */
  readonly measure?: string;
}

/**
 * How much each parameter matters for the objective value: bars, the largest on top.
 *
 * As in Optuna, a bar is labelled with two decimals, or `<0.01`.
 *
 * @param importances As `paramImportances` gives them
 * @param options The measure's name, title and size
 * @throws {RangeError} If an importance is negative or not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plotParamImportances } from "./param_importances.ts";
 *
 * const chart = plotParamImportances({ epochs: 0.004, encodingDim: 0.996 });
 * assert.match(chart.outerHTML, />&lt;0\.01</);
 * ```
 */
export function plotParamImportances(
  importances: ParamImportances,
  options: ParamImportancesOptions = {},
): Chart {
  const { title = "Parameter importances", measure } = options;
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
  const { width, height } = chartSize(options, Math.max(120, 70 + 30 * bars.length));
  const largest = Math.max(...bars.map(({ value }) => value));
  const best = bars[0];
  return assembleChart({
    title,
    subtitle: best === undefined
      ? "No parameter: nothing to draw yet"
      : `${countOf(bars.length, "parameter")}, the most important ${best.name} with ${
        label(best.value)
      }${measure === undefined ? "" : `, by ${measure}`}`,
    width,
    rows: best === undefined ? [] : [[{
      width: innerWidth(width),
      height,
      options: {
        x: {
          label: "Importance",
          labelAnchor: "center",
          labelArrow: "none",
          labelOffset: 34,
          grid: true,
          // Room for the numbers beside the bars.
          domain: [0, largest > 0 ? 1.08 * largest : 1],
          ticks: 6,
        },
        y: {
          type: "band",
          label: null,
          domain: bars.map(({ name }) => name),
          tickFormat: (name: string) => shorten(name, 28),
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

function label(importance: number): string {
  return importance >= 0.01 ? importance.toFixed(2) : "<0.01";
}
