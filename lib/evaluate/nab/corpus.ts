/** A folder of series and a file of labels, in the form of the Numenta Anomaly Benchmark. */
import { requireKind } from "../../checks.ts";
import type { TimeSeries } from "../../data/frame/mod.ts";
import type { LabelWindow } from "../../data/mod.ts";
import { formatTimestamp } from "../../data/timestamps/mod.ts";
import type { RowWindow } from "../label_windows.ts";

/** One series of a corpus, by rows: its timestamps may repeat or run backwards. */
export interface NabSeries extends TimeSeries {
  /** Path below the data folder, as `realAWSCloudwatch/elb_request_count_8c0756.csv`. */
  name: string;
  /** Labelled windows in rows. */
  windows: RowWindow[];
}

/**
 * Reads every `.csv` file below a folder, and its labelled windows.
 *
 * The labels file is NAB's `combined_windows.json`: an object from each file's path below the
 * folder to a list of `[start, end]`, which may be empty. Each limit must be the timestamp of a
 * row; where a timestamp repeats the first such row counts, as in NAB's scorer.
 *
 * @param folder Path of NAB's `data` folder or of one like it
 * @param labels Path of the labels file
 * @returns One entry a file, sorted by name
 * @throws {Deno.errors.NotFound} If the folder or the labels file is absent
 * @throws {RangeError} If the folder holds no `.csv` file, a file has no labels, labels name a file
 * that is not there, or a window's limit is no row's timestamp (with file, line and nearest row)
 * @throws {SyntaxError} If a file's text is bad (with file, line and column)
 * @throws {TypeError} If a path is none
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readNabCorpus } from "elb-anomaly/evaluate";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/a.csv`, "timestamp,value\n2014-04-10,1\n2014-04-11,2\n");
 * await Deno.writeTextFile(`${folder}/labels.json`, '{"a.csv": [["2014-04-11", "2014-04-11"]]}');
 * const [series] = await readNabCorpus(folder, `${folder}/labels.json`);
 * assert.deepEqual([series!.name, series!.windows], ["a.csv", [[1, 1]]]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function readNabCorpus(folder: string, labels: string): Promise<NabSeries[]> {
  requireKind("read a corpus", { folder, labels }, "a path or a URL");
  const names = await csvFiles(folder);
  if (names.length === 0) {
    throw new RangeError(`Cannot read ${folder} as it must hold .csv files: it holds none`);
  }
  const { readLabels, readNabRows } = await import("../../data/mod.ts");
  const windows = await readLabels(labels);
  const lineOf = lineFinder(await Deno.readTextFile(labels));
  const present = new Set(names);
  const absent = [...windows.keys()].filter((name) => !present.has(name));
  if (absent.length > 0) {
    const listed = absent.slice(0, 5).map((name) => `"${name}" (line ${lineOf(name)})`);
    const more = absent.length > 5 ? ` and ${absent.length - 5} more` : "";
    throw new RangeError(
      `Cannot use labels ${labels} as each must name a file below ${folder}: no such file ${
        listed.join(", ")
      }${more}`,
    );
  }
  const corpus: NabSeries[] = [];
  for (const name of names) {
    const labelled = windows.get(name);
    if (labelled === undefined) {
      throw new RangeError(
        `Cannot use labels ${labels} as each file below ${folder} needs an entry, [] where nothing is labelled: "${name}" has none`,
      );
    }
    const { timestamps, values } = await readNabRows(`${folder}/${name}`);
    const placed = labelled.map((window, k) => {
      const place = (what: keyof LabelWindow, from: number): number => {
        const time = window[what].getTime();
        const row = timestamps.indexOf(time, from);
        if (row !== -1) return row;
        const text = formatTimestamp(time);
        throw new RangeError(
          `Cannot use labels ${labels} as window limits must be timestamps of rows: ${what} ${text} of window ${k} of "${name}" (line ${
            lineOf(name, text)
          }) is no row's, the nearest row has ${formatTimestamp(nearest(timestamps, time))}`,
        );
      };
      const first = place("start", 0);
      return [first, place("end", first)] as const;
    });
    corpus.push({ name, timestamps, values, windows: placed });
  }
  return corpus;
}

/** Paths of the .csv files below a folder, with `/`, sorted. */
async function csvFiles(folder: string, below = ""): Promise<string[]> {
  const path = below === "" ? folder : `${folder}/${below}`;
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(path)) {
      const name = below === "" ? entry.name : `${below}/${entry.name}`;
      const { isDirectory } = entry.isSymlink ? await Deno.stat(`${path}/${entry.name}`) : entry;
      if (isDirectory) names.push(...await csvFiles(folder, name));
      else if (entry.name.endsWith(".csv")) names.push(name);
    }
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound) || below !== "") throw cause;
    throw new Deno.errors.NotFound(`Cannot read ${path} as there is no such folder`, { cause });
  }
  return names.sort();
}

/** Finds the line (from 1) of a series' entry in a labels text, or of a timestamp in it. */
function lineFinder(text: string): (name: string, time?: string) => number {
  return (name, time) => {
    const entry = Math.max(text.indexOf(JSON.stringify(name)), 0);
    const at = time === undefined ? entry : Math.max(text.indexOf(time, entry), entry);
    return text.slice(0, at).split("\n").length;
  };
}

function nearest(timestamps: Float64Array, time: number): number {
  return timestamps.reduce((best, other) =>
    Math.abs(other - time) < Math.abs(best - time) ? other : best
  );
}
