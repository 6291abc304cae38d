import assert from "node:assert/strict";
import type { ChartOptions } from "../../lib/charts/drawing/chart.ts";
import { plotAlarms } from "../../lib/charts/series/alarms.ts";
import { plotScores } from "../../lib/charts/series/scores.ts";
import { createFrame } from "../../lib/data/mod.ts";
import { plotContour } from "../../lib/charts/study/contour.ts";
import { plotEdf } from "../../lib/charts/study/edf.ts";
import { plotOptimizationHistory } from "../../lib/charts/study/optimization_history.ts";
import { plotSlice } from "../../lib/charts/study/slice.ts";
import { plotTimeline } from "../../lib/charts/study/timeline.ts";
import { plotRank } from "../../lib/charts/study/rank.ts";
import { charts } from "./all_charts.ts";
import { optunaStudy } from "./optuna_study.ts";
import { assertClearTexts } from "./clear_texts.ts";
import { madeStudies } from "./made_study.ts";
import { textBoxes } from "./text_boxes.ts";

/** The charts at their usual width and at the least one; matrices of all parameters too. */
const layouts = Object.entries({
  ...charts,
  contour_matrix: (size?: ChartOptions) => plotContour(optunaStudy, size),
  rank_matrix: (size?: ChartOptions) => plotRank(optunaStudy, size),
}).flatMap(([name, draw]) => [850, 480].map((width) => ({ name, width, draw })));

for (const { name, width, draw } of layouts) {
  Deno.test(`no text of the ${name} chart is cut off at ${width} pixels`, () => {
    const chart = draw({ width });
    assert.equal(Number(chart.getAttribute("width")), width);
    const height = Number(chart.getAttribute("height"));
    const boxes = textBoxes(chart);
    assert.ok(boxes.length >= 5, "the chart has texts");
    for (const { text, left, right, baseline, fontSize } of boxes) {
      assert.ok(left >= 0 && right <= width, `"${text}" from ${left} to ${right} of ${width}`);
      assert.ok(
        baseline - 0.7 * fontSize >= 0 && baseline + 0.2 * fontSize <= height,
        `"${text}" at ${baseline} of ${height}`,
      );
    }
  });

  Deno.test(`no labels of an axis of the ${name} chart meet at ${width} pixels`, () => {
    for (const axis of draw({ width }).querySelectorAll('[aria-label="x-axis tick label"]')) {
      const boxes = textBoxes(axis).sort((a, b) => a.baseline - b.baseline || a.left - b.left);
      for (const [index, box] of boxes.entries()) {
        const next = boxes[index + 1];
        if (next === undefined || next.baseline !== box.baseline) continue;
        assert.ok(next.left >= box.right, `"${box.text}" and "${next.text}"`);
      }
    }
  });
}

Deno.test("charts are one well-formed svg element with a title, a description and unique ids", () => {
  for (const [name, draw] of Object.entries(charts)) {
    const svg = draw().outerHTML;
    assert.match(svg, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/, name);
    assert.match(svg, /^<svg [^>]*aria-label="[^"]+"/, name);
    assert.match(svg, /^<svg [^>]*aria-description="[^"]+"/, name);
    const open: string[] = [];
    for (
      const [, close, tag, attributes, empty] of svg.matchAll(/<(\/?)([a-z]+)([^>]*?)(\/?)>/gi)
    ) {
      if (close) assert.equal(open.pop(), tag, name);
      else if (!empty) open.push(tag!);
      assert.match(attributes!, /^( [a-zA-Z0-9-]+="[^"<]*")* ?$/, `${name}: <${tag}${attributes}>`);
    }
    assert.deepEqual(open, [], name);
    assert.doesNotMatch(svg, /="[^"]*(NaN|Infinity|undefined|plot-[0-9a-f]{6})/, name);
    const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, name);
  }
});

Deno.test("labels of long numbers are on the paper, whatever stands below the series", () => {
  const rows = 60;
  const timestamps = Array.from({ length: rows }, (_, row) => 300_000 * row);
  const counter = createFrame(timestamps, timestamps.map((time) => 1e15 + time * 200));
  const calm = { score: 0.5, isAlert: false, channels: [{ name: "a", share: 0.5 }] };
  for (
    const chart of [
      plotScores(counter, timestamps.map(() => calm)),
      plotAlarms(counter, { a: timestamps.map((_, row) => row === 9) }),
    ]
  ) {
    const labels = [...chart.querySelectorAll('[aria-label="y-axis tick label"]')].flatMap(
      textBoxes,
    );
    assert.ok(labels.some(({ text }) => text.length >= 9), labels.map(({ text }) => text).join());
    for (const { text, left } of textBoxes(chart)) assert.ok(left >= 0, `"${text}" at ${left}`);
  }
});

for (const [name, study] of Object.entries(madeStudies)) {
  Deno.test(`all texts of a study's charts are on the paper and clear of each other: ${name}`, () => {
    const plots = [plotSlice, plotRank, plotEdf, plotTimeline, plotOptimizationHistory];
    for (const plot of name === "200 trials" ? plots : [...plots, plotContour]) {
      for (const size of [{ width: 850 }, { width: 480 }, { width: 480, height: 120 }]) {
        assertClearTexts(plot(study, size), `${plot.name}, ${JSON.stringify(size)}`);
      }
    }
  });
}
