import assert from "node:assert/strict";
import { nabScore } from "../../../lib/evaluate/nab/score.ts";
import { type NabSeries, readNabCorpus } from "../../../lib/evaluate/nab/corpus.ts";
import { alarmScore, NAB_DETECTORS } from "../../../lib/evaluate/nab/detectors.ts";
import { reportDetector } from "../../../lib/evaluate/nab/report.ts";
import { writeNabResult } from "../../../lib/evaluate/nab/result_files.ts";
import { runDetector } from "../../../lib/evaluate/nab/run.ts";
import { withNabFolder } from "./nab_folder.ts";

async function smallCorpus(): Promise<NabSeries[]> {
  let corpus: NabSeries[] = [];
  await withNabFolder(async (folder) => {
    corpus = await readNabCorpus(`${folder}/data`, `${folder}/labels.json`);
  });
  return corpus;
}

for (const [name, { threshold, looksAhead, score }] of Object.entries(NAB_DETECTORS)) {
  Deno.test(`NAB_DETECTORS.${name} scores each row in 0..1, the same for the same seed`, async () => {
    for (const series of await smallCorpus()) {
      const scores = await score(series, 3);
      assert.equal(scores.length, series.values.length);
      assert.ok(scores.every((value) => value >= 0 && value <= 1));
      assert.deepEqual(await score(series, 3), scores);
    }
    assert.ok(threshold > 0 && threshold <= 1);
  });

  if (!looksAhead) {
    Deno.test(`NAB_DETECTORS.${name} knows nothing of later rows`, async () => {
      const [series] = await smallCorpus();
      const cut = 450;
      const whole = await score(series!, 1);
      const changed = series!.values.slice();
      changed.fill(-1000, cut);
      const other = await score({ ...series!, values: changed }, 1);
      assert.deepEqual(other.subarray(0, cut), whole.subarray(0, cut));
    });
  }
}

for (const name of ["pca", "windowedGaussian"]) {
  Deno.test(`NAB_DETECTORS.${name} finds spikes in a rhythm at its fixed threshold`, async () => {
    const corpus = await smallCorpus();
    const scores = await runDetector(name, corpus, { workers: 1 });
    const files = corpus.map((series, i) => ({ ...series, scores: scores[i]! }));
    const { threshold } = NAB_DETECTORS[name]!;
    assert.equal(nabScore(files, { threshold }).windowsHit, 3);
  });
}

Deno.test("NAB_DETECTORS.pca raises no alarm on the rows that it was fitted on", async () => {
  const [series] = await smallCorpus();
  const values = series!.values.slice();
  values[60] = 500; // inside the first 15 % of 700 rows
  const scores = await NAB_DETECTORS["pca"]!.score({ ...series!, values }, 1);
  assert.ok(scores.subarray(0, 105).every((score) => score === 0));
});

Deno.test("reportDetector() reads alarms, days and how early from all files", () => {
  const scores = new Float64Array(200);
  scores.set([0.9, 0.9], 10); // one alarm in the probation, inside a window: no hit there
  scores[100] = 0.7; // a window of 100..119, its first row
  scores[155] = 0.7; // a window of 150..159, 5 of 10 rows to come
  const timestamps = scores.map((_, i) => i * 864_000); // 100 rows a day
  const windows: [number, number][] = [[5, 20], [100, 119], [150, 159]];
  const series = { name: "c/a.csv", timestamps, values: scores, windows };
  const report = reportDetector("noise", [series], [scores]);
  assert.equal(report.earliness, 0.75);
  assert.equal(report.alarmsPerDay, 3 / 1.99);
  assert.equal(report.fixed.standard.windowsHit, 2);
  assert.equal(report.fixed.reward_low_FN_rate.profile, "reward_low_FN_rate");
  assert.deepEqual([report.fixed.standard.swept, report.swept.standard.swept], [false, true]);
  assert.throws(
    () => reportDetector("nosie", [series], [scores]),
    /name must be "streaming", "original"/,
  );
  assert.throws(() => reportDetector("noise", [series], []), /scores of each series: got 0 for 1/);
  const silent = reportDetector("noise", [series], [new Float64Array(200)]);
  assert.deepEqual([silent.earliness, silent.alarmsPerDay], [null, 0]);
});

