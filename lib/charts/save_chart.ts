import { excerpt, requireKind } from "../checks.ts";
import { writeFileAtomic } from "../files.ts";
import type { Chart } from "./drawing/chart.ts";
import { renderPng } from "./drawing/png.ts";
import { attributeOf, toXml } from "./drawing/xml.ts";
import type { Explorer } from "./explore/explore.ts";
import { chartImage } from "./explore/html.ts";
import { htmlPage } from "./page/html_page.ts";

/** Pixels of a PNG for one of the chart's, enough for print. */
const scale = 2;

/**
 * Writes a chart to a file, of the kind that its name ends in: `.svg`, `.png`, or `.html` for a
 * page of its own that loads nothing. Of an interactive view, the page has all, the others the
 * picture.
 *
 * @param chart A chart, or what `explore` gives
 * @param path Where to; a file there is replaced
 * @throws {RangeError} If the name ends in something else
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plotTraining, saveChart } from "elb-anomaly/charts";
 *
 * const path = await Deno.makeTempFile({ suffix: ".svg" });
 * await saveChart(plotTraining({ loss: [0.3, 0.2] }), path);
 * assert.match(await Deno.readTextFile(path), /^<svg /);
 * await Deno.remove(path);
 * ```
 */
export async function saveChart(chart: Chart | Explorer, path: string | URL): Promise<void> {
  requireKind("save a chart", { path }, "a path or a URL");
  requireChart(chart);
  const name = path instanceof URL ? path.pathname : path;
  const ending = /(?<=\.)(svg|png|html?)$/i.exec(name)?.[0].toLowerCase();
  if (ending === undefined) {
    throw new RangeError(
      `Cannot save a chart as its file must end in .svg, .png or .html: current value is ${
        excerpt(name)
      }`,
    );
  }
  const isExplorer = "html" in chart;
  const picture = isExplorer ? chart.chart : chart;
  const svg = toXml(picture);
  if (ending === "svg") await writeFileAtomic(path, svg);
  else if (ending === "png") await writeFileAtomic(path, await renderPng(svg, { scale }));
  else {
    const title = attributeOf(picture, "aria-label")!;
    const body = isExplorer ? chart.html : chartImage(picture);
    await writeFileAtomic(path, htmlPage({ title, body }));
  }
}

function requireChart(chart: unknown): asserts chart is Chart | Explorer {
  const { outerHTML, html } = Object(chart) as { outerHTML?: unknown; html?: unknown };
  if (typeof outerHTML === "string" || typeof html === "string") return;
  throw new TypeError(
    `Cannot save a chart as it must be what a function such as plotSeries() or explore() gave: current value is ${
      excerpt(chart)
    }`,
  );
}
