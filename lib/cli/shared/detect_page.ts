/**
 * What `deno task detect` tells, as a page to share.
 *
 * @module
 */
import { explore } from "../../charts/mod.ts";
import { htmlPage } from "../../charts/page/mod.ts";
import { escapeHtml } from "../../text.ts";
import { type Detection, detectParts } from "./detect_report.ts";

/** Times in one line; reasons in as few as can be read. */
const STYLE = `.alerts td { white-space: nowrap; }
.alerts td:last-child { white-space: normal; min-width: 20em; }
`;

/** The page: the series and its notes, the interactive view, the alerts with their reasons. */
export function detectPage(detection: Detection, timeZone: string): string {
  const { series: { frame, name, column }, found, sensitivity } = detection;
  const { about, alerts, end } = detectParts(detection, timeZone);
  const { scores, usual } = found;
  const { html } = explore(frame, {
    scores,
    usual,
    alerts: found.alerts,
    sensitivity,
    title: name,
    label: column,
  });
  const body = [
    `<h1>${escapeHtml(name)}</h1>`,
    ...about.map(paragraph),
    html,
    "<h2>Alerts</h2>",
    ...(alerts.length === 0 ? [] : [alertTable(alerts)]),
    ...end.map(paragraph),
  ];
  return htmlPage({ title: name, body: body.join("\n"), style: STYLE });
}

function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}

function alertTable([headings, ...rows]: readonly (readonly string[])[]): string {
  const cells = (tag: string, texts: readonly string[]) =>
    texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag.split(" ")[0]}>`).join("");
  return `<div class="scroll alerts" role="group" aria-label="Alerts" tabindex="0"><table>
<thead><tr>${cells('th scope="col"', headings!)}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("\n")}
</tbody>
</table></div>`;
}
