/**
 * How often the streaming detector rings for nothing, beside what was stated: normal series of the
 * six profiles that are watched at every step, as many as are asked for.
 *
 *     deno run -A tests/bench/false_alerts_bench.ts [--from 1] [--seeds 10] [--steps 5] [--days 30]
 *         [--length 40]
 *
 * @module
 */
import { command, toFinite, toInteger, type Values } from "../../lib/cli/shared/command.ts";
import { calmSeries } from "../../lib/evaluate/incidents/scenario_series.ts";
import { WATCHED_DAYS } from "../../lib/evaluate/incidents/incident_bench.ts";
import { judgeSeries, streamingAlerts } from "../../lib/evaluate/mod.ts";
import { WATCHED_PROFILES } from "../../lib/evaluate/incidents/profiles.ts";

const HELP =
  `Counts how often the streaming detector rings on normal series of the six profiles that are watched
at every step, beside what was stated.

Usage: deno run -A tests/bench/false_alerts_bench.ts [options]

Options, with their values unless told:
  --from 1    the first seed of the series
  --seeds 10  how many
  --steps 5   minutes between rows, by commas: ${
    WATCHED_DAYS.map(([minutes]) => minutes).join(", ")
  }
  --days 30   the detector's sensitivity: about one false alert in so many days
  --length    days of each series; as many as the incident bench watches at a step unless told
  --help      show this text

Exit codes: 0 done, 1 an error, 2 wrong usage, 130 and 143 stopped.`;

const OPTIONS = {
  from: { type: "string", default: "1" },
  seeds: { type: "string", default: "10" },
  steps: { type: "string", default: "5" },
  days: { type: "string", default: "30" },
  length: { type: "string", default: "" },
} as const;

if (import.meta.main) {
  await command(
    { task: "tests/bench/false_alerts_bench.ts", help: HELP, options: OPTIONS },
    main,
  );
}

function main(flags: Values<typeof OPTIONS>): Promise<number> {
  const from = toInteger("--from", flags.from, { min: 0 });
  const seeds = toInteger("--seeds", flags.seeds, { min: 1 });
  const days = toFinite("--days", flags.days, { min: 1 });
  const detector = streamingAlerts({ seed: 1, sensitivity: { days } });
  console.log(`| step | ${WATCHED_PROFILES.join(" | ")} | days for one | first days |`);
  console.log(`| ---: | ${WATCHED_PROFILES.map(() => "---:").join(" | ")} | ---: | ---: |`);
  for (const minutes of flags.steps.split(",").map((step) => toFinite("--steps", step))) {
    const watched = new Map(WATCHED_DAYS).get(minutes) ?? 40;
    const length = flags.length === "" ? watched : toFinite("--length", flags.length, { min: 4 });
    let alerts = 0;
    let first = 0;
    const rates = WATCHED_PROFILES.map((profile) => {
      let [rang, seen, early] = [0, 0, 0];
      for (let seed = from; seed < from + seeds; seed++) {
        const series = calmSeries(profile, minutes, length, seed);
        const verdict = judgeSeries(series, detector(series));
        rang += verdict.falseAlerts;
        seen += verdict.days;
        early += verdict.firstDays;
      }
      alerts += rang;
      first = Math.max(first, early / seeds);
      return rang / seen;
    });
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    // a Poisson count of n is known to 1.96 / sqrt(n) of it
    const [low, high] = [-1, 1].map((side) => mean * (1 + side * 1.96 / Math.sqrt(alerts)));
    const known = `${(1 / high!).toFixed(0)} to ${low! > 0 ? (1 / low!).toFixed(0) : "any"}`;
    const cells = rates.map((rate) => rate.toFixed(3).replace(/^0/, ""));
    const told = `${(1 / mean).toFixed(0)} (${known}; ${alerts} alerts)`;
    console.log(`| ${minutes} | ${cells.join(" | ")} | ${told} | ${first.toFixed(2)} |`);
  }
  return Promise.resolve(0);
}
