import assert from "node:assert/strict";
import { createFrame } from "../../lib/data/mod.ts";
import { pl } from "../../lib/packages.ts";
import { tablePoints } from "../../lib/watch/mod.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { FIVE, START } from "./harness.ts";

const line = (k: number, lb = "a") => `${new Date(START + k * FIVE).toISOString()},${lb},${k}\n`;
const HEADER = "timestamp,lb,value\n";

/** The values of a table while `changes` happen to it, one at each look that finds nothing new. */
async function followed(path: string, changes: (() => void)[], once = false): Promise<string[]> {
  const stop = new AbortController();
  const seen: string[] = [];
  const points = tablePoints(path, {
    read: { key: "lb" },
    every: FIVE,
    once,
    signal: stop.signal,
    clock: {
      now: () => START,
      sleep() {
        const change = changes.shift();
        if (change === undefined) stop.abort();
        change?.();
        return Promise.resolve();
      },
    },
  });
  for await (const batch of points) seen.push(...batch.map(({ series, value }) => series + value));
  return seen;
}

Deno.test("tablePoints() gives rows as they are appended, and begins anew with another file", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/table.csv`;
  const append = (text: string) => Deno.writeTextFileSync(path, text, { append: true });
  append(HEADER + line(0) + line(0, "b") + line(1).slice(0, 9));
  const seen = await followed(path, [
    () => append(line(1).slice(9)),
    () => {},
    () => {
      Deno.renameSync(path, `${path}.1`); // as logrotate does, and the writer notices late
      Deno.writeTextFileSync(`${path}.1`, line(2), { append: true });
    },
    () => append(HEADER + line(3)),
    () => append(line(4, "b")),
    () => Deno.writeTextFileSync(path, HEADER + line(5)), // cut short
  ]);
  assert.deepEqual(seen, ["a0", "b0", "a1", "a2", "a3", "b4", "a5"]);
  assert.deepEqual(await followed(path, [], true), ["a5"]);
});

Deno.test("tablePoints() reads Parquet anew when it has changed", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/table.parquet`;
  const write = (rows: number) => {
    const times = Array.from({ length: rows }, (_, k) => START + k * FIVE);
    createFrame(times, times.map((_, k) => k)).withColumn(pl.lit("a").alias("lb"))
      .writeParquet(`${path}.new`);
    Deno.renameSync(`${path}.new`, path);
  };
  write(1);
  assert.deepEqual(await followed(path, [() => {}, () => write(2)]), ["a0", "a0", "a1"]);
});
