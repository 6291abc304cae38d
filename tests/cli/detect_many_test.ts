import assert from "node:assert/strict";
import { balancer, FakeCloudWatch } from "../data/cloudwatch/fake_cloudwatch.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { runInLittleRoom, runTask } from "./task_process.ts";

async function run(folder: string, args: string[], env: Record<string, string> = {}) {
  const TMPDIR = `${folder}/tmp`;
  await Deno.mkdir(TMPDIR, { recursive: true });
  return await runTask(["detect", ...args], folder, { ...env, TMPDIR });
}

/** Three series of 200 rows, one of which has a bad cell. */
function table(): string {
  const rows = Array.from({ length: 200 }, (_, i) => {
    const time = new Date(Date.UTC(2026, 9, 1) + i * 1_800_000).toISOString();
    const value = 100 + (i * 7919 % 13);
    return `${time},a,${value}\n${time},b,${i === 50 ? "x" : value}\n${time},c,${value}`;
  });
  return `at,lb,n\n${rows.join("\n")}\n`;
}

Deno.test("deno task detect --key gives a line a series, and reports a bad one", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/t.csv`, table());
  const args = ["t.csv", "--key", "lb", "--timestamp", "at", "--column", "n"];
  const told = await run(folder.path, args);
  assert.equal(told.code, 1, told.stderr);
  const lines = told.stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ series, rows }) => [series, rows]), [
    ["a", 200],
    ["b", undefined],
    ["c", 200],
  ]);
  assert.match(lines[1].error, /line 153 must hold a finite number in "n": it is "x"/);
  assert.match(told.stderr, /^b: Cannot read .*\n3 series: \d+ alerts? in \d, 1 bad\n$/);
  assert.deepEqual([...Deno.readDirSync(`${folder.path}/tmp`)], []);
  const shards = await Promise.all(["1/2", "2/2"].map(async (shard, i) => {
    const { stderr } = await run(folder.path, [...args, "--shard", shard, "--out", `${i}.jsonl`]);
    assert.match(stderr, /; wrote \d\.jsonl\n$/);
    return Deno.readTextFileSync(`${folder.path}/${i}.jsonl`);
  }));
  assert.deepEqual(shards.join("").trim().split("\n").sort(), told.stdout.trim().split("\n"));
});

Deno.test("deno task detect of many series tells each kind of note once, and each line its own", async () => {
  await using folder = await temporaryFolder();
  const rows = Array.from({ length: 60 }, (_, i) => {
    const time = new Date(Date.UTC(2026, 9, 1) + i * 1_800_000).toISOString();
    return ["a", "b", "c"].map((name) => `${time},${name},${name === "c" ? i % 7 : 90 * i}`);
  });
  const table = (name: string) => rows.flat().filter((row) => row.includes(`,${name}`));
  await Deno.mkdir(`${folder.path}/all`);
  for (const name of ["a", "b", "c"]) {
    const text = ["timestamp,lb,value", ...table(name)].join("\n");
    await Deno.writeTextFile(`${folder.path}/all/${name}.csv`, text);
  }
  const all = ["timestamp,lb,value", ...rows.flat()].join("\n");
  await Deno.writeTextFile(`${folder.path}/t.csv`, all);
  for (const [args, end] of [[["t.csv", "--key", "lb"], ""], [["all"], ".csv"]] as const) {
    const { stdout, stderr } = await run(folder.path, [...args]);
    const counters = stderr.split("\n").filter((line) => line.includes("only grow"));
    assert.match(
      counters.join(),
      new RegExp(`^a${end} and 1 more: The values only grow, as [^\n]*$`),
    );
    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ notes = [] }) => notes.filter((note: string) => note.includes("only")).length),
      [1, 1, 0],
    );
  }
});

Deno.test("deno task detect --key exits 5 where the rows that it sorts apart find no room", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/t.csv`, table());
  const program = ["lib/cli/detect.ts", "t.csv", "--key", "lb", "--timestamp", "at"];
  const room = { blocks: 4, env: { TMPDIR: folder.path } };
  const { code, stderr } = await runInLittleRoom([...program, "--column", "n"], folder.path, room);
  assert.match(stderr, /^Cannot write ".*\.rows" as /m);
  assert.equal(code, 5);
});

