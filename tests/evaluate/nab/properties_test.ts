import assert from "node:assert/strict";
import fc from "fast-check";
import type { NabScoredFile } from "../../../lib/evaluate/nab/scored_file.ts";
import { nabScore } from "../../../lib/evaluate/nab/score.ts";
import { NAB_PROFILES, nabProbation, type NabProfile } from "../../../lib/evaluate/nab/weights.ts";

const profile = fc.constantFrom(...(Object.keys(NAB_PROFILES) as NabProfile[]));

/** A file of 20 to 80 rows with one or two windows after the probation, scores from few levels. */
const file: fc.Arbitrary<NabScoredFile> = fc.integer({ min: 20, max: 80 }).chain((n) => {
  const probation = nabProbation(n);
  return fc.record({
    scores: fc.array(fc.integer({ min: 0, max: 6 }).map((level) => level / 6), {
      minLength: n,
      maxLength: n,
    }),
    edges: fc.uniqueArray(fc.integer({ min: probation, max: n - 1 }), {
      minLength: 4,
      maxLength: 4,
    }),
    two: fc.boolean(),
  }).map(({ scores, edges, two }) => {
    const [a, b, c, d] = edges.sort((x, y) => x - y) as [number, number, number, number];
    return { name: "a.csv", scores, windows: two ? [[a, b], [c, d]] : [[a, d]] };
  });
});

Deno.test("nabScore(): an earlier hit in a window never earns less", () => {
  fc.assert(
    fc.property(file, profile, fc.nat(), fc.nat(), ({ scores, windows }, profile, a, b) => {
      const [first, last] = windows[0]!;
      const width = last - first + 1;
      const [early, late] = [a % width, b % width].sort((x, y) => x - y) as [number, number];
      const hitAt = (row: number): number => {
        const flags = new Float64Array(scores.length);
        flags[first + row] = 1;
        return nabScore([{ name: "a", scores: flags, windows }], { profile, threshold: 1 }).raw;
      };
      assert.ok(hitAt(early) >= hitAt(late));
      const silent = -windows.length * NAB_PROFILES[profile].fnWeight;
      assert.ok(hitAt(late) > silent, "a hit on the last row still pays");
    }),
    { seed: 11 },
  );
});

Deno.test("nabScore(): another flag inside a window never lowers the score, one outside always does", () => {
  fc.assert(
    fc.property(file, profile, fc.nat(), ({ name, scores, windows }, profile, at) => {
      const probation = nabProbation(scores.length);
      const row = probation + at % (scores.length - probation);
      const threshold = 0.5;
      const flagged = Array.from(scores).with(row, 1);
      const before = nabScore([{ name, scores, windows }], { profile, threshold });
      const after = nabScore([{ name, scores: flagged, windows }], { profile, threshold });
      if (windows.some(([first, last]) => first <= row && row <= last)) {
        assert.ok(after.raw >= before.raw);
        assert.ok(after.windowsHit >= before.windowsHit);
      } else if (scores[row]! < threshold) assert.ok(after.raw < before.raw);
    }),
    { seed: 12 },
  );
});

Deno.test("nabScore(): the sweep is the best of all thresholds, and the highest of equals", () => {
  fc.assert(
    fc.property(fc.array(file, { minLength: 1, maxLength: 3 }), profile, (files, profile) => {
      const best = nabScore(files, { profile });
      const levels = new Set(files.flatMap(({ scores }) => Array.from(scores)));
      for (const threshold of [...levels, Infinity]) {
        const { raw } = nabScore(files, { profile, threshold });
        assert.ok(raw <= best.raw + 1e-9, `threshold ${threshold}`);
        if (threshold > best.threshold) assert.ok(raw < best.raw + 1e-12);
      }
      assert.ok(best.normalized! >= 0, "silence is always a choice");
      assert.ok(best.normalized! <= 100);
    }),
    { seed: 13 },
  );
});

Deno.test("nabScore(): rows of the probation and a monotone rescaling change nothing", () => {
  fc.assert(
    fc.property(file, profile, ({ name, scores, windows }, profile) => {
      const { threshold: _, ...plain } = nabScore([{ name, scores, windows }], { profile });
      const changed = Array.from(
        scores,
        (score, i) => i < nabProbation(scores.length) ? 1e6 : Math.exp(3 * score) - 50,
      );
      const { threshold: __, ...rescaled } = nabScore([{ name, scores: changed, windows }], {
        profile,
      });
      assert.deepEqual(rescaled, plain);
    }),
    { seed: 14 },
  );
});

Deno.test("nabScore(): totals are the sums of files and categories", () => {
  fc.assert(
    fc.property(fc.array(file, { minLength: 1, maxLength: 4 }), (files) => {
      const named = files.map((item, i) => ({ ...item, name: `${"ab"[i % 2]}/${i}.csv` }));
      const score = nabScore(named, { threshold: 0.5 });
      for (const key of ["raw", "tp", "fp", "fn", "tn", "windows", "windowsHit"] as const) {
        for (const parts of [score.files, Object.values(score.categories)]) {
          const sum = parts.reduce((total, part) => total + part[key], 0);
          assert.ok(Math.abs(sum - score[key]) < 1e-9, key);
        }
      }
      assert.deepEqual(nabScore(named.toReversed(), { threshold: 0.5 }).tp, score.tp);
    }),
    { seed: 15 },
  );
});
