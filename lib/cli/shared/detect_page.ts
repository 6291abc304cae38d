/** What `deno task detect` tells, as a page to share. */
import { explore } from "../../charts/mod.ts";
import { htmlPage } from "../../charts/page/mod.ts";
import type { AlertOptions, CalendarEvent } from "../../detect/mod.ts";
import { escapeHtml } from "../../text.ts";
import { ALERT_NUMBERS, type Detection, detectParts } from "./detect_report.ts";
import { htmlTable, paragraph, TABLE_STYLE } from "./html_parts.ts";

/** The page: the series and its notes, the interactive view, the alerts with their reasons. */
export function detectPage(
  detection: Detection,
  { timeZone, ...known }:
    & { timeZone: string; calendar: readonly CalendarEvent[] }
    & Pick<AlertOptions, "direction" | "leastDeviation" | "calmMinutes">,
): string {
  const { series: { frame, name, column }, found, sensitivity } = detection;
  const { about, alerts, end } = detectParts(detection, timeZone);
  const { levels, usual } = found;
  const { html } = explore(frame, {
    scores: levels,
    usual,
    alerts: found.alerts,
    sensitivity,
    ...known,
    title: name,
    label: column,
    timeZone,
  });
  const body = [
    `<h1>${escapeHtml(name)}</h1>`,
    ...about.map(paragraph),
    html,
    "<h2>Alerts</h2>",
    ...(alerts.length === 0
      ? []
      : [htmlTable("Alerts", alerts, { isWide: true, isRight: ALERT_NUMBERS })]),
    ...end.map(paragraph),
  ];
  return htmlPage({ title: name, body: body.join("\n"), style: TABLE_STYLE });
}
