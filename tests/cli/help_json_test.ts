/** What `--json` prints has the names that `--help` tells. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { projectRoot } from "../project_copy.ts";
import { runTask } from "./task_process.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";

const SIMULATED = join(projectRoot, "data/elb_simulated.csv");

/** The names in the braces that follow a text, those of an object within left out. */
function namesAfter(help: string, text: string): string[] {
  const at = help.indexOf(text);
  assert.ok(at >= 0, text);
  let depth = 0;
  let own = "";
  for (const character of help.slice(help.indexOf("{", at))) {
    if (character === "}") depth--;
    if (depth === 1) own += character;
    if (character === "{") depth++;
    if (depth === 0) break;
  }
  return own.replaceAll(/[^\w,]/g, "").split(",").filter((name) => name !== "").sort();
}

Deno.test("deno task detect --json prints what its help names", async () => {
  await using folder = await temporaryFolder();
  const { stdout: help } = await runTask(["detect", "--help"], projectRoot);
  const files = ["--out", join(folder.path, "o.csv"), "--state", join(folder.path, "s.state")];
  const { stdout } = await runTask(["detect", SIMULATED, "--json", ...files], projectRoot);
  const found = JSON.parse(stdout);
  assert.deepEqual(Object.keys(found).sort(), namesAfter(help, "print one JSON object:"));
  const [alert] = found.alerts;
  assert.deepEqual(Object.keys(alert).sort(), namesAfter(help, "alerts: ["));
  assert.deepEqual(Object.keys(alert.worst).sort(), namesAfter(help, "worst:"));
});

Deno.test("deno task backtest --json prints what its help names", async () => {
  const { stdout: help } = await runTask(["backtest", "--help"], projectRoot);
  const args = ["backtest", SIMULATED, "--json", "--incidents", "1", "--sensitivity", "30"];
  const found = JSON.parse((await runTask(args, projectRoot)).stdout);
  assert.deepEqual(Object.keys(found).sort(), namesAfter(help, "print one JSON object:"));
  const named = namesAfter(help, "sensitivities, bands: [");
  const [sensitivity] = found.sensitivities;
  assert.deepEqual(Object.keys(sensitivity).sort(), [...named, "alerts", "sensitivity"].sort());
  assert.deepEqual(
    Object.keys(sensitivity.recall[0]).sort(),
    namesAfter(help, "recall: ["),
  );
});

Deno.test("deno task nab --json prints what its help names", async () => {
  await using folder = await temporaryFolder();
  const data = join(folder.path, "data");
  Deno.mkdirSync(join(data, "made"), { recursive: true });
  Deno.copyFileSync(SIMULATED, join(data, "made/elb.csv"));
  const labels = join(folder.path, "labels.json");
  Deno.writeTextFileSync(labels, JSON.stringify({ "made/elb.csv": [] }));
  const { stdout: help } = await runTask(["nab", "--help"], projectRoot);
  const args = ["nab", "--data", data, "--labels", labels, "--detector", "noise", "--json"];
  const found = JSON.parse((await runTask(args, projectRoot)).stdout);
  assert.deepEqual(Object.keys(found).sort(), namesAfter(help, "print the result as one JSON"));
  const [detector] = found.detectors;
  assert.deepEqual(Object.keys(detector).sort(), namesAfter(help, "detectors: ["));
  assert.deepEqual(Object.keys(detector.fixed.standard).sort(), namesAfter(help, "by profile"));
});
