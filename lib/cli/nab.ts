/** `deno task nab`: runs detectors over a folder in NAB's form and scores them as NAB does. */
import { join } from "node:path";
import {
  type DetectorReport,
  NAB_DETECTORS,
  nabScoreboard,
  type NabSeries,
  readNabCorpus,
  reportDetector,
  runDetector,
  writeNabResult,
} from "../evaluate/mod.ts";
import { WriteError } from "../files.ts";
import { progress } from "../notebook/mod.ts";
import { fromCaller, toCaller } from "./shared/caller.ts";
import { nabTable } from "./shared/nab_table.ts";
import { StopSignals } from "./shared/stop_signals.ts";
import {
  checkUsage,
  checkWritable,
  command,
  toInteger,
  UsageError,
  type Values,
} from "./shared/command.ts";
import { print, printError, printJson } from "./shared/print.ts";

const NAMES = Object.keys(NAB_DETECTORS);
const WIDEST = Math.max(...NAMES.map((name) => name.length));

const HELP =
  `Runs detectors over a folder of series and scores them as the Numenta Anomaly Benchmark v1.1 does,
beside its published scoreboard: at each detector's fixed threshold, which was set without labels,
and at the best threshold for these labels, which is how the published scores were made.

Usage: deno task nab --data DIR --labels FILE [options]

  --data DIR         folder of category/file.csv with the columns timestamp,value, such as data in
                     github.com/numenta/NAB
  --labels FILE      NAB's labels/combined_windows.json, or one like it: an entry for each file, [] if
                     it has no window
  --detector NAME    may be repeated; all for every one; unless told, ${NAMES[0]}
  --out DIR          write DIR/NAME/category/NAME_file.csv, which NAB's own scorer reads with
                     --resultsDir DIR
  --seed N           integer in 0..4294967295; unless told, 1
  --workers N        series scored at a time; unless told, one a core
  --json             print the result as one JSON object:
                       { data, labels, seed, files, windows, detectors, scoreboard }
                       detectors: [{ name, description, looksAhead, alarmsPerDay,
                         earliness, fixed, swept }]
                       fixed, swept: by profile { profile, threshold, swept, raw, normalized, windows,
                         windowsHit, tp, fp, fn, tn, categories, files }, counts and scores also by
                         category and by file;
                         a threshold of null flags nothing
                       scoreboard: [{ name, standard, reward_low_FP_rate, reward_low_FN_rate }], null
                         for other data than NAB's
  --help             show this text

Detectors:
${NAMES.map((name) => `  ${name.padEnd(WIDEST)}  ${NAB_DETECTORS[name]!.description}`).join("\n")}

Relative paths are meant from the folder you call from.
Exit codes: 0 done, 1 a detector failed, 2 wrong usage, bad data or no place for the results, 5 results
could not be written, 130 and 143 stopped.`;

const OPTIONS = {
  data: { type: "string" },
  labels: { type: "string" },
  detector: { type: "string", multiple: true, default: [NAMES[0]!] as string[] },
  out: { type: "string" },
  seed: { type: "string", default: "1" },
  workers: { type: "string", default: String(navigator.hardwareConcurrency) },
  json: { type: "boolean", default: false },
} as const;

if (import.meta.main) await command({ task: "deno task nab", help: HELP, options: OPTIONS }, main);

async function main(values: Values<typeof OPTIONS>): Promise<number> {
  const options = readOptions(values);
  const { data, labels, names, out, seed, workers, json } = options;
  using stop = new StopSignals();
  const corpus = await checkUsage(() => readNabCorpus(data, labels));
  if (out !== undefined) await makeFolder(out);
  const detectors: DetectorReport[] = [];
  let problem: string | undefined;
  for (const name of names) {
    const bar = progress(corpus.length, name);
    let scores;
    try {
      scores = await runDetector(name, corpus, {
        seed,
        workers,
        onSeries: (done) => bar.update(done),
        signal: stop.signal,
      });
    } catch (error) {
      printError(`\n${(error as Error).message}`);
      return stop.signal.aborted ? stop.code : 1;
    }
    bar.done();
    if (out !== undefined) {
      problem ??= await writeResults(out, name, corpus, scores);
    }
    detectors.push(reportDetector(name, corpus, scores));
  }
  const scoreboard = nabScoreboard(corpus);
  const files = corpus.length;
  const windows = corpus.reduce((sum, series) => sum + series.windows.length, 0);
  if (json) {
    printJson(
      { data, labels, seed, files, windows, detectors, scoreboard: scoreboard ?? null },
      (_key, value) => value === Infinity ? null : value, // JSON has no infinity
    );
  } else {
    print(`${files} files with ${windows} windows below ${toCaller(data)}\n`);
    print(nabTable(detectors, scoreboard));
    if (out !== undefined && problem === undefined) {
      print(`\nWrote ${names.length * files} result files below ${toCaller(out)}`);
    }
  }
  if (problem === undefined) return 0;
  printError(problem);
  return 5;
}

/** Writes a detector's result files; what is wrong where one cannot be written. */
async function writeResults(
  out: string,
  name: string,
  corpus: readonly NabSeries[],
  scores: readonly Float64Array[],
): Promise<string | undefined> {
  try {
    for (const [i, series] of corpus.entries()) {
      await writeNabResult(out, name, series, scores[i]!);
    }
  } catch (error) {
    const isRefused = error instanceof Error && (error instanceof WriteError || "code" in error);
    if (!isRefused) throw error;
    return `${error.message}; results are missing below ${toCaller(out)}`;
  }
}

/** Made before the work, so that a folder that cannot be written costs no result. */
async function makeFolder(path: string): Promise<void> {
  await Deno.mkdir(path, { recursive: true }).catch((error) => {
    throw new UsageError(`Cannot write to ${path}: ${error.message}`);
  });
  await checkWritable(join(path, "result.csv"));
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

function readOptions(values: Values<typeof OPTIONS>): Options {
  const { data, labels, detector, out } = values;
  if (data === undefined || labels === undefined) {
    throw new UsageError("Cannot score as --data and --labels must be given");
  }
  const names = [...new Set(detector.includes("all") ? NAMES : detector)];
  for (const name of names) {
    if (!NAMES.includes(name)) {
      throw new UsageError(
        `Cannot run a detector as --detector must be one of ${
          NAMES.join(", ")
        }, all: current value is ${name}`,
      );
    }
  }
  return {
    data: fromCaller(data),
    labels: fromCaller(labels),
    names,
    out: fromCaller(out),
    seed: toInteger("--seed", values.seed, { min: 0, max: 0xffffffff }),
    workers: toInteger("--workers", values.workers, { min: 1, max: 1024 }),
    json: values.json,
  };
}
