/**
 * Measures many series at once: time, processor time and peak memory. `detect` over a table from 10
 * to 1,000 series of 14 days at 5 minutes, and 10,000 of a day; a cycle of `watch` over series with
 * the state of 14 days. Each measurement is a process of its own, the writing of its table another.
 *
 * `deno run -A tests/bench/fleet_bench.ts [--full] [--only KIND] [--out FILE.jsonl]`: with `--full`
 * 1,000 and 10,000 series too; lines of JSON are added to a file, and `--table FILE.jsonl` shows
 * them.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";

/** One measurement. */
interface Line {
  kind: "detect" | "parquet" | "watch";
  series: number;
  rows: number;
  /** Seconds until all is read; until all is done, or of a cycle of the watch. */
  read: number;
  all: number;
  /** MB, and seconds of processor time. */
  peak: number;
  cpu: number;
  /** Of the machine, at the end. */
  load: number;
}

const MEASURE = fileURLToPath(new URL("./fleet/measure.ts", import.meta.url));
const NAMES = {
  detect: "`detect`, CSV",
  parquet: "`detect`, Parquet",
  watch: "`watch`, a cycle",
};
const FEW: [kind: Line["kind"], series: number, rows: number][] = [
  ["detect", 10, 4032],
  ["detect", 100, 4032],
  ["parquet", 100, 4032],
  ["watch", 10, 4032],
  ["watch", 100, 4032],
];
const MANY: typeof FEW = [
  ["detect", 1000, 4032],
  ["parquet", 1000, 4032],
  ["detect", 10_000, 288],
  ["watch", 1000, 4032],
  ["watch", 10_000, 4032],
];

const { values } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    only: { type: "string" },
    out: { type: "string" },
    table: { type: "string" },
  },
});

function markdown(lines: readonly Line[]): string {
  const rows = lines.map(({ kind, series, rows, read, all, peak, cpu, load }) => [
    NAMES[kind],
    series.toLocaleString("en-US"),
    rows.toLocaleString("en-US"),
    read.toFixed(1),
    all.toFixed(1),
    cpu.toFixed(1),
    peak.toFixed(0),
    load.toFixed(1),
  ]);
  const head = [
    "what",
    "series",
    "rows of each",
    "read s",
    "all s",
    "processor s",
    "peak MB",
    "load",
  ];
  const rule = head.map((_, i) => i === 0 ? "---" : "---:");
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

if (values.table !== undefined) {
  const text = await Deno.readTextFile(values.table);
  console.log(markdown(text.trim().split("\n").map((line) => JSON.parse(line))));
} else {
  const lines: Line[] = [];
  for (const [kind, series, rows] of [...FEW, ...values.full ? MANY : []]) {
    if (values.only !== undefined && values.only !== kind) continue;
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", MEASURE, kind, String(series), String(rows)],
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    const text = new TextDecoder().decode(stdout);
    if (values.out !== undefined) await Deno.writeTextFile(values.out, text, { append: true });
    lines.push(JSON.parse(text));
    console.error(text.trim());
  }
  console.log(markdown(lines));
}
