/** Logarithmic axes of all kinds of spans: each tick has a label, and a reader can go by them. */
import assert from "node:assert/strict";
import { plotOptimizationHistory, plotRank, plotSlice, plotTraining } from "elb-anomaly/charts";
import { logAxis } from "../../lib/charts/drawing/log_axis.ts";
import { assertClearTexts } from "./clear_texts.ts";
import { madeStudy } from "./made_study.ts";

/** 100 spans of a twentieth of a decade to eighteen decades, each from a start of its own. */
const spans = Array.from({ length: 100 }, (_, i) => {
  const decades = 0.05 * 360 ** (i / 99);
  const low = 10 ** (-12 + (i * 2.377) % 18);
  return { low, high: low * 10 ** decades, decades };
});

/** The value a label says. */
function numberOf(text: string): number {
  const units: Record<string, number> = { M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };
  const [, digits, unit = ""] = /^([\d.,]+(?:e-?\d+)?)([MGTPE]?)$/.exec(text)!;
  return Number(digits!.replaceAll(",", "")) * (units[unit] ?? 1);
}

/** Asserts that each tick of an axis has a label of its own, and that they lie where they say. */
function assertReadable(chart: Element, axis: "x" | "y", what: string, least: number): void {
  const ticks = chart.querySelectorAll(`[aria-label="${axis}-axis tick"] path`);
  const texts = [...chart.querySelectorAll(`[aria-label="${axis}-axis tick label"] text`)];
  const labels = texts.map((text) => text.textContent!);
  assert.ok(labels.length >= least, `${what}: ${labels}`);
  assert.equal(ticks.length, labels.length, `${what}: ${labels}`);
  assert.ok(labels.every((label) => label !== ""), `${what}: ${labels}`);
  assert.equal(new Set(labels).size, labels.length, `${what}: ${labels}`);
  const places = texts.map((text) => {
    const [, x, y] = /translate\((-?[\d.]+),(-?[\d.]+)\)/.exec(text.getAttribute("transform")!)!;
    return axis === "x" ? Number(x) : -Number(y);
  });
  const logs = labels.map((label) => Math.log10(numberOf(label)));
  const pixels = (places.at(-1)! - places[0]!) / (logs.at(-1)! - logs[0]!);
  for (const [i, place] of places.entries()) {
    const expected = places[0]! + pixels * (logs[i]! - logs[0]!);
    assert.ok(Math.abs(place - expected) < 0.5, `${what}: ${labels[i]} at ${place}`);
  }
}

for (const [width, height] of [[850, 300], [480, 300], [850, 180]] as const) {
  Deno.test(`value axes of 0.05 to 18 decades have a label at each tick at ${width} x ${height}`, () => {
    for (const { low, high, decades } of spans) {
      const what = `${low} to ${high}`;
      const study = madeStudy(
        [high, Math.sqrt(low) * Math.sqrt(high), low].map((value) => ({ value })),
      );
      const charts: Element[] = [plotOptimizationHistory(study, { log: true, width, height })];
      const losses = { loss: [high, low], valLoss: [high, low] };
      // The training chart is logarithmic by itself, from a decade on.
      if (decades > 1.01) {
        charts.push(plotTraining(losses, { width, height }));
        charts.push(plotTraining({ kernel: losses, reference: losses }, { width, height }));
      }
      for (const [index, chart] of charts.entries()) {
        assertClearTexts(chart, what);
        if (index < 2) assertReadable(chart, "y", what, height < 200 ? 2 : 3);
      }
    }
  });
}

for (const width of [850, 480]) {
  Deno.test(`parameter axes of 0.05 to 18 decades have a label at each tick at ${width} pixels`, () => {
    for (const { low, high } of spans) {
      const what = `${low} to ${high}`;
      const least = width < 500 ? 2 : 3;
      const float = { kind: "float", low, high, log: true, step: null } as const;
      const params = [low, Math.sqrt(low) * Math.sqrt(high), high];
      const study = (names: string[]) =>
        madeStudy(
          params.map((_, i) => ({
            value: i,
            params: Object.fromEntries(names.map((name, j) => [name, params[(i + j) % 3]!])),
          })),
          Object.fromEntries(names.map((name) => [name, float])),
        );
      const pair = plotRank(study(["a", "b"]), { width });
      for (const axis of ["x", "y"] as const) assertReadable(pair, axis, what, least);
      const slice = plotSlice(study(["a"]), { width });
      assertReadable(slice, "x", what, least);
      const four = plotSlice(study(["a", "b", "c", "d"]), { width });
      const matrix = plotRank(study(["a", "b", "c"]), { width });
      for (const chart of [pair, slice, four, matrix]) assertClearTexts(chart, what);
    }
  });
}

Deno.test("logAxis() takes round numbers, evenly spaced on the paper, as fine as there is room", () => {
  const texts = (low: number, high: number, length = 200) => {
    const { ticks, tickFormat } = logAxis(low, high, { length, isUpright: true });
    return ticks.map(tickFormat).join(" ");
  };
  assert.equal(texts(0.012, 0.05), "0.012 0.015 0.02 0.025 0.03 0.04 0.05");
  assert.equal(texts(0.0311, 0.0389), "0.032 0.034 0.036 0.038");
  assert.equal(texts(0.006, 0.5), "0.01 0.02 0.05 0.1 0.2 0.5");
  assert.equal(texts(2e-6, 3e3), "1e-5 1e-4 1e-3 1e-2 1e-1 1e0 1e1 1e2 1e3");
  assert.equal(texts(2e-6, 3e3, 90), "1e-4 1e-2 1e0 1e2");
  assert.equal(texts(1e-300, 1e300, 100), "1e-300 1e-200 1e-100 1e0 1e100 1e200 1e300");
  assert.equal(texts(1e6, 1.0004e6), "1M 1.0001M 1.0002M 1.0003M 1.0004M");
});
