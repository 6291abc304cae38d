/** The benchmark as one picture: microseconds a step, by shape and library. */
import * as Plot from "@observablehq/plot";
import { assembleChart, type Chart, innerWidth } from "../../../lib/charts/drawing/chart.ts";
import { ink, mainColor, muted, quietColor } from "../../../lib/charts/drawing/palette.ts";
import { digits, type Results } from "./report.ts";

const SHAPES = ["1-8-1", "32-8-32", "32-32-32", "288-32-288"];

/** Step times at batch 32, one panel a shape, on one logarithmic scale. */
export function plotSteps(results: Results): Chart {
  const width = 850;
  const libraries = [
    "kernel",
    ...Object.keys(results.peers).filter((peer) => !/2 threads/.test(peer)),
  ];
  const shapes = SHAPES.map((shape) =>
    results.steps.find((step) => step.layers.join("-") === shape && step.batch === 32)!
  );
  const ratios = shapes.map(({ kernel, peers }) =>
    Math.min(...libraries.slice(1).map((peer) => peers[peer]!.min / kernel.min))
  );
  return assembleChart({
    title: "One training step of 32 samples",
    subtitle:
      `Microseconds on a logarithmic scale, less is better: ${results.machine.processor}, one core. The kernel is ${
        digits(Math.min(...ratios))
      } to ${digits(Math.max(...ratios))} times as fast as the next library`,
    width,
    rows: shapes.map(({ layers, kernel, peers }) => {
      const bars = libraries.map((library) => ({
        library,
        time: (library === "kernel" ? kernel : peers[library]!).min,
      }));
      return [{
        width: innerWidth(width),
        height: 60 + 24 * bars.length,
        options: {
          marginLeft: 110,
          x: {
            type: "log" as const,
            domain: [0.1, 1e5],
            label: `${layers.join("-")}: microseconds a step`,
            labelAnchor: "center" as const,
            labelArrow: "none" as const,
            ticks: [0.1, 1, 10, 100, 1000, 10000],
            tickFormat: (tick: number) => tick.toLocaleString("en-US"),
            grid: true,
          },
          y: { type: "band" as const, label: null, domain: libraries },
          marks: [
            Plot.barX(bars, {
              x1: 0.1,
              x2: "time",
              y: "library",
              fill: ({ library }: { library: string }) =>
                library === "kernel" ? mainColor : quietColor,
              insetTop: 2,
              insetBottom: 2,
            }),
            Plot.text(bars, {
              x: "time",
              y: "library",
              text: ({ library, time }: { library: string; time: number }) =>
                library === "kernel"
                  ? digits(time)
                  : `${digits(time)} = ${digits(time / kernel.min)}x`,
              textAnchor: "start",
              dx: 5,
              fill: ink,
            }),
            Plot.ruleX([0.1], { stroke: muted }),
          ],
        },
      }];
    }),
  });
}
