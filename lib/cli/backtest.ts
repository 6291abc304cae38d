/** `deno task backtest`: how often the detector would have rung on a person's own last weeks. */
import { createFrame, frameTimestamps, frameValues, readOptionTexts } from "../data/mod.ts";
import { type Chart, plotAlarms } from "../charts/mod.ts";
import { MOST_DAYS } from "../detect/streaming/alerts/mod.ts";
import { backtest, type BacktestReport } from "../evaluate/backtest/mod.ts";
import { writeFileAtomic } from "../files.ts";
import { progress } from "../notebook/mod.ts";
import { backtestPage } from "./backtesting/page.ts";
import { backtestTables } from "./backtesting/tables.ts";
import { withCalendarNote } from "./shared/calendar_note.ts";
import { toCaller } from "./shared/caller.ts";
import {
  checkUsage,
  checkWritable,
  command,
  PAGE_ENDINGS,
  toFile,
  toFinite,
  toInteger,
  UsageError,
  type Values,
} from "./shared/command.ts";
import { ALERT_HELP, DETECTOR_OPTIONS, detectorOptions } from "./shared/detector_options.ts";
import { print, printJson } from "./shared/print.ts";
import { readSources } from "./shared/read_source.ts";
import { READ_HELP, READ_OPTIONS } from "./shared/read_options.ts";
import { warnOfSources } from "./shared/secret.ts";

const HELP = `Replays a series as if it had been watched: when the detector would have rung, at each
sensitivity, and how many incidents it would have caught that are put into the series one by one;
beside the band of the same hour of the week that CloudWatch offers.

Usage: deno task backtest SOURCE... [options]

SOURCE is a file or URL, or cloudwatch:... (give it days=42: the band needs two weeks before it);
several are parts of one series

  --sensitivity DAYS about one false alert in so many days; may be repeated (default 7, 30 and 90)
  --learn DAYS       days that are learned before anything is judged (default 7)
  --incidents N      incidents of each kind (default 10)
${ALERT_HELP}
  --chart FILE.svg   draw the series with each ring
  --html FILE        write a page to share: the series to explore, the rings, the tables
  --net HOST         a further host that the source needs; may be repeated
  --seed N           integer in 0..4294967295 (default 1)
  --json             print one JSON object: { name, notes, from, to, days, sensitivities, bands }
                       sensitivities, bands: [{ name, days, rings, recall: [{ kind, incidents, delays }] }],
                       of sensitivities also sensitivity and alerts; delays in minutes
  --help             show this text

${READ_HELP}

What is told, the chart and the page are in --timeZone, --json is in epoch milliseconds. Relative
paths are meant from the folder you call from.
Exit codes: 0 done, 1 an error such as a download that failed, 2 wrong usage or a source that is no
series, 5 a file cannot be written, 130 and 143 stopped.`;

const OPTIONS = {
  ...DETECTOR_OPTIONS,
  sensitivity: { type: "string", multiple: true, default: ["7", "30", "90"] as string[] },
  learn: { type: "string", default: "7" },
  incidents: { type: "string", default: "10" },
  value: { type: "string" }, // as the library calls the column
  ...READ_OPTIONS,
  chart: { type: "string" },
  html: { type: "string" },
  net: { type: "string", multiple: true }, // read by the launcher
  json: { type: "boolean", default: false },
} as const;

if (import.meta.main) {
  await command({ task: "deno task backtest", help: HELP, options: OPTIONS, most: Infinity }, main);
}

async function main(values: Values<typeof OPTIONS>, sources: string[]): Promise<number> {
  if (sources.length === 0) throw new UsageError("Cannot backtest without a SOURCE");
  warnOfSources(sources);
  const { json } = values;
  const chart = toFile("--chart", values.chart, [".svg"]);
  const html = toFile("--html", values.html, PAGE_ENDINGS);
  await checkWritable(chart, html);
  const sensitivities = values.sensitivity.map((days) =>
    toFinite("--sensitivity", days, { min: 1, max: MOST_DAYS })
  );
  const { seed, ...detector } = await checkUsage(() =>
    detectorOptions({ ...values, sensitivity: undefined })
  );
  const learn = toFinite("--learn", values.learn, { min: 0, max: 3650 });
  const incidents = toInteger("--incidents", values.incidents, { min: 0, max: 1000 });
  const texts = { ...values, sensitivity: undefined, net: undefined };
  const read = await checkUsage(() => readOptionTexts(texts, "command"));
  const { series: { frame, name, column, notes } } = withCalendarNote(
    await readSources(sources, read),
    detector,
  );
  const series = { timestamps: frameTimestamps(frame), values: frameValues(frame) };
  const bar = progress(1, "Backtest");
  const report = await checkUsage(() =>
    backtest(series, {
      seed,
      detector,
      sensitivities: [...new Set(sensitivities)],
      learn,
      incidents,
      onProgress: (share) => bar.update(share),
    })
  );
  bar.done();
  const timeZone = values.timeZone ?? "UTC";
  const backtested = { name, notes, report, timeZone };
  if (chart !== undefined || html !== undefined) {
    const rings = drawing(series, report, { label: column, timeZone });
    if (chart !== undefined) await writeFileAtomic(chart, rings.outerHTML);
    if (html !== undefined) {
      await writeFileAtomic(html, backtestPage(backtested, { series, column, rings }));
    }
  }
  if (json) {
    printJson({ name, notes, ...report });
    return 0;
  }
  print(backtestTables(backtested));
  const files = [["Chart", chart], ["Page", html]] as const;
  const written = files.flatMap(([what, path]) =>
    path === undefined ? [] : [`${what}: ${toCaller(path)}`]
  );
  if (written.length > 0) print(`\n${written.join("\n")}`);
  return 0;
}

/** The series with a lane of rings for each way to ring. */
function drawing(
  { timestamps, values }: { timestamps: Float64Array; values: Float64Array },
  { sensitivities, bands }: BacktestReport,
  look: { readonly label: string; readonly timeZone: string },
): Chart {
  const lanes = [...sensitivities, ...bands].map(({ name, rings }) => {
    // What rang for samples that did not come is drawn where they came again.
    const rows = new Set(rings.map((ring) => timestamps.findIndex((time) => time >= ring)));
    return [name, Array.from(timestamps, (_, row) => rows.has(row))] as const;
  });
  return plotAlarms(createFrame(timestamps, values), Object.fromEntries(lanes), {
    title: "When it would have rung",
    flag: "ring",
    ...look,
  });
}
