import assert from "node:assert/strict";
import golden from "../../fixtures/evaluate/nab.json" with { type: "json" };
import { type NabScoredFile } from "../../../lib/evaluate/nab/scored_file.ts";
import { nabScore } from "../../../lib/evaluate/nab/score.ts";
import { bestNabThreshold } from "../../../lib/evaluate/nab/sweep.ts";
import {
  NAB_PROFILES,
  type NabProfile,
  nabRowWeights,
  nabSigmoid,
} from "../../../lib/evaluate/nab/weights.ts";
import type { RowWindow } from "../../../lib/evaluate/label_windows.ts";

const profiles = Object.keys(NAB_PROFILES) as NabProfile[];
const AWS = "realAWSCloudwatch";
const ELB = `${AWS}/elb_request_count_8c0756.csv`;

type Detector = keyof typeof golden.detectors;
const detectors = Object.keys(golden.detectors) as Detector[];

/** The 28 files with the scores that the fixture keeps; every other row gets -1. */
function filesOf(detector: Detector): NabScoredFile[] {
  return Object.entries(golden.files).map(([name, { rows, windows, flagged }]) => {
    const scores = new Float64Array(rows).fill(-1);
    for (const [row, score] of flagged[detector] as [number, number][]) scores[row] = score;
    return { name, scores, windows: windows as unknown as RowWindow[] };
  });
}

function assertClose(actual: number | null | undefined, expected: number, where: string): void {
  assert.ok(
    actual !== null && actual !== undefined && Math.abs(actual - expected) <= 1e-9,
    `${where}: ${actual} against ${expected}`,
  );
}

Deno.test("nabSigmoid() passes NAB's checkpoints", () => {
  for (
    const [x, y] of [
      [-1, 0.9866142981514305],
      [-0.5, 0.8482836399575131],
      [0, 0],
      [1, -0.9866142981514303],
      [3, -0.9999993881955461],
      [3.0001, -1],
      [Infinity, -1],
    ] as const
  ) {
    assert.ok(Math.abs(nabSigmoid(x) - y) <= 1e-15, `at ${x}`);
  }
});

for (const profile of profiles) {
  const toy = golden.toy;
  const windows = toy.windows_inclusive as unknown as RowWindow[];
  const file = { name: "toy", scores: toy.anomaly_scores, windows };

  Deno.test(`nabRowWeights() equals NAB on the toy file: ${profile}`, () => {
    const weights = nabRowWeights(toy.rows, windows, NAB_PROFILES[profile]);
    for (const [i, expected] of toy.profiles[profile].row_weights.entries()) {
      assertClose(weights[i], expected, `row ${i}`);
    }
  });

  Deno.test(`nabScore() equals NAB's sweep of the toy file, state by state: ${profile}`, () => {
    for (const state of toy.profiles[profile].sweep) {
      // NAB writes "flag nothing" as 1.1.
      const threshold = state.threshold === 1.1 ? Infinity : state.threshold;
      const result = nabScore([file], { profile, threshold });
      assertClose(result.raw, state.score, `threshold ${threshold}`);
      const { tp, fp, fn, tn } = result;
      assert.deepEqual({ tp, fp, fn, tn }, {
        tp: state.tp,
        fp: state.fp,
        fn: state.fn,
        tn: state.tn,
      });
    }
    const best = nabScore([file], { profile });
    assert.ok(best.swept);
    assert.equal(best.threshold, 0.3);
    assertClose(best.raw, toy.profiles[profile].best.score, "best");
  });
}

