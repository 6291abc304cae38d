/** Charts of all sorts of numbers, wide and narrow, high and low: all texts can be read. */
import assert from "node:assert/strict";
import {
  plotAlarms,
  plotAnomalies,
  plotDistribution,
  plotErrors,
  plotParamImportances,
  plotScores,
  plotSeries,
  plotTraining,
} from "elb-anomaly/charts";
import { createFrame } from "elb-anomaly/data";
import { assertClearTexts } from "./clear_texts.ts";

const timestamps = Array.from(
  { length: 80 },
  (_, row) => Date.UTC(2025, 11, 31, 20) + 300_000 * row,
);
const wave = timestamps.map((_, row) =>
  Math.sin(row / 8) + (row * 7919) % 101 / 500 + (row === 60 ? 4 : 0)
);
const numbers: Record<string, number[]> = {
  "close to each other": wave.map((x) => 8.11e9 + 2e7 * x),
  "a counter": wave.map((_, row) => 1e15 + 3000 * row),
  "small": wave.map((x) => 3e-7 * (2 + x)),
  "negative": wave.map((x) => -50 + 10 * x),
  "but one the same": wave.map((_, row) => row === 60 ? 5.0001 : 5),
  "as large as none is": wave.map((x) => 1e100 * (2 + x)),
  "over many decades": wave.map((x) => Math.exp(6 * x)),
  "zero": wave.map(() => 0),
};
const label =
  "Requests in five minutes of the load balancer in front of the shop, without health checks";
const sizes = [{ width: 850 }, { width: 480 }, { width: 480, height: 120 }];

for (const [name, values] of Object.entries(numbers)) {
  Deno.test(`all texts of a series' charts are on the paper and clear of each other: ${name}`, () => {
    const frame = createFrame(timestamps, values);
    const flags = values.map((_, row) => row % 20 === 0);
    const results = values.map((_, row) => ({
      score: row === 60 ? 12_345 : 0.4,
      isAlert: row === 60,
      channels: [{ name: "value", share: 3 }, { name: "hour", share: 0.1 }],
    }));
    for (const size of sizes) {
      const options = { ...size, label };
      const charts = {
        series: plotSeries(frame, options),
        distribution: plotDistribution(values, options),
        errors: plotErrors(frame, values.map(Math.abs), 1, size),
        anomalies: plotAnomalies(frame, flags, options),
        alarms: plotAlarms(frame, {
          "the band of the hour of the week, as wide as four deviations": flags,
          b: flags,
        }, options),
        scores: plotScores(frame, results, options),
        training: plotTraining({ loss: values.slice(0, 5) }, options),
        "training compared": plotTraining({
          "the kernel of WebAssembly": { loss: values.slice(0, 20) },
          "the reference in TensorFlow.js": { loss: values },
          third: { loss: Array.from({ length: 2000 }, (_, i) => values[i % 80]!) },
        }, options),
      };
      for (const [kind, chart] of Object.entries(charts)) {
        assertClearTexts(chart, `${kind}, ${JSON.stringify(size)}`);
      }
    }
  });
}

Deno.test("plotParamImportances() tells long names apart", () => {
  const names = Array.from(
    { length: 14 },
    (_, i) => `parameter_with_a_very_long_name_that_ends_in_${i}`,
  );
  const chart = plotParamImportances(
    Object.fromEntries(names.map((name, i) => [name, 1 / (i + 1)])),
  );
  const texts = assertClearTexts(chart, "names").map(({ text }) => text)
    .filter((text) => text.startsWith("param"));
  assert.equal(new Set(texts).size, 14, texts.join());
});
