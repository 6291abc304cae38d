/**
 * One measurement of `fleet_bench.ts`, in a process of its own: prints a line of JSON.
 *
 * Arguments: `detect`, `parquet` or `watch`, series, rows of each.
 *
 * @module
 */
import { createFrame } from "../../../lib/data/mod.ts";
import { Mt19937 } from "../../../lib/math/random.ts";
import { detectFleet, tableJobs } from "../../../lib/fleet/mod.ts";
import { pl } from "../../../lib/packages.ts";
import { folderStore, type MakeDetector, Watcher } from "../../../lib/watch/mod.ts";
import { SeriesWatch } from "../../../lib/watch/series_watch.ts";
import { openSeries, sealSeries } from "../../../lib/watch/series_state.ts";
import { seriesFile } from "../../../lib/watch/state_store.ts";
import { StreamingDetector } from "../../../lib/detect/mod.ts";

const STEP = 300_000;
const BEGIN = Date.UTC(2026, 9, 1);
/** Rows of a row group of the Parquet table. */
const GROUP = 100_000;
/** Cycles of a watch. */
const CYCLES = 1;

/** What one measurement says. */
interface Measured {
  /** Of each part of the work; the last one is what is measured. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** Request counts of many balancers, row after row of all: as CloudWatch would tell them. */
function* table(series: number, rows: number): Generator<[time: number, values: Float64Array]> {
  const randoms = Array.from({ length: series }, (_, k) => new Mt19937(k + 1));
  const noise = new Float64Array(series);
  const values = new Float64Array(series);
  for (let i = 0; i < rows; i++) {
    const rhythm = 0.6 + 0.35 * Math.sin(2 * Math.PI * i / 288);
    for (let k = 0; k < series; k++) {
      const random = randoms[k]!;
      const draw = random.random() + random.random() + random.random() - 1.5;
      noise[k] = 0.9 * noise[k]! + 0.04 * draw;
      const isOut = k % 10 === 0 && i >= rows - 60 && i < rows - 50;
      values[k] = isOut ? 0 : Math.round((100 + k * 37 % 20_000) * rhythm * Math.exp(noise[k]!));
    }
    yield [BEGIN + i * STEP, values];
  }
}

/** Writes the table as CSV, in the order of time. */
async function writeCsv(path: string, series: number, rows: number): Promise<void> {
  const file = await Deno.open(path, { create: true, write: true });
  const encoder = new TextEncoder();
  let text = "timestamp,lb,value\n";
  for (const [time, values] of table(series, rows)) {
    const stamp = new Date(time).toISOString();
    for (let k = 0; k < series; k++) text += `${stamp},lb-${k},${values[k]}\n`;
    if (text.length < 1e6) continue;
    await writeAll(file, encoder.encode(text));
    text = "";
  }
  await writeAll(file, encoder.encode(text));
  file.close();
}

/** Writes the table as Parquet, in row groups. */
function writeParquet(path: string, series: number, rows: number): void {
  const names = Array.from({ length: series }, (_, k) => `lb-${k}`);
  const all = new Float64Array(series * rows);
  let at = 0;
  for (const [, values] of table(series, rows)) {
    all.set(values, at);
    at += series;
  }
  const times = Array.from(all, (_, i) => BEGIN + Math.floor(i / series) * STEP);
  createFrame(times, all)
    .withColumn(pl.Series("lb", Array.from(all, (_, i) => names[i % series]!)))
    .lazy().sinkParquet(path, { rowGroupSize: GROUP }).collectSync();
}

/** A long table by time, sorted apart and worked on by all cores. */
async function detect(path: string, spool: string, series: number): Promise<Measured> {
  await Deno.mkdir(spool);
  const begin = performance.now();
  const { jobs } = await tableJobs(path, { key: "lb", spool });
  const sorted = performance.now();
  const results = await detectFleet(jobs, { detector: { seed: 1 } });
  if (results.length !== series) throw new Error(`${results.length} results`);
  const end = performance.now();
  return { seconds: { read: (sorted - begin) / 1000, all: (end - begin) / 1000 } };
}

/**
 * A watch's cycles: each series takes one point and keeps its state on disk. All begin with the
 * state that one of them has after `rows` rows.
 */
async function watch(folder: string, series: number, rows: number): Promise<Measured> {
  const makeDetector: MakeDetector = (_, snapshot) => { // one name, so that one state fits all
    const detector = new StreamingDetector({ seed: 1, series: "lb" });
    if (snapshot !== undefined) detector.restore(snapshot);
    return detector;
  };
  const rule = { missing: "auto", isCount: true, silentAfter: 3 } as const;
  const one = new SeriesWatch({ key: "lb", name: "lb", liveFrom: BEGIN, makeDetector, rule });
  let last = BEGIN;
  for (const [time, [value]] of table(1, rows)) {
    one.take([{ time, value: value! }], time);
    last = time;
  }
  const { header, snapshot } = openSeries(one.save(), "lb");
  const keys = Array.from({ length: series }, (_, k) => `lb-${k}`);
  const store = await folderStore(`${folder}/state`);
  for (const key of keys) {
    await store.write(seriesFile(key), sealSeries({ ...header, key, events: [] }, snapshot));
  }
  const begin = performance.now();
  const watcher = await Watcher.open({
    store,
    silentAfter: 1e9,
    mostInMemory: 100,
    makeDetector,
    delivery: { print: () => {} },
  });
  await watcher.add(keys.map((key) => ({
    key,
    name: key,
    missing: "auto",
    isCount: true,
    period: STEP,
    liveFrom: BEGIN,
  })));
  const added = performance.now();
  for (let cycle = 1; cycle <= CYCLES; cycle++) {
    const period = { time: last + cycle * STEP, value: 80 };
    const { taken } = await watcher.take(new Map(keys.map((key) => [key, [period]])), period.time);
    if (taken !== series) throw new Error(`${taken} taken`);
  }
  const seconds = (performance.now() - added) / 1000 / CYCLES;
  return { seconds: { read: (added - begin) / 1000, all: seconds } };
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  while (bytes.length > 0) bytes = bytes.subarray(await file.write(bytes));
}

/** Peak memory in MB and processor time in seconds of this process, as Linux counts them. */
function used(): { peak: number; cpu: number } {
  const status = Deno.readTextFileSync("/proc/self/status");
  const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) / 1000;
  const fields = Deno.readTextFileSync("/proc/self/stat").split(") ")[1]!.split(" ");
  return { peak, cpu: (Number(fields[11]) + Number(fields[12])) / 100 };
}

const [kind, series, rows] = [Deno.args[0], Number(Deno.args[1]), Number(Deno.args[2])];
if (Deno.args[3] !== undefined) { // the part that only writes the table
  if (kind === "parquet") writeParquet(Deno.args[3], series, rows);
  else await writeCsv(Deno.args[3], series, rows);
  Deno.exit(0);
}
const folder = await Deno.makeTempDir({ prefix: "elb-anomaly-bench-" });
try {
  if (kind !== "watch") { // in a process of its own, so that it counts for nothing here
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", import.meta.filename!, ...Deno.args, `${folder}/table`],
    }).output();
    if (!success) throw new Error("Cannot write the table");
  }
  const { seconds } = kind === "watch"
    ? await watch(folder, series, rows)
    : await detect(`${folder}/table`, `${folder}/spool`, series);
  const load = Deno.loadavg()[0];
  console.log(JSON.stringify({ kind, series, rows, ...seconds, ...used(), load }));
} finally {
  await Deno.remove(folder, { recursive: true });
}
