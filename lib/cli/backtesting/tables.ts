/** What `deno task backtest` says, as tables. */
import type { BacktestLine, BacktestRecall, BacktestReport } from "../../evaluate/backtest/mod.ts";
import { formatNumber, textTable } from "../../text.ts";
import { type Clock, clockOf } from "../shared/clock.ts";

/** What was tried, and on what. */
export interface Backtested {
  /** Of the series. */
  readonly name: string;
  /** What was changed or left out as it was read. */
  readonly notes: readonly string[];
  readonly report: BacktestReport;
  /** IANA name of the zone whose clocks times are told by. */
  readonly timeZone: string;
}

/** One table of the report. */
export interface BacktestTable {
  readonly title: string;
  /** The headings first. */
  readonly rows: readonly (readonly string[])[];
  /** Which columns stand to the right. */
  readonly isRight: readonly boolean[];
}

/** What the report says, for text and for a page. */
export function backtestParts(
  { name, notes, report, timeZone }: Backtested,
): { about: readonly string[]; tables: readonly BacktestTable[]; end: readonly string[] } {
  const { from, to, days, sensitivities, bands } = report;
  const lines = [...sensitivities, ...bands];
  const clock = clockOf(timeZone);
  const rings = ringList(report, timeZone, clock);
  return {
    about: [
      `${name}: judged from ${clock(from)} to ${clock(to)} ${timeZone}, ${days.toFixed(1)} days`,
      ...notes,
      ...bands.length > 0 ? [] : [
        "The band of the hour of the week is left out: it needs two weeks before the time that is judged.",
      ],
    ],
    tables: [ringTable(lines), recallTable(lines), ...rings === undefined ? [] : [rings]],
    end: rings === undefined ? ["It would not have rung."] : [],
  };
}

/** The report for people. */
export function backtestTables(backtested: Backtested): string {
  const { about, tables, end } = backtestParts(backtested);
  return [
    about.join("\n"),
    ...tables.map(({ title, rows, isRight }) => `${title}:\n\n${textTable(rows, isRight)}`),
    ...end,
  ].join("\n\n");
}

function ringTable(lines: readonly BacktestLine[]): BacktestTable {
  return {
    title: "How often it would have rung",
    rows: [
      ["", "rings", "days judged", "rings a week"],
      ...lines.map(({ name, rings, days }) => [
        name,
        String(rings.length),
        days.toFixed(1),
        (7 * rings.length / days).toFixed(1),
      ]),
    ],
    isRight: [false, true, true, true],
  };
}

function recallTable(lines: readonly BacktestLine[]): BacktestTable {
  const kinds = lines[0]?.recall.map(({ kind }) => kind) ?? [];
  return {
    title: "Incidents put into the series one by one: those caught, @ the median delay in minutes",
    rows: [["", ...kinds], ...lines.map(({ name, recall }) => [name, ...recall.map(caught)])],
    isRight: [false, ...kinds.map(() => true)],
  };
}

function caught({ incidents, delays }: BacktestRecall): string {
  if (incidents === 0) return "-";
  const middle = delays.length === 0 ? "" : ` @${Math.round(delays[delays.length >> 1]!)}`;
  return `${delays.length} of ${incidents}${middle}`;
}

/** Each time it would have rung, and at which sensitivities. */
function ringList(
  { sensitivities }: BacktestReport,
  timeZone: string,
  clock: Clock,
): BacktestTable | undefined {
  const all = sensitivities.flatMap(({ sensitivity: days, alerts }) =>
    alerts.map((alert) => ({ days, alert }))
  );
  if (all.length === 0) return undefined;
  const byTime = [...Map.groupBy(all, ({ alert }) => alert.fired.since)].sort(([a], [b]) => a - b);
  const rows = byTime.map(([since, own]) => [
    clock(since),
    inTurn(
      own.map(({ alert: { minutes } }) =>
        minutes === undefined ? "open" : formatNumber(minutes, 2, 0)
      ),
    ),
    own.map(({ days }) => days).join(", "),
    inTurn(own.map(({ alert }) => alert.fired.severity)),
    own[0]!.alert.fired.text,
  ]);
  return {
    title: "Each time it would have rung, at which sensitivities (one false alert in so many days)",
    rows: [[`since (${timeZone})`, "minutes", "sensitivity", "severity", "what"], ...rows],
    isRight: [false, true],
  };
}

/** What each sensitivity says, in their order; once where all say the same. */
function inTurn(texts: readonly string[]): string {
  return (new Set(texts).size === 1 ? texts.slice(0, 1) : texts).join(", ");
}
