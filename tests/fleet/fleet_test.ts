import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import pl from "nodejs-polars";
import { detectFleet, folderJobs, isInShard, tableJobs } from "../../lib/fleet/mod.ts";
import { Mt19937 } from "../../lib/math/random.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";

const STEP = 1_800_000;
const ROWS = 400;
const BEGIN = Date.UTC(2026, 9, 1);
const detector = { seed: 1 };

interface Row {
  lb: string;
  time: string;
  n: number;
}

/** Small series of a daily rhythm, those with an even number with an outage in it. */
function rows(count: number): Row[] {
  return Array.from({ length: count }, (_, k) => {
    const random = new Mt19937(k + 1);
    return Array.from({ length: ROWS }, (_, i) => ({
      lb: `lb-${k}`,
      time: new Date(BEGIN + i * STEP).toISOString(),
      n: k % 2 === 0 && i >= 350 && i < 356
        ? 0
        : Math.round(1000 + 300 * Math.sin(2 * Math.PI * i / 48) + 40 * random.random()),
    }));
  }).flat();
}

const text = (all: readonly Row[]) =>
  `lb,time,n\n${all.map(({ lb, time, n }) => `${lb},${time},${n}`).join("\n")}\n`;
const byTime = (all: readonly Row[]) =>
  all.toSorted((a, b) => a.time < b.time ? -1 : a.time > b.time ? 1 : 0);

async function detectTable(path: string, { workers = 2, shard = { index: 0, count: 1 } } = {}) {
  await using spool = await temporaryFolder();
  const columns = { key: "lb", timestamp: "time", value: "n" };
  const work = await tableJobs(path, { ...columns, spool: spool.path, shard });
  const results = await detectFleet(work.jobs, { detector, workers });
  assert.equal(work.series, results.length);
  return { ...work, results, lines: results.map(({ line }) => line) };
}

Deno.test("detectFleet() gives the same lines for any order of rows, form of file and number of workers", async () => {
  await using folder = await temporaryFolder();
  const all = rows(4);
  const paths = {
    bySeries: `${folder.path}/series.csv`,
    byTime: `${folder.path}/time.csv`,
    parquet: `${folder.path}/table.parquet`,
    packed: `${folder.path}/table.csv.gz`,
    utf16: `${folder.path}/utf16.csv`,
  };
  await Deno.writeTextFile(paths.bySeries, text(all));
  await Deno.writeTextFile(paths.byTime, text(byTime(all)));
  await Deno.writeFile(paths.packed, gzipSync(text(all)));
  const utf16 = Uint16Array.from(`\ufeff${text(all)}`, (character) => character.charCodeAt(0));
  await Deno.writeFile(paths.utf16, new Uint8Array(utf16.buffer));
  pl.DataFrame({
    lb: all.map(({ lb }) => lb),
    time: all.map(({ time }) => time),
    n: all.map(({ n }) => n),
  }).writeParquet(paths.parquet);
  const { results, lines } = await detectTable(paths.bySeries);
  assert.deepEqual(results.map(({ series }) => series), ["lb-0", "lb-1", "lb-2", "lb-3"]);
  for (const { series, alerts, line } of results) {
    if (Number(series.slice(3)) % 2 === 0) assert(alerts! >= 1, line);
    const told = JSON.parse(line);
    assert.deepEqual([told.series, told.rows, told.refused], [series, ROWS, 0]);
  }
  assert.deepEqual((await detectTable(paths.byTime, { workers: 3 })).lines, lines);
  for (const path of [paths.parquet, paths.packed, paths.utf16]) {
    assert.deepEqual((await detectTable(path)).lines, lines, path);
  }
  const shards = await Promise.all(
    [0, 1].map((index) => detectTable(paths.byTime, { workers: 1, shard: { index, count: 2 } })),
  );
  assert.deepEqual(shards.flatMap((shard) => shard.lines).sort(), lines.toSorted());
  assert(shards.every((shard) => shard.lines.length < 4));
});

Deno.test("detectFleet() reports bad series and goes on with the others", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/table.csv`;
  const table = text(byTime(rows(3)));
  await Deno.writeTextFile(
    path,
    `${table}lb-1,2026-10-02,x\nlb-2,${
      new Date(BEGIN).toISOString()
    },5\n,2026-10-02,1\nlb-0,2026-12-01,\n`,
  );
  const { results, bad, badLines } = await detectTable(path);
  assert.deepEqual(results.map(({ series, error }) => [series, error]), [
    ["lb-0", undefined],
    ["lb-2", "a time must not come twice: 2026-10-01T00:00:00.000Z does"],
  ]);
  assert.deepEqual(bad.map(({ series }) => series), ["lb-1"]);
  assert.match(bad[0]!.error!, /line 1202 must hold a finite number in "n": it is "x"$/);
  assert.equal(badLines.length, 1);
  assert.match(badLines[0]!, /line 1204 must name its series in "lb"$/);
  assert.equal(JSON.parse(results[0]!.line).rows, ROWS); // an empty cell is a missing sample
});

Deno.test("folderJobs() finds a folder's files with series, each one by its path", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(`${folder.path}/eu/.hidden`, { recursive: true });
  const [first] = [rows(1)];
  const one = `timestamp,value\n${first!.map(({ time, n }) => `${time},${n}`).join("\n")}\n`;
  await Deno.writeTextFile(`${folder.path}/eu/a.csv`, one);
  await Deno.writeTextFile(`${folder.path}/eu/.hidden/b.csv`, one);
  await Deno.writeTextFile(`${folder.path}/c.csv`, "timestamp,value\nx,1\n");
  await Deno.writeTextFile(`${folder.path}/notes.md`, "no series");
  const { jobs, series } = await folderJobs(folder.path);
  assert.equal(series, 2);
  const results = await detectFleet(jobs, { detector, workers: 2 });
  assert.deepEqual(results.map(({ series, error }) => [series, error === undefined]), [
    ["c.csv", false],
    ["eu/a.csv", true],
  ]);
  assert.match(results[0]!.error!, /c\.csv/);
  await Deno.mkdir(`${folder.path}/none`);
  await assert.rejects(folderJobs(`${folder.path}/none`), /must hold files with series/);
});

Deno.test("isInShard() puts each name into one share, all of about the same size", () => {
  const sizes = [0, 0, 0, 0];
  for (let k = 0; k < 4000; k++) {
    const own = [0, 1, 2, 3].filter((index) => isInShard(`lb-${k}`, { index, count: 4 }));
    assert.equal(own.length, 1);
    sizes[own[0]!]!++;
  }
  assert(sizes.every((size) => size > 850 && size < 1150), String(sizes));
});

Deno.test("detectFleet() stops when it is told to", async () => {
  const stop = new AbortController();
  stop.abort(new Error("stopped"));
  await assert.rejects(
    detectFleet([{ path: "x.csv", name: "x" }], { detector, signal: stop.signal }),
    /stopped/,
  );
});
