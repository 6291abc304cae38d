/** Charts of values at both ends of the doubles, and of very many. */
import assert from "node:assert/strict";
import {
  plotContour,
  plotEdf,
  plotIntermediateValues,
  plotOptimizationHistory,
  plotParallelCoordinate,
  plotScores,
  plotSlice,
} from "elb-anomaly/charts";
import { createFrame } from "elb-anomaly/data";
import { createStudy } from "elb-anomaly/tuner";

Deno.test("charts of a study take values whose differences overflow", async () => {
  const study = await createStudy({ direction: "minimize", seed: 1 });
  await study.optimize((trial) => {
    const x = trial.suggestFloat("x", 0, 1);
    const y = trial.suggestFloat("y", 0, 1);
    return [1e308, -1e308, x + y][trial.number % 3]!;
  }, { nTrials: 9 });
  for (
    const plot of [plotContour, plotParallelCoordinate, plotSlice, plotEdf, plotOptimizationHistory]
  ) {
    const svg = String(plot(study).outerHTML);
    assert.ok(
      !/NaN|Infinity/.test(svg.replaceAll(/<(title|desc|text)[^]*?<\/\1>/g, "")),
      plot.name,
    );
  }
});

Deno.test("plotIntermediateValues() takes a trial of 200,000 reports", async () => {
  const study = await createStudy({ direction: "minimize", seed: 1 });
  await study.storage.createTrial(study.studyId, {
    state: "COMPLETE",
    values: [1],
    start: new Date(0),
    complete: new Date(1),
    params: {},
    distributions: {},
    intermediateValues: new Map(Array.from({ length: 200_000 }, (_, i) => [i, i % 7])),
    userAttrs: {},
    systemAttrs: {},
  });
  await study.refresh();
  assert.match(String(plotIntermediateValues(study).outerHTML), /200,000 values/);
});

Deno.test("plotScores() takes 200,000 rows", () => {
  const timestamps = Float64Array.from({ length: 200_000 }, (_, row) => row * 60_000);
  const results = Array.from(timestamps, (_, row) => ({
    score: row % 7,
    isAlert: row === 5,
    channels: [{ name: "value", share: row % 3 }],
  }));
  const svg = plotScores(createFrame(timestamps, timestamps), results, { hours: 24 * 200 });
  assert.match(String(svg.outerHTML), /the highest score 6/);
});