Deno.test("deno task detect --key --state goes on where it was, each series on its own", async () => {
  await using folder = await temporaryFolder();
  const write = (...cells: string[]) =>
    Deno.writeTextFile(`${folder.path}/t.csv`, cells.join("\n"));
  const [header, ...rows] = table().replace(",x\n", ",5\n").trim().split("\n");
  const args = ["t.csv", "--key", "lb", "--timestamp", "at", "--column", "n", "--state", "s"];
  const counts = ({ stdout }: { stdout: string }) =>
    stdout.trim().split("\n").map((line) => JSON.parse(line)).map((told) => [
      told.series,
      told.rows,
      told.seen,
      told.scored + told.training,
    ]);
  await write(header!, ...rows.slice(0, 450).filter((row) => !row.includes(",c,")));
  assert.deepEqual(counts(await run(folder.path, args)), [["a", 150, 0, 150], ["b", 150, 0, 150]]);
  await write(header!, ...rows.filter((row) => !row.includes(",b,")));
  assert.deepEqual(counts(await run(folder.path, args)), [["a", 200, 150, 50], ["c", 200, 0, 200]]);
  await write(header!, ...rows);
  const all = await run(folder.path, args);
  assert.deepEqual(counts(all), [["a", 200, 200, 0], ["b", 200, 150, 50], ["c", 200, 200, 0]]);
  assert.equal(all.code, 0, all.stderr);
});

Deno.test("deno task detect takes each metric that a source with * stands for", async () => {
  await using folder = await temporaryFolder();
  await using server = new FakeCloudWatch(Date.now());
  for (const name of ["b", "a"]) {
    server.metrics.push(...balancer(name, (time) => 100 + (time / 60_000) % 7));
  }
  server.metrics.push(balancer("c", () => undefined)[0]!);
  const source = "cloudwatch:AWS/ApplicationELB/RequestCount?LoadBalancer=*&period=3600&days=20";
  const { code, stdout, stderr } = await run(folder.path, [source], server.environment);
  assert.equal(code, 1, stderr);
  const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ series, error }) => [series, error === undefined]), [
    ["RequestCount app/a/1", true],
    ["RequestCount app/b/1", true],
    ["RequestCount app/c/1", false],
  ]);
  assert.match(lines[2].error, /must have points in its last 20 days: it has none/);
});

Deno.test("deno task detect FOLDER takes each file as a series; wrong usage exits 2", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(`${folder.path}/all`);
  const lines = table().split("\n");
  const own = lines.filter((line, i) => i === 0 || line.includes(",a,"));
  await Deno.writeTextFile(`${folder.path}/all/a.csv`, own.join("\n"));
  const read = ["--timestamp", "at", "--column", "n"];
  const told = await run(folder.path, ["all", ...read]);
  assert.equal(told.code, 0, told.stderr);
  assert.equal(JSON.parse(told.stdout).series, "a.csv");
  const wrong: [string[], RegExp][] = [
    [["all", "--state", "all/a.csv"], /must be those of many series: they are something/],
    [["all", "--out", "x.csv"], /must end in \.jsonl/],
    [["all", "--shard", "3/2"], /--shard as it must be I\/N/],
    [["all", "--workers", "0"], /--workers/],
    [["all/a.csv", "--key", "none", ...read], /must have a column "none"/],
  ];
  for (const [args, message] of wrong) {
    const { code, stderr } = await run(folder.path, args);
    assert.match(stderr, message);
    assert.equal(code, 2, stderr);
  }
});
