/**
 * How well the streaming detector serves a person on call, beside the bands that they would set up
 * otherwise: seeded series of services with incidents and without.
 *
 *     deno task bench:incidents [--seeds 1,2,3] [--days 30] [--every 1] [--write]
 *
 * The bands' widths are those at which they ring for nothing as often as the detector does.
 *
 * @module
 */
import { command, toFinite, toInteger, type Values } from "../../lib/cli/shared/command.ts";
import {
  bandAlerts,
  type DeafTime,
  deafTime,
  followAlerts,
  type IncidentReport,
  type IncidentSeries,
  incidentSeries,
  judgeSeries,
  REFERENCE_BANDS,
  streamingAlerts,
} from "../../lib/evaluate/mod.ts";
import { bandWidth, report } from "../../lib/evaluate/incidents/mod.ts";
import { type Explained, explains } from "./incidents/explained.ts";
import { onCallChart } from "./incidents/chart.ts";
import { renderReport } from "./incidents/table.ts";

const HELP =
  `Runs the streaming detector, and three bands that a user would set up otherwise, over seeded series of
services with incidents and without: what each finds, how soon, how often it rings for nothing.

Usage: deno task bench:incidents [options]

Options, with their values unless told:
  --seeds 1,2,3  seeds of the series; three take about two minutes
  --days 30      the detector's sensitivity: about one false alert in so many days
  --every 1      every n-th series only, for a quick look
  --write        write incidents.json, incidents.md and incidents.svg beside this program too
  --help         show this text

Exit codes: 0 done, 1 an error, 2 wrong usage, 130 and 143 stopped.`;

const OPTIONS = {
  seeds: { type: "string", default: "1,2,3" },
  days: { type: "string", default: "30" },
  every: { type: "string", default: "1" },
  write: { type: "boolean", default: false },
} as const;

interface Run {
  readonly series: IncidentSeries;
  readonly rings: readonly number[];
  readonly deviations: Readonly<Record<string, Float64Array>>;
}

if (import.meta.main) {
  await command({ task: "deno task bench:incidents", help: HELP, options: OPTIONS }, main);
}

async function main(flags: Values<typeof OPTIONS>): Promise<number> {
  const seeds = flags.seeds.split(",").map((seed) => toInteger("--seeds", seed, { min: 0 }));
  const days = toFinite("--days", flags.days, { min: 1 });
  const every = toInteger("--every", flags.every, { min: 1 });
  const runs: Run[] = [];
  const explained: Explained = { alerts: 0, within: 0, missPercent: [] };
  let rows = 0;
  for (const seed of seeds) {
    for (const series of incidentSeries(seed, every)) {
      const { rings, alerts } = followAlerts(series, { seed: 1, sensitivity: { days } });
      explains(series, alerts, explained);
      const deviations = Object.fromEntries(
        Object.entries(REFERENCE_BANDS).map(([name, band]) => [
          name,
          band(series.timestamps, series.values, series.step),
        ]),
      );
      runs.push({ series, rings, deviations });
      rows += series.values.length;
    }
    console.error(`seed ${seed}: ${runs.length} series, ${rows} rows so far`);
  }

  const reports: Record<string, IncidentReport> = {
    "streaming detector": report(runs.map(({ series, rings }) => judgeSeries(series, rings))),
  };
  const wanted = falseAlerts(reports["streaming detector"]!);
  const deaf: Record<string, DeafTime> = {
    "streaming detector": deafTime(streamingAlerts({ seed: 1, sensitivity: { days } }), { seeds }),
  };
  for (const [name, band] of Object.entries(REFERENCE_BANDS)) {
    const at = (k: number) =>
      report(
        runs.map(({ series, deviations }) =>
          judgeSeries(series, bandAlerts(series.timestamps, deviations[name]!, k, series.step))
        ),
      );
    const k = bandWidth((k) => falseAlerts(at(k)) <= wanted);
    const label = `${name}, ${k.toPrecision(3)} deviations`;
    reports[label] = at(k);
    deaf[label] = deafTime(
      ({ timestamps, values, step }) =>
        bandAlerts(timestamps, band(timestamps, values, step), k, step),
      { seeds },
    );
  }

  const text = renderReport(reports, explained, { seeds, days, rows, deaf });
  console.log(text);
  if (flags.write) {
    const beside = (name: string) => new URL(name, import.meta.url);
    Deno.writeTextFileSync(
      beside("incidents.json"),
      `${
        JSON.stringify(
          {
            seeds,
            days,
            reports,
            deaf,
            explained: { alerts: explained.alerts, within: explained.within },
          },
          null,
          1,
        )
      }\n`,
    );
    Deno.writeTextFileSync(beside("incidents.md"), text);
    Deno.writeTextFileSync(beside("incidents.svg"), await onCallChart(days));
  }
  return 0;
}

/** False alerts a day, in the mean over the normal series that are watched every five minutes. */
function falseAlerts({ falseAlerts: kinds }: IncidentReport): number {
  const fine = kinds.filter(({ name }) => name.endsWith(", 5 min"));
  return fine.reduce((sum, { alerts, days }) => sum + alerts / days, 0) / fine.length;
}
