/**
 * The detector's benchmark: seeded synthetic sets (and NAB's series where they are), the detector
 * over each at several sensitivities, and the table of scores and seeds.
 *
 *     deno run --allow-read --allow-env --allow-sys --allow-ffi=./node_modules \
 *       tests/bench/detector/run.ts --help
 *
 * @module
 */
import { command, toFinite, toInteger, type Values } from "../../../lib/cli/shared/command.ts";
import { readNabCorpus } from "../../../lib/evaluate/nab/corpus.ts";
import { coarser, pieces } from "./derived_series.ts";
import { NAB_SETTING, optionsOnNab } from "../../../lib/evaluate/nab/setting.ts";
import { cloudEvents } from "./events.ts";
import { judge, type Verdict } from "./judging.ts";
import { type LabelledSeries, record, type Recording } from "./recording.ts";
import { rowLabelledSet } from "./row_labels.ts";
import { type RowVerdicts, rowVerdicts } from "./row_judging.ts";
import { syntheticSet } from "./synthetic_sets.ts";

const HELP =
  `Runs the streaming detector over seeded series, and over NAB's with --nab, and scores it as NAB does.

Usage: deno task bench:detector [options]

Options, with their values unless told:
  --sets A,B,C,M,N  synthetic sets, or none
  --draw 1          seed of the sets: another number gives fresh series of the same kind
  --part 1          every n-th series of each set only, for a quick look
  --seeds 1         seeds of the detector, by commas
  --days ${NAB_SETTING.days}         sensitivities, as days for one false alert, by commas
  --rows ${NAB_SETTING.rows}       rows for one false alert at least, which is more at coarse steps
  --calm ${NAB_SETTING.calmRows}         rows without one that stands out after which an alert is over
  --own-rate ${NAB_SETTING.mostOwnRate}      how many times as high the threshold of a series that stands out often is at most
  --caution ${NAB_SETTING.caution}       how much further out than otherwise a row has to be in the first days
  --nab FOLDER      NAB's too: a folder with data/ and labels/combined_windows.json
  --derived         beside NAB's series: R2, R3 means of 2 and 3 rows, D2 every second row, P pieces
  --vus KINDS       sets with a label for each row, portal and kpi: VUS-PR of the score by kind, beside
                    simple detectors
  --json            print the figures as JSON
  --help            show this text

Exit codes: 0 done, 1 an error, 2 wrong usage, 130 and 143 stopped.`;

