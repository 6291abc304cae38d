/** The golden numbers on NAB's own files, where they are at hand in data/nab. */
import assert from "node:assert/strict";
import { pcaErrors } from "../../../lib/detect/baselines/pca.ts";
import { detect, percentileThreshold } from "../../../lib/detect/threshold.ts";
import { pointMetrics } from "../../../lib/evaluate/point_metrics.ts";
import { nabScore } from "../../../lib/evaluate/nab/score.ts";
import { type NabSeries, readNabCorpus } from "../../../lib/evaluate/nab/corpus.ts";
import { nabProbation, type NabProfile } from "../../../lib/evaluate/nab/weights.ts";
import { vus } from "../../../lib/evaluate/vus/vus.ts";
import { vusBuffer } from "../../../lib/evaluate/vus/buffer.ts";
import { windowLabels } from "../../../lib/evaluate/label_windows.ts";

const FOLDER = new URL("../../../data/nab/", import.meta.url).pathname;
const ELB = "realAWSCloudwatch/elb_request_count_8c0756.csv";
/** Row where the series of TSB-AD begins that is cut from the ELB file. */
const SERIES_027_START = 1001;

const ignore = await Deno.stat(`${FOLDER}golden.json`).then(() => false, (error) => {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
  console.log("Skipped: NAB's files are not in data/nab (golden numbers on published scores)");
  return true;
});
// deno-lint-ignore no-explicit-any -- the file's form is NAB's reference, not ours
const golden: any = ignore ? {} : JSON.parse(await Deno.readTextFile(`${FOLDER}golden.json`));

let corpus: Promise<NabSeries[]> | undefined;
function readCorpus(): Promise<NabSeries[]> {
  corpus ??= readNabCorpus(`${FOLDER}data`, `${FOLDER}labels/combined_windows.json`);
  return corpus;
}

async function published(detector: string, name: string): Promise<Float64Array> {
  const text = await Deno.readTextFile(`${FOLDER}published/${detector}/${name}`);
  return Float64Array.from(text.trimEnd().split(/\r?\n/).slice(1), Number);
}

function assertClose(actual: number | null, expected: number, tolerance: number): void {
  assert.ok(
    actual !== null && Math.abs(actual - expected) <= tolerance,
    `${actual} against ${expected}`,
  );
}

for (const detector of ["ARTime", "contextOSE", "knncad", "numenta", "windowedGaussian"]) {
  Deno.test({
    name: `nabScore() of published scores equals NAB's scorer: ${detector}`,
    ignore,
    async fn() {
      const facts = golden.detectors[detector];
      const files = await Promise.all(
        (await readCorpus()).map(async ({ name, windows }) => ({
          name,
          windows,
          scores: await published(detector, name),
        })),
      );
      assert.equal(files.length, 28);
      for (const profile of Object.keys(facts.published_final_results_json) as NabProfile[]) {
        const threshold = facts.thresholds.exact_sweep[profile];
        const { categories } = nabScore(files, { profile, threshold });
        for (const [category, { raw }] of Object.entries(categories)) {
          const expected = facts.category_raw_scores_exact_sweep[profile][category].raw;
          assertClose(raw, expected, 1e-9);
        }
        const elb = files.filter(({ name }) => name === ELB);
        const stored = facts.elb.at_corpus_threshold_stored[profile];
        const onElb = nabScore(elb, { profile, threshold: stored.threshold });
        assertClose(onElb.raw, stored.score, 1e-9);
        const own = facts.elb.threshold_optimised_on_this_file_only[profile];
        assertClose(nabScore(elb, { profile }).raw, own.score, 1e-9);
        const aws = nabScore(files.filter(({ name }) => name.startsWith("realAWS")), { profile });
        const group = facts.realAWSCloudwatch_threshold_optimised_on_group_only[profile];
        assertClose(aws.raw, group.raw, 1e-9);
        assertClose(aws.normalized, group.normalised_0_100, 1e-9);
      }
    },
  });

  Deno.test({
    name: `pointMetrics() and vus() of published scores equal the reference: ${detector}`,
    ignore,
    async fn() {
      const { values, windows } = (await readCorpus()).find(({ name }) => name === ELB)!;
      const scores = await published(detector, ELB);
      const labels = windowLabels(scores.length, windows);
      const { elb } = golden.detectors[detector];
      const start = nabProbation(scores.length);
      for (
        const [from, expected] of [
          [0, elb.point_metrics_vs_window_labels.all_rows],
          [start, elb.point_metrics_vs_window_labels.scored_rows_only],
        ] as const
      ) {
        const metrics = pointMetrics(labels.slice(from), scores.slice(from));
        assertClose(metrics.averagePrecision, expected.pr_auc_average_precision, 1e-12);
        assertClose(metrics.rocAuc, expected.roc_auc, 1e-12);
      }
      assert.equal(vusBuffer(values), 125);
      for (const [key, buffer] of [["full_file_L100", 100], ["full_file_L125", 125]] as const) {
        const areas = vus(labels, scores, { buffer });
        assertClose(areas.roc, elb.vus[key].vus_roc, 1e-12);
        assertClose(areas.pr, elb.vus[key].vus_pr, 1e-12);
      }
      // TSB-AD drops a window's first row.
      const truth = labels.with(windows[1]![0], false).slice(SERIES_027_START);
      const areas = vus(truth, scores.slice(SERIES_027_START), { buffer: 125 });
      assertClose(areas.roc, elb.vus.tsb_ad_series_027_L125.vus_roc, 1e-12);
      assertClose(areas.pr, elb.vus.tsb_ad_series_027_L125.vus_pr, 1e-12);
    },
  });
}

