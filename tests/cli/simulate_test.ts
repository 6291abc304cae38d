import assert from "node:assert/strict";
import { readSeries } from "../../lib/data/mod.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { runTask } from "./task_process.ts";

const simulate = (folder: string, ...args: string[]) => runTask(["data:simulate", ...args], folder);

Deno.test("data:simulate writes a series and its labels where the caller stands", async () => {
  await using folder = await temporaryFolder();
  const { code, stdout, stderr } = await simulate(
    folder.path,
    "--seed=3",
    "--days=2",
    "--output=mine.csv",
    "--json",
  );
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.deepEqual(folder.list(), ["mine.csv", "mine.labels.json"]);
  const { frame } = await readSeries(`${folder.path}/mine.csv`);
  const { output, labels, samples, anomalies } = JSON.parse(stdout);
  assert.equal(output, `${folder.path}/mine.csv`);
  assert.equal(labels, `${folder.path}/mine.labels.json`);
  assert.equal(samples, frame.height);
  assert.equal(anomalies.length, 1);
});

Deno.test("data:simulate ends with 2 and its usage for wrong options, with 1 where it cannot write", async () => {
  await using folder = await temporaryFolder();
  const wrong = [["--days=x"], ["--days=0"], ["--seed=-1"], ["--output=a.txt"], ["--what"], ["a"]];
  const results = await Promise.all([
    ...wrong.map((args) => simulate(folder.path, ...args)),
    simulate(folder.path, "--output=no/such/folder/a.csv"),
    simulate(folder.path, "--help"),
  ]);
  for (const { code, stderr, stdout } of results.slice(0, wrong.length)) {
    assert.equal(code, 2);
    assert.match(stderr, /\ndeno task data:simulate --help shows how it is used\n$/);
    assert.equal(stdout, "");
  }
  assert.match(
    results[0]!.stderr,
    /^Cannot read --days as it must be an integer in 1\.\.3650: current value is "x"/,
  );
  const [failed, help] = results.slice(-2);
  assert.equal(failed!.code, 2);
  assert.match(failed!.stderr, /its folder must exist: there is no ".*no.such.folder"/);
  assert.equal(help!.code, 0);
  assert.match(help!.stdout, /^Usage: deno task data:simulate/);
  assert.deepEqual(folder.list(), []);
});
