/**
 * What random scores get from NAB's scorer: the yardstick for every other score.
 *
 * Run: deno run --allow-read --allow-env --allow-sys --allow-ffi=./node_modules
 *   tests/bench/nab_noise.ts DATA_FOLDER LABELS_FILE [SEEDS]
 *
 * @module
 */
import { mean, quantile, sampleStandardDeviation } from "simple-statistics";
import { nabScore } from "../../lib/evaluate/nab/score.ts";
import { type NabSeries, readNabCorpus } from "../../lib/evaluate/nab/corpus.ts";
import { NAB_DETECTORS } from "../../lib/evaluate/nab/detectors.ts";
import { Mt19937, streamSeed } from "../../lib/math/random.ts";

const [folder, labels, seeds = "60"] = Deno.args;
if (folder === undefined || labels === undefined) {
  console.error("Cannot measure noise as the data folder and the labels file must be given");
  Deno.exit(2);
}
const corpus = await readNabCorpus(folder, labels);
const { score, threshold } = NAB_DETECTORS["noise"]!;

function report(name: string, score: (seed: number) => number): void {
  const scores = Array.from({ length: Number(seeds) }, (_, seed) => score(seed));
  const numbers = [mean(scores), sampleStandardDeviation(scores), quantile(scores, 0.95)];
  console.log(name.padEnd(60), ...numbers.map((number) => number.toFixed(1).padStart(7)));
}

/** The best threshold for the labels, on uniform scores. */
function sweptNoise(series: readonly NabSeries[]): (seed: number) => number {
  return (seed) =>
    nabScore(series.map(({ name, values, windows }) => {
      const random = new Mt19937(streamSeed(seed, name));
      return { name, windows, scores: values.map(() => random.random()) };
    })).normalized!;
}

console.log(`${seeds} seeds, standard profile`.padEnd(60), "   mean      sd    95 %");
report("noise with the quiet time, fixed threshold, all files", (seed) =>
  nabScore(
    corpus.map((series) => ({ ...series, scores: score(series, seed) as Float64Array })),
    { threshold },
  ).normalized!);
report("uniform scores, best threshold for the labels, all files", sweptNoise(corpus));
for (const name of ["realAWSCloudwatch", "realAWSCloudwatch/elb_request_count_8c0756.csv"]) {
  const part = corpus.filter((series) => series.name.startsWith(name));
  if (part.length > 0) report(`the same, ${name}`, sweptNoise(part));
}
