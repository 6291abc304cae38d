/** The view as a part of an HTML page: static picture, alerts, data, style and script. */
import type { Element } from "../../dom.ts";
import type { TimeZone } from "../../data/timestamps/mod.ts";
import { node } from "../../node.ts";
import { packageFile } from "../../packages.ts";
import { formatMinute } from "../drawing/axes.ts";
import type { Chart } from "../drawing/chart.ts";
import { escapeHtml } from "../../text.ts";
import { attributeOf, toXml } from "../drawing/xml.ts";
import { decodeExplore } from "./browser/decode_explore.ts";
import { drawColumns } from "./browser/draw_columns.ts";
import { drawMarks } from "./browser/draw_marks.ts";
import { firstAt } from "./browser/first_at.ts";
import { liveMarkup } from "./browser/live_markup.ts";
import { moveView } from "./browser/move_view.ts";
import { plotOptions } from "./browser/plot_options.ts";
import { rowExtremes } from "./browser/row_extremes.ts";
import { startExplore } from "./browser/start_explore.ts";
import { encodeExplore } from "./encode.ts";
import type { ExploreData } from "./explore_data.ts";
import { exploreStyle } from "./style.ts";

/** An image of a chart with its text, no wider than its place. */
export function chartImage(chart: Element, className = "elb-static"): string {
  const svg = node.buffer.Buffer.from(toXml(chart)).toString("base64");
  const alt = ["aria-label", "aria-description"].map((name) => attributeOf(chart, name))
    .filter(Boolean).join(": ");
  return `<img class="${className}" alt="${escapeHtml(alt)}" style="max-width:100%;height:auto" ` +
    `src="data:image/svg+xml;base64,${svg}">`;
}

/**
 * All of it in one element. What needs the script is made by the script, so that a viewer that
 * takes scripts away leaves the picture and the alerts, and no control that does nothing.
 */
export function exploreHtml(data: ExploreData, chart: Chart, zone?: TimeZone): string {
  const alerts = data.alerts.map(({ row, time = data.timestamps[row]!, severity, text }) => {
    const said = `${formatMinute(time, zone)} ${data.timeZone}, ${severity}: ${text}`;
    return `<li data-row="${row}">${escapeHtml(said)}</li>`;
  });
  const list = alerts.length === 0 ? "" : `<ol class="elb-alerts">${alerts.join("\n")}</ol>`;
  return `<div class="elb-explore">
<style>${readPackage("uplot/dist/uPlot.min.css")}${exploreStyle}</style>
${chartImage(chart)}
${list}
<script type="text/plain" class="elb-data">${encodeExplore(data)}</script>
<script>${script()}</script>
</div>`;
}

let made: string | undefined;
const parts = [
  decodeExplore,
  drawColumns,
  drawMarks,
  firstAt,
  liveMarkup,
  moveView,
  plotOptions,
  rowExtremes,
  startExplore,
];

/** What runs in the page: uPlot, and the functions of browser/, which know each other by name. */
function script(): string {
  return made ??= `(() => {
${readPackage("uplot/dist/uPlot.iife.min.js")}
${parts.join("\n")}
for (const root of document.querySelectorAll(".elb-explore:not([data-state])")) {
  root.dataset.state = "starting";
  startExplore(root, uPlot).catch((error) => {
    root.dataset.state = "failed";
    console.error(error);
  });
}
})();`;
}

function readPackage(file: string): string {
  return node.fs.readFileSync(packageFile(file), "utf8").trim();
}
