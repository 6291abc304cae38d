/** What every command line refuses alike. */
import assert from "node:assert/strict";
import { projectRoot } from "../../project_copy.ts";
import { runTask } from "../task_process.ts";

Deno.test("every task refuses an option whose second value would count without a word", async () => {
  const twice: [task: string, args: string[], option: string][] = [
    ["detect", ["x.csv", "--sensitivity", "7", "--sensitivity=30"], "--sensitivity"],
    ["backtest", ["x.csv", "--timeZone=UTC", "--timeZone=Europe/Berlin"], "--timeZone"],
    ["watch", ["-", "--state", "a", "--state", "a"], "--state"],
    ["watch", ["-", "--webhook=http://u:secret@a", "--webhook=http://b"], "--webhook"],
    ["nab", ["--data", "a", "--labels", "b", "--out", "c", "--out", "d"], "--out"],
    ["tune", ["x.ts", "--trials", "1", "--trials", "2"], "--trials"],
    ["worker", ["--queue=@a", "--queue=@b"], "--queue"],
    ["notebook", ["--output", "a.ipynb", "--output", "b.ipynb"], "--output"],
    ["data:simulate", ["--seed", "1", "--seed", "2"], "--seed"],
    ["lab", ["--notebook=train", "--notebook=detector"], "--notebook"],
  ];
  for (const [task, args, option] of twice) {
    const { code, stdout, stderr } = await runTask([task, ...args], projectRoot);
    assert.equal(
      stderr.split("\n")[0],
      `Cannot take ${option} as it may be given once: it is given twice`,
    );
    assert.deepEqual([code, stdout], [2, ""], task);
    assert.doesNotMatch(stderr, /secret/);
  }
});

Deno.test("a task refuses the two names of the column of values together", async () => {
  const args = ["detect", "x.csv", "--column", "a", "--value", "b"];
  const { code, stderr } = await runTask(args, projectRoot);
  assert.match(stderr, /as --column and --value mean the same: both are given\n/);
  assert.equal(code, 2);
});
