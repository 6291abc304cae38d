import assert from "node:assert/strict";
import { charts } from "./all_charts.ts";
import type { ChartOptions } from "../../lib/charts/drawing/chart.ts";
import { plotAlarms } from "../../lib/charts/series/alarms.ts";
import { plotAnomalies } from "../../lib/charts/series/anomalies.ts";
import { plotDistribution } from "../../lib/charts/series/distribution.ts";
import { plotErrors } from "../../lib/charts/series/errors.ts";
import { plotParamImportances } from "../../lib/charts/study/param_importances.ts";
import { plotScores } from "../../lib/charts/series/scores.ts";
import { plotSeries } from "../../lib/charts/series/series.ts";
import { plotTraining } from "../../lib/charts/training.ts";
import { createFrame } from "../../lib/data/frame/frame.ts";
import type { DetectorResult } from "../../lib/detect/streaming/result.ts";
import type { History } from "../../lib/autoencoder/fit.ts";
import { smallErrors, smallFrame, smallResults, smallTimes, smallValues } from "./small_series.ts";

const flags = smallErrors.map((error) => error > 0.2);
const empty = createFrame([], []);

Deno.test("plotSeries() refuses a frame without rows, without values, and a size too small", () => {
  assert.throws(() => plotSeries(empty), { name: "RangeError", message: /must have rows/ });
  const renamed = smallFrame.rename({ value: "requests" });
  assert.throws(() => plotSeries(renamed), { name: "TypeError", message: /no column "value"/ });
  for (const size of [{ width: 479 }, { height: 119 }, { width: NaN }, { height: Infinity }]) {
    assert.throws(() => plotSeries(smallFrame, size), {
      name: "RangeError",
      message: /must be \d+ pixels or more: current value is/,
    });
  }
});

Deno.test("every chart refuses an option that it does not know, by its name", () => {
  for (const [name, draw] of Object.entries(charts)) {
    const misspelt = { tilte: "x" } as ChartOptions;
    assert.throws(() => draw(misspelt), {
      name: "TypeError",
      message: /there is no option "tilte", but .*title, width, height/,
    }, name);
  }
});

Deno.test("plotSeries() draws a single point and a constant series", () => {
  assert.match(plotSeries(createFrame([0], [5])).outerHTML, /1 rows?, 1970-01-01 00:00/);
  assert.match(plotSeries(createFrame([0, 1000, 2000], [7, 7, 7])).outerHTML, /from 7 to 7/);
  assert.match(plotSeries(createFrame([0, 1000], [0, 0])).outerHTML, /from 0 to 0/);
});

Deno.test("plotSeries() takes title, label and size as they are given, and escapes them", () => {
  const title = 'Requests <b> & "more"';
  const chart = plotSeries(smallFrame, { title, label: "a < b", width: 500, height: 200 });
  assert.equal(chart.getAttribute("width"), "500");
  assert.match(chart.outerHTML, />Requests &lt;b&gt; &amp; "more"<\/text>/);
  assert.match(chart.outerHTML, />a &lt; b<\/text>/);
  assert.match(chart.outerHTML, /aria-label="Requests [^"]*&quot;more&quot;"/);
});

Deno.test("plotSeries() wraps a long title, and does not change its arguments", () => {
  const title = "A word ".repeat(60).trim();
  const chart = plotSeries(smallFrame, Object.freeze({ title }));
  assert.ok(
    [...chart.querySelectorAll("text")].filter((t) => t.textContent!.startsWith("A word")).length >
      2,
  );
});

Deno.test("plotDistribution() counts what removeOutliers() would remove", () => {
  // z of 30 in [0 x 9, 30] is exactly 3.
  const values = [0, 0, 0, 0, 0, 0, 0, 0, 0, 30];
  assert.match(plotDistribution(values, { cut: 3 }).outerHTML, /1 of 10 values \(10\.0 %\)/);
  assert.match(plotDistribution(values, { cut: 3.001 }).outerHTML, /0 of 10 values \(0\.0 %\)/);
  assert.match(plotDistribution([5, 5, 5], { cut: 3 }).outerHTML, /0 of 3 values/);
  assert.match(plotDistribution(Float64Array.of(-2, 1e9, 3)).outerHTML, />3 values|; 3 values/);
});

Deno.test("plotDistribution() draws the limits of a cut that lie among the values", () => {
  const limits = (values: number[]) =>
    plotDistribution(values, { cut: 1.5 }).querySelectorAll('[stroke-dasharray="6 4"] line').length;
  assert.equal(limits([1, 5, 5, 5, 5, 5, 9]), 2);
  assert.equal(limits([1, 1, 1, 1, 1, 9]), 1);
  assert.equal(limits([1, 2]), 0);
});

