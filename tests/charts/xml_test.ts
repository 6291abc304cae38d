import assert from "node:assert/strict";
import fc from "fast-check";
import { createFrame, plotParamImportances, plotSeries } from "elb-anomaly";
import { renderPng } from "../../lib/charts/drawing/png.ts"; // whose reader takes XML alone
import { chartDocument } from "../../lib/charts/drawing/document.ts";
import { charts } from "./all_charts.ts";

const frame = createFrame([0, 1000], [1, 2]);
const titles = [
  "R&D",
  "p < 0.05",
  "A &amp; B",
  "]]>",
  "\"'",
  "\0\x1b[31m\x85\uffff\ud800 \u{1f600}",
];

const names: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };

/** An attribute's value from its text in a file. */
function unescape(text: string): string {
  return text.replaceAll(
    /&(?:(\w+)|#(\d+));/g,
    (_, name, code) => name === undefined ? String.fromCodePoint(Number(code)) : names[name]!,
  );
}

Deno.test("a chart's outerHTML is XML, whatever its texts are", async () => {
  for (const title of titles) {
    const chart = plotSeries(frame, { title, label: title });
    assert.equal((await renderPng(chart.outerHTML, { scale: 0.1 })).length > 0, true, title);
    // deno-lint-ignore no-control-regex -- these are the characters meant
    const shown = title.toWellFormed().replace(/[\0\x1b\uffff]/g, "\ufffd");
    const written = /^<svg [^>]*aria-label="([^"]*)"/.exec(chart.outerHTML)![1]!;
    assert.equal(unescape(written), shown);
    assert.equal(chart.querySelector("text")!.textContent, shown);
  }
  for (const name of ["a&b", "c<d", "\x07"]) {
    await renderPng(plotParamImportances({ [name]: 1 }).outerHTML, { scale: 0.1 });
  }
});

Deno.test("charts of any title can be drawn as a picture", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary" }), async (title) => {
      await renderPng(plotSeries(frame, { title }).outerHTML, { scale: 0.1 });
    }),
    { seed: 6, numRuns: 50 },
  );
});

Deno.test("every chart is XML", async () => {
  for (const draw of Object.values(charts)) await renderPng(draw().outerHTML, { scale: 0.1 });
  assert.equal(chartDocument.documentElement.localName, "html");
});
