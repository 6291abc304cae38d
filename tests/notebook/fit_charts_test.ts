import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { createFrame, plotSeries } from "elb-anomaly";
import { fitHtml } from "../../lib/notebook/display/fit_charts.ts";
import { chromium, Page } from "../browser.ts";

const ignore = chromium === undefined; // there is no Chromium to open the page in
const chart = plotSeries(createFrame([0, 60_000], [1, 2]), { title: "R&D" });

/** A chart as JupyterLab and nbconvert put it into a page, in a column. */
function column(width: number): string {
  const source = `data:image/svg+xml;base64,${
    new TextEncoder().encode(chart.outerHTML).toBase64()
  }`;
  return `<div class="jp-RenderedSVG" style="width:${width}px"><img src="${source}"></div>`;
}

Deno.test("setupNotebook() lets a chart shrink to its column, never grow, and gives it a text", {
  ignore,
}, async () => {
  await using page = await Page.open({ width: 1400, height: 900 });
  const path = await Deno.makeTempFile({ suffix: ".html" });
  await Deno.writeTextFile(path, `<!doctype html>${column(500)}${fitHtml}${column(1200)}`);
  await page.go(pathToFileURL(path).href);
  await Deno.remove(path);
  const images = "[...document.images]";
  await page.until(`${images}.every((image) => image.alt !== "")`);
  assert.deepEqual(await page.evaluate(`${images}.map(({ width, height }) => [width, height])`), [
    [500, 195],
    [850, 332],
  ]);
  assert.deepEqual(
    await page.evaluate(`${images}.map(({ alt }) => alt)`),
    Array(2).fill("R&D: 2 rows, 1970-01-01 00:00 to 1970-01-01 00:01 UTC; values from 1 to 2"),
  );
  assert.deepEqual(page.faults, []);
});
