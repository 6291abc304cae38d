import assert from "node:assert/strict";
import { textOf } from "../bench/tuner/report.ts";
import { textOutput } from "../text_output.ts";

const BENCH = new URL("../bench/", import.meta.url);

Deno.test("tests/bench/tuner.md is what the benchmark writes of tuner.json", async () => {
  const results = JSON.parse(Deno.readTextFileSync(new URL("tuner.json", BENCH)));
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const args = ["fmt", "--config", config, "--ext", "md", "-"];
  const { stdout, success } = await textOutput(Deno.execPath(), { args }, textOf(results));
  assert.ok(success);
  assert.equal(Deno.readTextFileSync(new URL("tuner.md", BENCH)), stdout);
});
