/**
 * The series of the Numenta Anomaly Benchmark that this project is about, and the reader of the
 * benchmark's files.
 */
import simulatedLabels from "../../data/elb_simulated.labels.json" with { type: "json" };
import { createFrame } from "./frame/mod.ts";
import { readSeries } from "./read_series.ts";
import { readRows, type Series } from "./series.ts";
import type { TimeSeries } from "./frame/mod.ts";
import { excerpt, optionsOf, requireKind, requireKnownOptions, requireNumber } from "../checks.ts";
import { findGaps } from "./gaps.ts";
import { formatCount } from "../text.ts";
import { type LabelWindow, parseWindows } from "./labels.ts";
import { refuseOtherFormats } from "./csv/other_formats.ts";
import { fetchBytes, fileBytes, readAll, writeFileAtomic } from "../files.ts";

/** A file of NAB that is known by its content. */
export interface NabFile {
  /** Name without `.csv`, as `loadLabels` takes it. */
  readonly name: string;
  /** Where it is downloaded from. */
  readonly url: string;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly sha256: string;
  /** Number of rows, the header not counted. */
  readonly rows: number;
  /** Under which licence, and whose. */
  readonly licence: string;
}

/** Request counts of an AWS load balancer, one each five minutes, 2014-04-10 to 2014-04-24. */
export const ELB_FILE: NabFile = Object.freeze({
  name: "elb_request_count_8c0756",
  url:
    "https://raw.githubusercontent.com/numenta/NAB/master/data/realAWSCloudwatch/elb_request_count_8c0756.csv",
  sha256: "74c26574a01ca9fb89dddb5021e2e13c3a93eb25dc640438a9acb1ceb00f1021",
  rows: 4032,
  licence: "MIT, Numenta",
});

const DATA_FOLDER = new URL("../../data/", import.meta.url);

/** Options of {@linkcode loadElb}. */
export interface LoadElbOptions {
  /** Folder for the real file, a `file:` URL or a path; the project's `data/` unless told. */
  folder?: string | URL;
  /** Where to download from instead of {@linkcode ELB_FILE}'s URL. */
  url?: string | URL;
  /** Seconds until the download is given up; 5 unless told. */
  timeout?: number;
}

/** What a row of the series is. */
const LABEL = "Requests per 5 minutes";

/** What {@linkcode loadElb} returns. */
export interface ElbSeries extends Series {
  /** Which series it is; `loadLabels(name)` gives its labelled windows. */
  name: string;
  /** What the values are, for a chart's axis. */
  label: string;
  /** Which data this is, as the first of `notes`: the same after a download as from a file. */
  note: string;
}

/**
 * Loads the ELB request counts: from the file in the data folder, else from NAB's repository, else
 * the simulated series that comes with the project.
 *
 * A download is checked and then written into the folder, whole or not at all. The simulated series
 * stands in only where the real one cannot be had: the server is not reached in time, answers with
 * an error or breaks off, or the program lacks the permission to reach it or to write the folder
 * (permissions are looked up, so that nobody is asked). A file with other content than NAB's is an
 * error wherever it comes from.
 *
 * Needs read access to the project's `data/` and to `folder`; for a download also write access to
 * `folder` and network access to the host.
 *
 * @throws {Error} If the file, or what was downloaded, has another checksum
 * @throws {SyntaxError} If it is of another kind altogether, such as an HTML page
 * @throws {RangeError} If `timeout` is not above 0, or the server sends far more than the file
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadElb, loadLabels } from "elb-anomaly/data";
 *
 * const { frame, name, note } = await loadElb();
 * assert.ok(frame.height > 4000);
 * assert.ok(loadLabels(name).length >= 2);
 * console.log(note);
 * ```
 */
export async function loadElb(options: LoadElbOptions = {}): Promise<ElbSeries> {
  const { folder = DATA_FOLDER, url = ELB_FILE.url, timeout = 5, ...rest } = optionsOf(
    "load the ELB data",
    options,
  );
  requireKnownOptions("load the ELB data", rest);
  requireKind("load the ELB data", { folder }, "a path or a URL");
  requireKind("load the ELB data", { url }, "a URL");
  requireNumber("load the ELB data", { timeout }, { above: 0 });
  const path = typeof folder === "string"
    ? `${folder.replace(/[\\/]$/, "")}/${ELB_FILE.name}.csv`
    : new URL(`${ELB_FILE.name}.csv`, folder.href.endsWith("/") ? folder : `${folder.href}/`);
  let bytes: Uint8Array;
  let origin: Series["origin"] = "file";
  try {
    bytes = await readAll(fileBytes(path));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const download = await downloadElb(new URL(url), folder, timeout);
    if (typeof download === "string") return await simulatedElb(download);
    bytes = download;
    origin = "download";
  }
  const source = origin === "file" ? String(path) : String(url);
  const advice = origin === "file" ? "delete it, and it is downloaded again" : "nothing was saved";
  await verify(bytes, source, advice);
  if (origin === "download") {
    await Deno.mkdir(folder, { recursive: true });
    await writeFileAtomic(path, bytes);
  }
  const { timestamps, values } = await readRows([bytes], source);
  const note = `Real data: ${ELB_FILE.name} of the Numenta Anomaly Benchmark, ${
    formatCount(timestamps.length)
  } samples.`;
  return {
    frame: createFrame(timestamps, values),
    origin,
    gaps: findGaps(timestamps),
    name: ELB_FILE.name,
    column: "value",
    label: LABEL,
    notes: [note],
    note,
  };
}