Deno.test("plotDistribution() refuses what it cannot count", () => {
  assert.throws(() => plotDistribution([]), /must hold at least one value/);
  assert.throws(() => plotDistribution([1, NaN]), /values\[1\] is NaN/);
  assert.throws(
    () => plotDistribution([1], { cut: 0 }),
    /cut must be .* above 0: current value is 0/,
  );
  assert.throws(() => plotDistribution([1], { bins: 1.5 }), RangeError);
});

Deno.test("plotErrors() marks errors strictly above the threshold", () => {
  const frame = createFrame(smallTimes.slice(0, 3), smallValues.slice(0, 3));
  const chart = plotErrors(frame, [0.1, 0.2, 0.3], 0.2);
  assert.match(chart.outerHTML, /1 of 3 rows \(33\.3 %\) above the threshold 0\.2/);
  assert.equal(chart.querySelectorAll('[aria-label="dot"] circle').length, 1);
});

Deno.test("plotErrors() refuses other lengths, negative and missing errors", () => {
  assert.throws(() => plotErrors(smallFrame, [1], 0), /got 1 for 20 rows/);
  assert.throws(() => plotErrors(smallFrame, smallErrors.with(3, -1), 0), /error of row 3 is -1/);
  assert.throws(() => plotErrors(smallFrame, smallErrors.with(0, NaN), 0), /error of row 0 is NaN/);
  assert.throws(
    () => plotErrors(smallFrame, smallErrors, NaN),
    /threshold must be a finite number of 0 or more/,
  );
});

Deno.test("plotAnomalies() shades windows that touch the series at its ends", () => {
  const [first, last] = [smallTimes[0]!, smallTimes.at(-1)!];
  for (
    const [start, end, isShown] of [
      [first - 9, first, true],
      [last, last + 9, true],
      [first - 9, first - 1, false],
      [last + 1, last + 9, false],
    ] as const
  ) {
    const windows = [{ start: new Date(start), end: new Date(end) }];
    const { outerHTML } = plotAnomalies(smallFrame, flags, { windows });
    assert.equal(/>labelled window</.test(outerHTML), isShown, `${start} ${end}`);
  }
});

Deno.test("plotAnomalies() has a dot for each flag, and counts those in the windows", () => {
  const chart = plotAnomalies(smallFrame, flags.with(1, true), {
    windows: [{ start: new Date(smallTimes[8]!), end: new Date(smallTimes[8]!) }],
  });
  assert.equal(chart.querySelectorAll('[aria-label="dot"] circle').length, 2);
  assert.match(chart.outerHTML, /2 of 20 rows \(10\.0 %\) flagged, 1 inside the labelled window,/);
  assert.doesNotMatch(plotAnomalies(smallFrame, flags).outerHTML, /labelled window/);
  const far = [{ start: new Date(0), end: new Date(1) }];
  assert.doesNotMatch(plotAnomalies(smallFrame, flags, { windows: far }).outerHTML, />labelled/);
});

Deno.test("plotAnomalies() refuses other lengths, other kinds and windows turned around", () => {
  assert.throws(() => plotAnomalies(smallFrame, [true]), /got 1 for 20 rows/);
  const numbers = smallErrors.map((error) => error > 0.2 ? 1 : 0) as unknown as boolean[];
  assert.throws(() => plotAnomalies(smallFrame, numbers), {
    name: "TypeError",
    message: /flag of row 0 is 0/,
  });
  const [start, end] = [new Date(1000), new Date(0)];
  assert.throws(() => plotAnomalies(smallFrame, flags, { windows: [{ start, end }] }), RangeError);
  assert.throws(
    () => plotAnomalies(smallFrame, flags, { windows: [{ start, end: new Date(NaN) }] }),
    { name: "TypeError", message: /end of window 0 is Invalid Date/ },
  );
});

Deno.test("plotAlarms() has a mark for each alarm in its detector's lane", () => {
  const chart = plotAlarms(smallFrame, { rare: flags, frequent: flags.map((flag) => !flag) });
  assert.match(chart.outerHTML, /rare: 1 row flagged; frequent: 19 rows flagged, 2014-04-10 22:04/);
  assert.equal(chart.querySelectorAll('[aria-label="tick"] line').length, 20);
  assert.throws(() => plotAlarms(smallFrame, {}), /one detector or more: there is none/);
  assert.throws(() => plotAlarms(smallFrame, { a: flags, b: [true] }), /"b" has 1 for 20 rows/);
});