Deno.test("NAB_DETECTORS.original calls a fifth of the rows anomalous", async () => {
  const [series] = await smallCorpus();
  const scores = await NAB_DETECTORS["original"]!.score(series!, 1);
  const flagged = scores.filter((score) => score >= 0.5).length / scores.length;
  assert.ok(flagged > 0.15 && flagged < 0.25, `flagged ${flagged}`);
});

Deno.test("alarmScore() keeps alarms and other rows apart, and rises with the score", () => {
  for (const threshold of [0, 1e-300, 3, 1e300]) {
    for (const score of [0, 1e-300, 2.999, 3, 1e9, 1e300]) {
      assert.ok(alarmScore(score, threshold, true) >= 0.5);
      assert.ok(alarmScore(score, threshold, false) <= 0.49);
      assert.ok(alarmScore(score, threshold, true) <= 1);
    }
  }
  assert.ok(alarmScore(9, 3, true) > alarmScore(4, 3, true));
});

Deno.test("runDetector() gives the same scores with one Worker and with three, and reports each series", async () => {
  const corpus = await smallCorpus();
  const reported: number[] = [];
  const alone = await runDetector("noise", corpus, { seed: 5, workers: 1 });
  const together = await runDetector("noise", corpus, {
    seed: 5,
    workers: 3,
    onSeries: (done) => reported.push(done),
  });
  assert.deepEqual(together, alone);
  assert.deepEqual(reported, [1, 2, 3]);
  assert.notDeepEqual(await runDetector("noise", corpus, { seed: 6, workers: 1 }), alone);
  assert.notDeepEqual(alone[0], alone[1]);
});

Deno.test("runDetector() names the series that a detector fails on, and ends its Workers", async () => {
  const corpus = await smallCorpus();
  const values = Float64Array.of(1, 2, NaN);
  const broken = { ...corpus[0]!, name: "bad/x.csv", values, timestamps: values };
  await assert.rejects(runDetector("windowedGaussian", [corpus[1]!, broken], { workers: 2 }), {
    message: /Cannot score "bad\/x\.csv" with windowedGaussian: .* values\[2\] is NaN/,
  });
});

Deno.test("runDetector() stops when told, and refuses unknown names and counts", async () => {
  const corpus = await smallCorpus();
  const stop = new AbortController();
  const run = runDetector("noise", corpus, { workers: 1, signal: stop.signal });
  stop.abort(new Error("enough"));
  await assert.rejects(run, /enough/);
  await assert.rejects(runDetector("noise", corpus, { signal: stop.signal }), /enough/);
  await assert.rejects(
    runDetector("toString", corpus),
    /name must be "streaming", .*: current value is "toS/,
  );
  await assert.rejects(runDetector("noise", corpus, { workers: 0 }), /workers must be an integer/);
});

Deno.test("writeNabResult() writes what was read, labels from windows, and refuses other lengths", async () => {
  const [, series] = await smallCorpus();
  const scores = series!.values.map((_, i) => i / 1000);
  await withNabFolder(async (folder) => {
    const path = await writeNabResult(`${folder}/results`, "mine", series!, scores);
    assert.equal(path, `${folder}/results/mine/rhythm/mine_a.csv`);
    const lines = (await Deno.readTextFile(path)).trimEnd().split("\n");
    const source = (await Deno.readTextFile(`${folder}/data/rhythm/a.csv`)).trimEnd().split("\n");
    assert.equal(lines[0], "timestamp,value,anomaly_score,label");
    for (const [i, line] of lines.entries()) {
      if (i === 0) continue;
      const [time, value, score, label] = line.split(",");
      const row = i - 1;
      const [sourceTime, sourceValue] = source[i]!.split(",");
      assert.equal(time, sourceTime);
      assert.equal(Number(value), Number(sourceValue));
      assert.equal(Number(score), scores[row]);
      const inside = (row >= 300 && row <= 330) || (row >= 500 && row <= 530);
      assert.equal(label, inside ? "1" : "0");
    }
    await assert.rejects(
      writeNabResult(folder, "mine", series!, scores.subarray(1)),
      /699 scores for 700 rows/,
    );
  });
});
