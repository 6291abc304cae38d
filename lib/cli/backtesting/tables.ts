/**
 * What `deno task backtest` says, as tables.
 *
 * @module
 */
import { formatTimestamp } from "../../data/mod.ts";
import type { BacktestLine, BacktestRecall, BacktestReport } from "../../evaluate/backtest/mod.ts";
import { textTable } from "../../text.ts";

/** The report for people. */
export function backtestTables(
  { name, notes, report }: { name: string; notes: readonly string[]; report: BacktestReport },
): string {
  const { from, to, days, sensitivities, bands } = report;
  const lines = [...sensitivities, ...bands];
  const head = `${name}: judged from ${time(from)} to ${time(to)} UTC, ${days.toFixed(1)} days`;
  const missing = bands.length === 0
    ? [
      "The band of the hour of the week needs two weeks before the time that is judged: there are not.",
    ]
    : [];
  return [
    [head, ...notes, ...missing].join("\n"),
    `How often it would have rung:\n\n${ringTable(lines)}`,
    `Incidents put into the series, those caught and after how many minutes in the middle:\n\n${
      recallTable(lines)
    }`,
    ringList(report),
  ].join("\n\n");
}

function ringTable(lines: readonly BacktestLine[]): string {
  return textTable(
    [
      ["", "rings", "a week"],
      ...lines.map(({ name, rings, days }) => [
        name,
        String(rings.length),
        (7 * rings.length / days).toFixed(1),
      ]),
    ],
    [false, true, true],
  );
}

function recallTable(lines: readonly BacktestLine[]): string {
  const kinds = lines[0]?.recall.map(({ kind }) => kind) ?? [];
  return textTable(
    [["", ...kinds], ...lines.map(({ name, recall }) => [name, ...recall.map(caught)])],
    [false, ...kinds.map(() => true)],
  );
}

function caught({ incidents, delays }: BacktestRecall): string {
  if (incidents === 0) return "-";
  const middle = delays.length === 0 ? "" : ` @${Math.round(delays[delays.length >> 1]!)}`;
  return `${delays.length} of ${incidents}${middle}`;
}

/** Each time it would have rung, and at which sensitivities. */
function ringList({ sensitivities }: BacktestReport): string {
  const all = sensitivities.flatMap(({ sensitivity: days, alerts }) =>
    alerts.map((alert) => ({ days, alert }))
  );
  if (all.length === 0) return "It would not have rung.";
  const byTime = [...Map.groupBy(all, ({ alert }) => alert.fired.since)].sort(([a], [b]) => a - b);
  const rows = byTime.map(([since, own]) => {
    const { fired, resolvedAt } = own[0]!.alert;
    const days = [...new Set(own.map((each) => each.days))];
    const minutes = resolvedAt === undefined
      ? "open"
      : `${Math.round((resolvedAt - since) / 60_000)}`;
    return [time(since), minutes, days.join(" "), fired.severity, fired.text];
  });
  return `Each time it would have rung:\n\n${
    textTable([["since, UTC", "minutes", "days", "severity", ""], ...rows], [false, true])
  }`;
}

function time(milliseconds: number): string {
  return formatTimestamp(milliseconds).slice(0, 16);
}
