/**
 * One measurement of `fleet_bench.ts`, in a process of its own: prints a line of JSON.
 *
 * Arguments: `detect` or `watch`, series, rows of each.
 *
 * @module
 */
import { Mt19937 } from "../../../lib/math/random.ts";
import { detectFleet, tableJobs } from "../../../lib/fleet/mod.ts";
import { folderStore, streamingDetectors, Watcher } from "../../../lib/watch/mod.ts";

const STEP = 300_000;
const BEGIN = Date.UTC(2026, 9, 1);

/** Request counts of many balancers, row after row of all of them: as CloudWatch would tell them. */
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

/** A long table by time, sorted apart and worked on by all cores. */
async function detect(folder: string, series: number, rows: number): Promise<number> {
  const path = `${folder}/table.csv`;
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
  const begin = performance.now();
  await Deno.mkdir(`${folder}/spool`);
  const { jobs } = await tableJobs(path, { key: "lb", spool: `${folder}/spool` });
  const results = await detectFleet(jobs, { detector: { seed: 1 } });
  if (results.length !== series) throw new Error(`${results.length} results`);
  return performance.now() - begin;
}

/** A watch's cycles: each series takes one point and keeps its state on disk. */
async function watch(folder: string, series: number, rows: number): Promise<number> {
  const watcher = await Watcher.open({
    store: await folderStore(`${folder}/state`),
    silentAfter: 1e9,
    mostInMemory: 100,
    makeDetector: streamingDetectors({ seed: 1 }),
    delivery: { print: () => {} },
  });
  const keys = Array.from({ length: series }, (_, k) => `lb-${k}`);
  await watcher.add(
    keys.map((key) => ({
      key,
      name: key,
      missing: "auto",
      isCount: true,
      period: STEP,
      liveFrom: BEGIN,
    })),
  );
  const cycles: number[] = [];
  for (const [time, values] of table(series, rows)) {
    const begin = performance.now();
    await watcher.take(new Map(keys.map((key, k) => [key, [{ time, value: values[k]! }]])));
    cycles.push(performance.now() - begin);
  }
  return cycles.sort((a, b) => a - b)[cycles.length >> 1]!; // of a cycle in the middle
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
const folder = await Deno.makeTempDir({ prefix: "elb-anomaly-bench-" });
try {
  const run = kind === "watch" ? watch : detect;
  const milliseconds = await run(folder, series, rows);
  console.log(JSON.stringify({ kind, series, rows, seconds: milliseconds / 1000, ...used() }));
} finally {
  await Deno.remove(folder, { recursive: true });
}
