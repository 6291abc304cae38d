/**
 * Measures many series at once: time, processor time and peak memory, from 10 to 1,000 series of
 * 14 days at 5 minutes, and a watch's cycle. Each measurement is a process of its own.
 *
 * `deno run -A tests/bench/fleet_bench.ts [--full]`: with `--full` also 10,000 series of a day.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { textTable } from "../../lib/text.ts";

const MEASURE = fileURLToPath(new URL("./fleet/measure.ts", import.meta.url));
const RUNS: [kind: string, series: number, rows: number][] = [
  ["detect", 10, 4032],
  ["detect", 100, 4032],
  ...Deno.args.includes("--full")
    ? [["detect", 1000, 4032], ["detect", 10_000, 288]] satisfies [string, number, number][]
    : [],
  ["watch", 100, 200],
  ...Deno.args.includes("--full")
    ? [["watch", 1000, 200], ["watch", 10_000, 12]] satisfies [string, number, number][]
    : [],
];

const lines = [["", "series", "rows of each", "seconds", "processor s", "peak MB"]];
for (const [kind, series, rows] of RUNS) {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MEASURE, kind, String(series), String(rows)],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const { seconds, cpu, peak } = JSON.parse(new TextDecoder().decode(stdout));
  lines.push([
    kind === "watch" ? "watch, one cycle in the middle" : "detect",
    String(series),
    String(rows),
    seconds.toFixed(1),
    cpu.toFixed(1),
    peak.toFixed(0),
  ]);
  console.log(lines.at(-1)!.join("  "));
}
console.log(`\n${textTable(lines, [false, true, true, true, true, true])}`);
