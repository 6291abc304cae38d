import assert from "node:assert/strict";
import { textOf } from "../bench/tuner/report.ts";

const BENCH = new URL("../bench/", import.meta.url);

Deno.test("tests/bench/tuner.md is what the benchmark writes of tuner.json", async () => {
  const results = JSON.parse(Deno.readTextFileSync(new URL("tuner.json", BENCH)));
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const format = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--config", config, "--ext", "md", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = format.stdin.getWriter();
  await writer.write(new TextEncoder().encode(textOf(results)));
  await writer.close();
  const { stdout, success } = await format.output();
  assert.ok(success);
  assert.equal(
    Deno.readTextFileSync(new URL("tuner.md", BENCH)),
    new TextDecoder().decode(stdout),
  );
});
