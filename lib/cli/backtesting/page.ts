/** What `deno task backtest` says, as a page to share. */
import { type Chart, explore } from "../../charts/mod.ts";
import { chartImage, htmlPage } from "../../charts/page/mod.ts";
import type { TimeSeries } from "../../data/mod.ts";
import { escapeHtml } from "../../text.ts";
import { htmlTable, paragraph, TABLE_STYLE } from "../shared/html_parts.ts";
import { type Backtested, backtestParts } from "./tables.ts";

/**
 * The page: the series with the alerts at the middle sensitivity to explore, who would have rung
 * when, and the tables.
 *
 * @param rings The chart of all rings
 */
export function backtestPage(
  backtested: Backtested,
  { series, column, rings }: { series: TimeSeries; column: string; rings: Chart },
): string {
  const { name, timeZone, report: { sensitivities } } = backtested;
  const { about, tables, end } = backtestParts(backtested);
  const middle = sensitivities[sensitivities.length >> 1]!;
  const { html } = explore(series, {
    alerts: middle.alerts.map(({ fired }) => fired),
    title: `${name}, alerts at ${middle.name}`,
    label: column,
    timeZone,
  });
  const body = [
    `<h1>${escapeHtml(name)}</h1>`,
    ...about.map(paragraph),
    html,
    chartImage(rings),
    ...tables.flatMap(({ title, rows, isRight }) => [
      `<h2>${escapeHtml(title)}</h2>`,
      htmlTable(title, rows, { isWide: rows[0]!.at(-1) === "what", isRight }),
    ]),
    ...end.map(paragraph),
  ];
  return htmlPage({ title: name, body: body.join("\n"), style: TABLE_STYLE });
}