for (const detector of detectors) {
  const facts = golden.detectors[detector];
  const files = filesOf(detector);

  for (const profile of profiles) {
    Deno.test(`nabScore() equals NAB by category at the corpus threshold: ${detector}, ${profile}`, () => {
      const threshold = facts.thresholds.exact_sweep[profile];
      const { categories, swept } = nabScore(files, { profile, threshold });
      assert.equal(swept, false);
      for (const [category, expected] of Object.entries(facts.categoryRaw[profile])) {
        const actual = categories[category]!;
        assertClose(actual.raw, expected.raw, category);
        assert.equal(actual.windows, expected.windows);
        if (expected.normalised_0_100 === null) assert.equal(actual.normalized, null);
        else assertClose(actual.normalized, expected.normalised_0_100, category);
      }
    });

    Deno.test(`nabScore() equals NAB on the ELB file: ${detector}, ${profile}`, () => {
      const elb = files.filter(({ name }) => name === ELB);
      for (const kind of ["stored_in_config", "exact_sweep"] as const) {
        const expected = facts.elb[kind][profile];
        const threshold = facts.thresholds[kind][profile];
        const actual = nabScore(elb, { profile, threshold }).files[0]!;
        assertClose(actual.raw, expected.score, kind);
        assertClose(actual.normalized, expected.normalised_0_100, kind);
        for (const [k, part] of expected.window_scores.entries()) {
          assertClose(actual.windowScores[k], part, `${kind}, window ${k}`);
        }
        assert.deepEqual(
          [actual.tp, actual.fp, actual.fn, actual.tn, actual.windowsHit],
          [expected.tp, expected.fp, expected.fn, expected.tn, expected.windows_detected],
        );
      }
    });

    Deno.test(`nabScore() finds NAB's threshold on the 17 AWS files: ${detector}, ${profile}`, () => {
      const expected = facts.awsSweep[profile];
      const aws = files.filter(({ name }) => name.startsWith(`${AWS}/`));
      assert.equal(aws.length, 17);
      const actual = nabScore(aws, { profile });
      assert.equal(actual.threshold, expected.threshold);
      assertClose(actual.raw, expected.raw, "raw");
      assertClose(actual.normalized, expected.normalised_0_100, "normalised");
    });
  }

  Deno.test(`nabScore() counts rows and windows as NAB does: ${detector}`, () => {
    const threshold = facts.thresholds.exact_sweep.standard;
    const { categories } = nabScore(files, { threshold });
    for (const [category, expected] of Object.entries(facts.categoryCountsStandard)) {
      const { tp, fp, fn, tn, windows, windowsHit } = categories[category]!;
      const { windows_detected, ...counts } = expected;
      assert.deepEqual({ tp, fp, fn, tn, windows }, counts);
      assert.equal(windowsHit, windows_detected);
    }
  });
}

Deno.test("nabScore() at infinity is the silent detector: 0, whatever the profile", () => {
  for (const profile of profiles) {
    const { raw, normalized } = nabScore(filesOf("numenta"), { profile, threshold: Infinity });
    assert.equal(raw, -36 * NAB_PROFILES[profile].fnWeight);
    assert.equal(normalized, 0);
  }
});

Deno.test("nabScore() groups by folder, files without one together, in order", () => {
  const scores = new Float64Array(20);
  const names = ["b/x.csv", "y.csv", "a/z.csv", "b/w.csv"];
  const files = names.map((name) => ({ name, scores, windows: [] }));
  const result = nabScore(files, { threshold: 0 });
  assert.deepEqual(Object.keys(result.categories), ["b", "", "a"]);
  assert.equal(result.categories["b"]!.fp, 34); // 17 scored rows a file
  assert.equal(result.normalized, null);
  assert.deepEqual(result.files.map(({ name }) => name), names);
});

Deno.test("nabScore() leaves a window inside the probation out of raw and counts it in the scale", () => {
  const scores = new Float64Array(100);
  const file: NabScoredFile = { name: "a", scores, windows: [[2, 5], [50, 59]] };
  scores[50] = 1;
  const hit = nabScore([file], { threshold: 1 });
  assert.equal(hit.raw, 1);
  assert.deepEqual(hit.files[0]!.windowScores, [0, 1]);
  assert.equal(hit.normalized, (100 * (1 + 2)) / 4);
  assert.equal(nabScore([file]).raw, 1);
});

