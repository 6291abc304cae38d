/** Reports of the incident bench side by side. */
import { requireKind } from "../../checks.ts";
import type { Frame } from "../../data/mod.ts";
import { percentile } from "../../math/mod.ts";
import { pl } from "../../packages.ts";
import type { IncidentReport } from "./incident_bench.ts";
import { falseAlertRate } from "./matched_band.ts";

/**
 * A row a group of incidents with how many of them each detector found, then how late (median,
 * minutes) and how often it rang for nothing.
 *
 * @param reports By name of the detector, of the same series
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { incidentBench, incidentTable } from "elb-anomaly/evaluate";
 *
 * const report = incidentBench(() => [], { seeds: [1], every: 40 });
 * assert.deepEqual(incidentTable({ silent: report }).columns, ["incidents", "of", "silent"]);
 * ```
 */
export function incidentTable(reports: Readonly<Record<string, IncidentReport>>): Frame {
  requireKind("make a table of incidents", { reports, ...reports }, "an object");
  const all = Object.values(reports);
  const groups = [...new Set(all.flatMap(({ recall }) => recall.map(({ group }) => group)))];
  const of = (report: IncidentReport, group: string) =>
    report.recall.filter((one) => one.group === group);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const columns = Object.entries(reports).map(([name, report]) => {
    const delays = report.recall.flatMap(({ delays }) => delays);
    return pl.Series(name, [
      ...groups.map((group) => String(sum(of(report, group).map(({ found }) => found)))),
      delays.length === 0 ? "" : `${percentile(delays, 50)} min`,
      falseAlertRate(report).toFixed(3),
    ], pl.Utf8);
  });
  return pl.DataFrame([
    pl.Series("incidents", [...groups, "median delay", "false alerts a day"], pl.Utf8),
    pl.Series("of", [
      ...groups.map((group) => String(sum(of(all[0]!, group).map(({ incidents }) => incidents)))),
      "",
      "",
    ], pl.Utf8),
    ...columns,
  ]) as Frame;
}