/** The reference's stand-in for the original: the top share of the distances from the median. */
function topShare(values: Float64Array, percent: number): Float64Array {
  const center = percentileThreshold(values, 50);
  const errors = values.map((value) => Math.abs(value - center));
  return Float64Array.from(detect(errors, percentileThreshold(errors, 100 - percent)), Number);
}

Deno.test({
  name: "nabScore() of the original's rule is far below silence, as the reference has it",
  ignore,
  async fn() {
    const { values, windows } = (await readCorpus()).find(({ name }) => name === ELB)!;
    const elb = (percent: number) => [{ name: ELB, scores: topShare(values, percent), windows }];
    const raw = (profile: NabProfile): number => nabScore(elb(20), { profile, threshold: 1 }).raw;
    assertClose(raw("standard"), -56.737, 5e-4);
    assertClose(raw("reward_low_FP_rate"), -115.464, 5e-4);
    assertClose(raw("reward_low_FN_rate"), -56.737, 5e-4);
    const { tp, fp, fn, tn } = nabScore(elb(20), { threshold: 1 });
    assert.deepEqual([tp, fp, fn, tn], [99, 547, 303, 2479]);
    for (const [percent, expected] of [[10, -28.326], [5, -11.933], [1, -0.227], [0.1, 1.606]]) {
      const scores = topShare(values, percent!);
      assertClose(
        nabScore([{ name: ELB, scores, windows }], { threshold: 1 }).raw,
        expected!,
        5e-4,
      );
    }
  },
});

Deno.test({
  name:
    "vus() of principal components with one scale is at the top of TSB-AD's list on its ELB series",
  ignore,
  async fn() {
    const { values, windows } = (await readCorpus()).find(({ name }) => name === ELB)!;
    const series = values.subarray(SERIES_027_START);
    const truth = windowLabels(values.length, windows).with(windows[1]![0], false)
      .slice(SERIES_027_START);
    const windowLength = 125;
    const errors = pcaErrors(series, { trainRows: 757, windowLength });
    // TSB-AD credits a window's error to its centre, which looks ahead.
    const half = Math.floor(windowLength / 2);
    const centred = series.map((_, i) => errors[Math.min(i + half, series.length - 1)]!);
    const { pr } = vus(truth, centred, { buffer: 125 });
    assert.ok(pr > 0.57, `VUS-PR ${pr}`);
  },
});