Deno.test("nabScore() finds a window that reaches into the probation by its scored rows only", () => {
  const scores = new Float64Array(100); // probation: 15 rows
  const file: NabScoredFile = { name: "a", scores, windows: [[10, 19]] };
  scores[12] = 1;
  assert.equal(nabScore([file], { threshold: 1 }).windowsHit, 0);
  scores[15] = 1;
  const { windowsHit, raw } = nabScore([file], { threshold: 1 });
  assert.equal(windowsHit, 1);
  const weights = nabRowWeights(100, file.windows, NAB_PROFILES.standard);
  assert.equal(raw, weights[15]);
  assert.equal(nabScore([file]).raw, weights[15]);
});

Deno.test("nabScore() keeps a window that begins in the probation apart from the file before", () => {
  // 17 false alarms cost 1.87, finding the window at row 15 gains 1.78: silence is best.
  const noisy = new Float64Array(100).fill(2, 83);
  const scores = new Float64Array(100);
  scores[15] = 1;
  const files: NabScoredFile[] = [
    { name: "noisy", scores: noisy, windows: [] },
    { name: "late", scores, windows: [[10, 19]] },
  ];
  assert.equal(nabScore(files).threshold, Infinity);
});

Deno.test("bestNabThreshold() knows the raw score that nabScore() gives there", () => {
  const files = filesOf("windowedGaussian");
  const inProbation: NabScoredFile = {
    name: "p",
    scores: new Float64Array(100),
    windows: [[2, 5], [50, 59]],
  };
  for (const profile of profiles) {
    const best = bestNabThreshold([...files, inProbation], NAB_PROFILES[profile]);
    const score = nabScore([...files, inProbation], { profile });
    assert.equal(score.threshold, best.threshold);
    assertClose(score.raw, best.raw, profile);
  }
});

Deno.test("nabScore() takes the highest of equally good thresholds", () => {
  const scores = new Float64Array(100);
  scores[50] = 0.9;
  scores[55] = 0.8; // the window is hit already: nothing changes
  const file: NabScoredFile = { name: "a", scores, windows: [[50, 59]] };
  assert.equal(nabScore([file]).threshold, 0.9);
  const hopeless: NabScoredFile = { name: "b", scores: new Float64Array(100), windows: [] };
  assert.equal(nabScore([hopeless]).threshold, Infinity);
});

Deno.test("nabRowWeights() charges the full cost after a window of one row", () => {
  const weights = nabRowWeights(6, [[2, 2]], NAB_PROFILES.standard);
  assert.deepEqual([...weights], [-0.11, -0.11, 1, -0.11, -0.11, -0.11]);
});

Deno.test("nabScore() refuses bad files, profiles and thresholds by name and row", () => {
  const scores = [0, 1, 2, 3];
  const file = (windows: RowWindow[]): NabScoredFile => ({ name: "c/f.csv", scores, windows });
  assert.throws(() => nabScore([]), { name: "RangeError", message: /got none/ });
  assert.throws(
    () => nabScore([{ name: "e", scores: [], windows: [] }]),
    /"e" scores .* length is 0/,
  );
  assert.throws(
    () => nabScore([{ name: "e", scores: [0, NaN], windows: [] }]),
    /"e" scores\[1\] is NaN/,
  );
  for (
    const windows of [[[0, 4]], [[2, 1]], [[-1, 1]], [[0, 1], [1, 2]], [[2, 3], [0, 1]], [[
      0.5,
      1,
    ]]]
  ) {
    assert.throws(() => nabScore([file(windows as unknown as RowWindow[])]), {
      name: "RangeError",
      message:
        /"c\/f.csv" as windows must be row pairs in order, without overlap, inside its 4 rows/,
    });
  }
  assert.throws(
    () => nabScore([file([])], { profile: "toString" as NabProfile }),
    /profile must be "standard", "reward_low_FP_rate" or "reward_low_FN_rate": .* "toString"/,
  );
  assert.throws(() => nabScore([file([])], { threshold: NaN }), /threshold must be a number/);
});
