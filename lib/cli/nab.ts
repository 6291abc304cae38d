/**
 * `deno task nab`: runs detectors over a folder in NAB's form and scores them as NAB does.
 *
 * @module
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { alarmRuns } from "../evaluate/alarms.ts";
import { nabScore } from "../evaluate/nab.ts";
import { type NabSeries, readNabCorpus } from "../evaluate/nab_corpus.ts";
import { NAB_DETECTORS } from "../evaluate/nab_detectors.ts";
import { writeNabResult } from "../evaluate/nab_results.ts";
import { runDetector } from "../evaluate/nab_run.ts";
import { nabScoreboard } from "../evaluate/nab_scoreboard.ts";
import { NAB_PROFILES, type NabProfile } from "../evaluate/nab_weights.ts";
import { type DetectorScores, nabTable } from "./nab_table.ts";

const DAY_MS = 86_400_000;
const PROFILES = Object.keys(NAB_PROFILES) as NabProfile[];
const NAMES = Object.keys(NAB_DETECTORS);
const WIDEST = Math.max(...NAMES.map((name) => name.length));

const USAGE = `Usage: deno task nab --data DIR --labels FILE [OPTION]...

Runs detectors over every .csv file below DIR and scores them as the Numenta Anomaly Benchmark v1.1
does, beside its published scoreboard. Scores are given at each detector's fixed threshold, which was
set without labels, and at the best threshold for these labels, which is how NAB's published scores
were made.

  --data DIR         folder of category/file.csv with the columns timestamp,value
  --labels FILE      NAB's combined_windows.json, or one like it: an entry for each file, [] if it
                     has no window
  --detector NAME    may be repeated; all for every one (default ${NAMES[0]})
  --out DIR          write DIR/NAME/category/NAME_file.csv, which NAB's own scorer reads with
                     --resultsDir DIR
  --seed N           integer in 0..4294967295 (default 1)
  --workers N        series scored at a time (default: one a core)
  --json             print one JSON object instead of tables:
                     { data, labels, seed, files, windows, detectors: [{ name, description,
                     looksAhead, alarmsPerDay, fixed, swept }], scoreboard }; fixed and swept hold
                     for each profile threshold, raw, normalized, windows, windowsHit, tp, fp, fn, tn,
                     and the same by category and by file; scoreboard is null for other data than NAB's
  --help             print this

Detectors:
${NAMES.map((name) => `  ${name.padEnd(WIDEST)}  ${NAB_DETECTORS[name]!.description}`).join("\n")}`;

async function main(args: string[]): Promise<number> {
  let options;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (options === "help") {
    console.log(USAGE);
    return 0;
  }
  const { data, labels, names, out, seed, workers, json } = options;
  const corpus = await readNabCorpus(data, labels);
  const detectors: DetectorScores[] = [];
  for (const name of names) {
    const bar = progressBar(name, corpus.length);
    let scores;
    try {
      scores = await runDetector(name, corpus, { seed, workers, onSeries: bar.show });
    } finally {
      bar.clear();
    }
    if (out !== undefined) {
      for (const [i, series] of corpus.entries()) {
        await writeNabResult(out, name, series, scores[i]!);
      }
    }
    detectors.push(scoreDetector(name, corpus, scores));
  }
  const scoreboard = nabScoreboard(categorySizes(corpus));
  const windows = corpus.reduce((sum, series) => sum + series.windows.length, 0);
  if (json) {
    const files = corpus.length;
    console.log(JSON.stringify(
      { data, labels, seed, files, windows, detectors, scoreboard: scoreboard ?? null },
      // JSON has no infinity: a threshold above every score.
      (_key, value) => value === Infinity ? null : value,
    ));
    return 0;
  }
  console.log(`${corpus.length} files with ${windows} windows below ${data}\n`);
  console.log(nabTable(detectors, scoreboard));
  if (out !== undefined) {
    console.log(`\nWrote ${names.length * corpus.length} result files below ${out}`);
  }
  return 0;
}

interface Options {
  data: string;
  labels: string;
  names: string[];
  out: string | undefined;
  seed: number;
  workers: number;
  json: boolean;
}

function readOptions(args: string[]): Options | "help" {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: "string" },
      labels: { type: "string" },
      detector: { type: "string", multiple: true, default: [NAMES[0]!] },
      out: { type: "string" },
      seed: { type: "string", default: "1" },
      workers: { type: "string", default: String(navigator.hardwareConcurrency) },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const path = (text: string): string => resolve(Deno.env.get("INIT_CWD") ?? "", text);
  const { data, labels, detector, out } = values;
  if (data === undefined || labels === undefined) {
    throw new RangeError("Cannot score as --data and --labels must be given");
  }
  const names = [...new Set(detector.includes("all") ? NAMES : detector)];
  for (const name of names) {
    if (!NAMES.includes(name)) {
      throw new RangeError(
        `Cannot run a detector as --detector must be one of ${
          NAMES.join(", ")
        }, all: current value is ${name}`,
      );
    }
  }
  return {
    data: path(data),
    labels: path(labels),
    names,
    out: out === undefined ? undefined : path(out),
    seed: toInteger("--seed", values.seed, 0, 0xffffffff),
    workers: toInteger("--workers", values.workers, 1, 1024),
    json: values.json,
  };
}

function toInteger(option: string, text: string, low: number, high: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  if (number >= low && number <= high) return number;
  throw new RangeError(
    `Cannot read ${option} as it must be an integer in ${low}..${high}: current value is ${text}`,
  );
}

function scoreDetector(
  name: string,
  corpus: readonly NabSeries[],
  scores: readonly Float64Array[],
): DetectorScores {
  const { description, looksAhead, threshold } = NAB_DETECTORS[name]!;
  const files = corpus.map((series, i) => ({ ...series, scores: scores[i]! }));
  const score = (options: { threshold?: number }): DetectorScores["fixed"] =>
    Object.fromEntries(
      PROFILES.map((profile) => [profile, nabScore(files, { profile, ...options })]),
    ) as DetectorScores["fixed"];
  let [alarms, days] = [0, 0];
  for (const { scores, timestamps } of files) {
    alarms += alarmRuns(Array.from(scores, (value) => value >= threshold)).length;
    days += (timestamps.at(-1)! - timestamps[0]!) / DAY_MS;
  }
  return {
    name,
    description,
    looksAhead,
    alarmsPerDay: days > 0 ? alarms / days : 0,
    fixed: score({ threshold }),
    swept: score({}),
  };
}

function categorySizes(
  corpus: readonly NabSeries[],
): Record<string, { files: number; windows: number }> {
  const sizes: Record<string, { files: number; windows: number }> = {};
  for (const { name, windows } of corpus) {
    const size = sizes[name.slice(0, Math.max(name.indexOf("/"), 0))] ??= { files: 0, windows: 0 };
    size.files += 1;
    size.windows += windows.length;
  }
  return sizes;
}

/** A bar on standard error, where that is a terminal. */
function progressBar(
  label: string,
  total: number,
): { show: (done: number) => void; clear: () => void } {
  if (!Deno.stderr.isTerminal()) return { show: () => {}, clear: () => {} };
  const write = (text: string): void => {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  };
  const show = (done: number): void => {
    const filled = Math.round((30 * done) / total);
    write(`\r${label} [${"#".repeat(filled)}${" ".repeat(30 - filled)}] ${done}/${total} files`);
  };
  show(0);
  return { show, clear: () => write("\r\x1b[K") };
}

if (import.meta.main) {
  try {
    Deno.exitCode = await main(Deno.args);
  } catch (error) {
    console.error((error as Error).message);
    Deno.exitCode = 1;
  }
}
