/** Result files as the Numenta Anomaly Benchmark's own scorer reads them. */
import { requireKind } from "../../checks.ts";
import { writeFileAtomic } from "../../files.ts";
import { formatTimestamp } from "../../data/timestamps/mod.ts";
import { windowLabels } from "../label_windows.ts";
import type { NabSeries } from "./corpus.ts";

/**
 * Writes one result file: columns `timestamp,value,anomaly_score,label` (1 inside windows), one
 * line a row of the series, at `<folder>/<detector>/<category>/<detector>_<file>.csv`. Missing
 * folders are made.
 *
 * @param folder NAB's results folder, or one like it
 * @param detector Name of the detector
 * @param series The series that was scored
 * @param scores Its scores, shape `[n]`
 * @returns The path written
 * @throws {RangeError} If there is not one score a row
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { writeNabResult } from "elb-anomaly/evaluate";
 *
 * const folder = await Deno.makeTempDir();
 * const series = {
 *   name: "mine/a.csv",
 *   timestamps: Float64Array.of(0, 300_000),
 *   values: Float64Array.of(1, 9),
 *   windows: [[1, 1]] as [number, number][],
 * };
 * const path = await writeNabResult(folder, "pca", series, Float64Array.of(0, 0.75));
 * assert.ok(path.endsWith("/pca/mine/pca_a.csv"));
 * assert.equal(
 *   await Deno.readTextFile(path),
 *   "timestamp,value,anomaly_score,label\n1970-01-01 00:00:00,1,0,0\n1970-01-01 00:05:00,9,0.75,1\n",
 * );
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function writeNabResult(
  folder: string,
  detector: string,
  series: NabSeries,
  scores: Float64Array,
): Promise<string> {
  requireKind("write results", { folder, detector }, "a text");
  requireKind("write results", { series }, "an object");
  const { name, timestamps, values, windows } = series;
  requireKind("write results", { scores, values }, "a list of numbers");
  if (scores.length !== values.length) {
    throw new RangeError(
      `Cannot write results of "${name}" as there must be one score a row: got ${scores.length} scores for ${values.length} rows`,
    );
  }
  const labels = windowLabels(values.length, windows);
  const lines = ["timestamp,value,anomaly_score,label"];
  for (const [i, score] of scores.entries()) {
    lines.push(`${formatTimestamp(timestamps[i]!)},${values[i]},${score},${Number(labels[i])}`);
  }
  const slash = name.lastIndexOf("/");
  const target = `${folder}/${detector}/${name.slice(0, slash + 1)}`;
  await Deno.mkdir(target, { recursive: true });
  const path = `${target}${detector}_${name.slice(slash + 1)}`;
  await writeFileAtomic(path, lines.join("\n") + "\n");
  return path;
}