const OPTIONS = {
  sets: { type: "string", default: "A,B,C,M,N" },
  draw: { type: "string", default: "1" },
  seeds: { type: "string", default: "1" },
  days: { type: "string", default: `${NAB_SETTING.days}` },
  rows: { type: "string", default: `${NAB_SETTING.rows}` },
  calm: { type: "string", default: `${NAB_SETTING.calmRows}` },
  "own-rate": { type: "string", default: `${NAB_SETTING.mostOwnRate}` },
  caution: { type: "string", default: `${NAB_SETTING.caution}` },
  part: { type: "string", default: "1" },
  nab: { type: "string" },
  derived: { type: "boolean", default: false },
  vus: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

if (import.meta.main) {
  await command({ task: "deno task bench:detector", help: HELP, options: OPTIONS }, main);
}

async function main(flags: Values<typeof OPTIONS>): Promise<number> {
  const draw = toInteger("--draw", flags.draw, { min: 0 });
  const seeds = flags.seeds.split(",").map((seed) => toInteger("--seeds", seed, { min: 0 }));
  const sensitivities = flags.days.split(",").map((days) => toFinite("--days", days, { min: 1 }));
  const rows = toInteger("--rows", flags.rows, { min: 1 });
  const calmRows = toFinite("--calm", flags.calm, { min: 0 });
  const mostOwnRate = toFinite("--own-rate", flags["own-rate"], { min: 1 });
  const caution = toFinite("--caution", flags.caution, { min: 1 });
  const every = toInteger("--part", flags.part, { min: 1 });
  const sets: [string, LabelledSeries[]][] = [];
  for (const name of flags.sets.split(",").filter((name) => name !== "none")) {
    sets.push([name, syntheticSet(name, draw)]);
  }
  if (flags.nab !== undefined) {
    const corpus = await readNabCorpus(
      `${flags.nab}/data`,
      `${flags.nab}/labels/combined_windows.json`,
    );
    const series = corpus.map(({ name, timestamps, values, windows }) => ({
      name,
      times: timestamps,
      values,
      windows,
    }));
    sets.push(["NAB", series]);
    if (flags.derived) {
      const long = series.filter(({ values }) => values.length >= 4000);
      sets.push(
        ["R2", long.map((one) => coarser(one, 2))],
        ["R3", long.map((one) => coarser(one, 3))],
        ["D2", long.map((one) => coarser(one, 2, true))],
        ["P", long.flatMap(pieces)],
      );
    }
  }

  const figures: Record<string, Record<string, Verdict>> = {};
  const ranked: Record<string, RowVerdicts> = {};
  for (const [name, series] of sets) {
    const part = series.filter((_, k) => k % every === 0);
    const length = part.reduce((sum, { values }) => sum + values.length, 0);
    const results: Record<string, Verdict> = {};
    const began = performance.now();
    for (const days of sensitivities) {
      for (const seed of seeds) {
        const recordings = part.map((one) =>
          record(one, {
            seed,
            ...optionsOnNab(one.times, {
              ...NAB_SETTING,
              days,
              rows,
              calmRows,
              mostOwnRate,
              caution,
            }),
          })
        );
        const verdict = judge(recordings);
        if (name === "NAB" && seed === seeds[0] && !flags.json) printEvents(days, recordings);
        results[`one in ${days} days, seed ${seed}`] = verdict;
      }
    }
    const seconds = (performance.now() - began) / 1000 / Object.keys(results).length;
    figures[name] = results;
    if (!flags.json) print(name, part.length, length, seconds, results);
  }
  for (const name of flags.vus?.split(",") ?? []) {
    for (const seed of seeds) {
      const part = rowLabelledSet(name, draw).filter((_, k) => k % every === 0);
      const verdicts = rowVerdicts(part, seed);
      if (!flags.json) printRows(`${name}, ${part.length} series, seed ${seed}`, verdicts);
      ranked[`${name}, seed ${seed}`] = verdicts;
    }
  }
  if (flags.json) console.log(JSON.stringify({ ...figures, ...ranked }, null, 2));
  return 0;
}

function printEvents(days: number, recordings: readonly Recording[]): void {
  console.log(`\nEvents on realAWSCloudwatch, one false alert in ${days} days as stated`);
  console.log("detector | windows hit | precision | recall | F1 | false events a week and series");
  for (const [name, figures] of Object.entries(cloudEvents(recordings))) {
    const { hit, windows, precision, recall, f1, falseAWeek } = figures;
    const shares = [precision, recall, f1, falseAWeek].map((x) => x.toFixed(2)).join(" | ");
    console.log(`${name} | ${hit}/${windows} | ${shares}`);
  }
}

function printRows(title: string, verdicts: RowVerdicts): void {
  const kinds = Object.keys(Object.values(verdicts)[0]!);
  console.log(`\nVUS-PR, ${title}\nscore of | ${kinds.join(" | ")}`);
  for (const [name, areas] of Object.entries(verdicts)) {
    console.log([name.padEnd(20), ...kinds.map((kind) => areas[kind]!.toFixed(3))].join(" | "));
  }
}

function print(
  name: string,
  series: number,
  rows: number,
  seconds: number,
  results: Record<string, Verdict>,
): void {
  console.log(
    `\n${name}: ${series} series, ${rows} rows, ${seconds.toFixed(1)} s (${
      (1e6 * seconds / rows).toFixed(1)
    } us a row with all refits)`,
  );
  console.log("variant | standard | low FP | low FN | hit | false alarms | days for one");
  for (const [variant, verdict] of Object.entries(results)) {
    const { standard, lowFp, lowFn, hit, windows, falseAlarms, daysPerFalseAlarm } = verdict;
    const score = (value: number) => Number.isNaN(value) ? "-" : value.toFixed(1);
    console.log(
      [
        variant.padEnd(36),
        score(standard),
        score(lowFp),
        score(lowFn),
        `${hit}/${windows}`,
        falseAlarms,
        daysPerFalseAlarm.toFixed(1),
      ].join(" | "),
    );
  }
}