Deno.test("plotTraining() refuses a history without epochs or with losses that do not pair", () => {
  assert.throws(() => plotTraining({ loss: [] }), /the history has none/);
  assert.throws(() => plotTraining({}), /there are none/);
  assert.throws(() => plotTraining({ kernel: { loss: [] } }), /the history "kernel" has none/);
  assert.throws(() => plotTraining({ loss: [1, 2], valLoss: [1] }), /has 1 for 2 epochs/);
});

Deno.test("plotTraining() says where its axis is logarithmic, and draws a loss of NaN as a gap", () => {
  assert.match(plotTraining({ loss: [1, 0.01] }).outerHTML, /logarithmic axis/);
  assert.doesNotMatch(plotTraining({ loss: [1, 0.5] }).outerHTML, /logarithmic/);
  assert.doesNotMatch(plotTraining({ loss: [1, 0] }).outerHTML, /logarithmic/);
  assert.match(plotTraining({ loss: [1, NaN, 0.5] }).outerHTML, /3 epochs: loss 1 to 0\.5/);
});

Deno.test("plotScores() shows the highest alert, or the moment asked for", () => {
  const wide = plotScores(smallFrame, smallResults, { hours: 0.25 });
  assert.match(
    wide.outerHTML,
    /1 alert, the highest score 1\.32, 2014-04-10 22:29 to 2014-04-10 22:59 UTC/,
  );
  // A higher score that the quiet time held back is not what the chart is about.
  const heldBack = smallResults.with(0, { ...smallResults[0]!, score: 9 });
  assert.match(plotScores(smallFrame, heldBack, { hours: 0.25 }).outerHTML, /1 alert/);
  const around = new Date(smallTimes[19]!);
  assert.match(plotScores(smallFrame, smallResults, { around, hours: 0.1 }).outerHTML, /0 alerts/);
  assert.throws(() => plotScores(smallFrame, smallResults.slice(1)), /got 19 for 20 rows/);
  const days = createFrame(
    Array.from({ length: 99 }, (_, day) => 86_400_000 * day),
    Array(99).fill(1),
  );
  const middle = { around: new Date(50 * 86_400_000) };
  const daily = Array.from({ length: 99 }, () => smallResults[0]!);
  assert.match(plotScores(days, daily, middle).outerHTML, /1970-01-27 00:00 to 1970-03-16 00:00/);
  const alert = { ...smallResults[0]!, isAlert: true };
  const three = [[10, 3], [60, 5], [90, 4]].reduce(
    (results, [row, score]) => results.with(row!, { ...alert, score: score! }),
    daily,
  );
  assert.match(plotScores(days, three).outerHTML, /1 alert, the highest score 5, 1970-02-06/);
  const forWindows = three.with(60, { ...alert, score: 1, level: 5 });
  assert.match(plotScores(days, forWindows).outerHTML, /1 alert, the highest score 5, 1970-02-06/);
  assert.throws(() => plotScores(smallFrame, smallResults, { hours: 0 }), /above 0/);
  assert.throws(
    () => plotScores(smallFrame, smallResults, { around: new Date(0) }),
    /a row must lie within 12 hours of 1970-01-01 00:00 UTC: there is none/,
  );
});

Deno.test("plotParamImportances() sorts its bars and labels small ones as Optuna does", () => {
  const texts = [...plotParamImportances({ a: 0.0099, b: 0.99 }).querySelectorAll("text")]
    .map((text) => text.textContent);
  assert.ok(texts.indexOf("b") < texts.indexOf("a"));
  assert.ok(texts.includes("<0.01") && texts.includes("0.99"));
  assert.match(plotParamImportances({}).outerHTML, /nothing to draw yet/);
  assert.throws(() => plotParamImportances({ a: -1 }), /that of "a" is -1/);
});

Deno.test("what fit() and the streaming detector return is drawn as it is", () => {
  const history: History = {
    loss: [0.2, 0.1],
    valLoss: [],
    epochs: 2,
    trainer: "kernel",
    reason: "asked for",
  };
  assert.match(plotTraining(history).outerHTML, /2 epochs: loss 0\.2 to 0\.1</);
  const result: DetectorResult = {
    point: 0,
    row: 0,
    status: "scored",
    level: 1.5,
    score: 1.5,
    isAlert: true,
    isQuiet: false,
    channels: [{ name: "value", share: 2, tail: 4, expected: 60, miss: 127 }],
    reason: { channel: "value", expected: 60, miss: 127, text: "far above" },
    missing: 0,
    refitting: [],
    refitted: [],
  };
  assert.match(plotScores(createFrame([0], [187]), [result]).outerHTML, /channel value/);
});