/** NAB's `combined_windows.json` at the commit that `data/README.md` names, for the ELB file. */
const ELB_LABELS = {
  "elb_request_count_8c0756.csv": [
    ["2014-04-12 09:04:00.000000", "2014-04-13 01:44:00.000000"],
    ["2014-04-22 11:14:00.000000", "2014-04-23 03:54:00.000000"],
  ],
};

/**
 * The labelled windows of a series that comes with the project.
 *
 * @param name `elb_request_count_8c0756` (NAB's labels, built in) or `elb_simulated` (the injected
 * anomalies); `.csv` and folders before it do not count. `loadElb` returns the right one as `name`.
 * @returns The windows in time order
 * @throws {RangeError} If there are no labels of that name
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadLabels } from "elb-anomaly/data";
 *
 * const [first] = loadLabels("elb_request_count_8c0756");
 * assert.equal(first!.start.toISOString(), "2014-04-12T09:04:00.000Z");
 * assert.equal(first!.end.toISOString(), "2014-04-13T01:44:00.000Z");
 * ```
 */
export function loadLabels(name: string): LabelWindow[] {
  requireKind("load labels", { name }, "a text");
  const known = { ...ELB_LABELS, ...simulatedLabels } as Record<string, unknown>;
  const file = `${name.replace(/^.*[\\/]/, "").replace(/\.csv$/, "")}.csv`;
  if (!Object.hasOwn(known, file)) {
    throw new RangeError(
      `Cannot load labels as name must be one of ${
        Object.keys(known).map((key) => key.replace(/\.csv$/, "")).join(", ")
      }: current value is ${excerpt(name)}`,
    );
  }
  return parseWindows(known[file], "the built-in labels", file);
}

/**
 * Reads a NAB file row by row, as its scoring counts: eight of NAB's files repeat timestamps and
 * one runs back in time, so rows are told apart by their position only.
 *
 * @param path A path or a `file:` URL of a file with the columns `timestamp` and `value`
 * @returns Epoch milliseconds (UTC) and values, shape `[n]`, in the order of the file
 * @throws {SyntaxError} As {@linkcode readSeries}, except that time may repeat or run backwards
 * @throws {Deno.errors.NotFound} If there is no such file
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readNabRows } from "elb-anomaly/data";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await Deno.writeTextFile(path, "timestamp,value\n2014-04-10 00:04:00,1\n2014-04-10 00:04:00,2\n");
 * assert.deepEqual((await readNabRows(path)).values, Float64Array.of(1, 2));
 * await Deno.remove(path);
 * ```
 */
export function readNabRows(path: string | URL): Promise<TimeSeries> {
  requireKind("read rows", { path }, "a path or a URL");
  const name = path instanceof URL ? path.href : path;
  return readRows(fileBytes(path), name);
}

/** The bytes, or in words why they cannot be had. */
async function downloadElb(
  url: URL,
  folder: string | URL,
  timeout: number,
): Promise<Uint8Array | string> {
  const net = await Deno.permissions.query({ name: "net", host: url.host });
  if (net.state !== "granted") return `this program has no permission to reach ${url.host}`;
  const write = await Deno.permissions.query({ name: "write", path: folder });
  if (write.state !== "granted") return "this program has no permission to write the data folder";
  try {
    return await readAll(fetchBytes(url, { timeout, maxBytes: 2 ** 24 }));
  } catch (error) {
    if (error instanceof Deno.errors.TimedOut) {
      return `${url.host} did not send it within ${timeout} s`;
    }
    if (error instanceof Deno.errors.Http) {
      return `${url.host} could not be reached or had no such file`;
    }
    throw error;
  }
}

async function simulatedElb(reason: string): Promise<ElbSeries> {
  const series = await readSeries(new URL("elb_simulated.csv", DATA_FOLDER));
  const note =
    `Simulated data, ${
      formatCount(series.frame.height)
    } samples: the real file is not in the data folder and could not be downloaded (${reason}). ` +
    `To run on the real one, put ${ELB_FILE.name}.csv there; it is at ${ELB_FILE.url}. ` +
    "All numbers and charts below are about the simulated series.";
  return {
    ...series,
    origin: "simulated",
    name: "elb_simulated",
    label: LABEL,
    notes: [note],
    note,
  };
}

async function verify(bytes: Uint8Array, source: string, advice: string): Promise<void> {
  const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  const sha256 = new Uint8Array(digest).toHex();
  if (sha256 === ELB_FILE.sha256) return;
  refuseOtherFormats(bytes, source);
  throw new Error(
    `Cannot load ${source} as its SHA-256 must be ${ELB_FILE.sha256}: current value is ${sha256} (${advice})`,
  );
}
