import assert from "node:assert/strict";
import golden from "../../fixtures/evaluate/nab.json" with { type: "json" };
import { NAB_CATEGORIES, nabScoreboard } from "../../../lib/evaluate/nab/scoreboard.ts";

/** Series of the given categories, with NAB's numbers of files and windows. */
function corpusOf(categories: Iterable<string>): { name: string; windows: number[] }[] {
  return [...categories].flatMap((category) => {
    const { files, windows } = NAB_CATEGORIES.get(category)!;
    return Array.from({ length: files }, (_, i) => ({
      name: `${category}/${i}.csv`,
      windows: new Array<number>(i === 0 ? windows : 0).fill(0),
    }));
  });
}

Deno.test("nabScoreboard() of the whole corpus gives the published scores, best first", () => {
  const corpus = corpusOf(NAB_CATEGORIES.keys());
  assert.equal(corpus.length, 58);
  const lines = nabScoreboard(corpus)!;
  assert.equal(lines.length, 15);
  assert.deepEqual(lines[0], {
    name: "ARTime",
    standard: 74.8538,
    reward_low_FP_rate: 65.154,
    reward_low_FN_rate: 80.3623,
  });
  assert.deepEqual(lines, lines.toSorted((a, b) => b.standard! - a.standard!));
});

Deno.test("nabScoreboard() of a part agrees with the whole: sums of categories", () => {
  const whole = nabScoreboard(corpusOf(NAB_CATEGORIES.keys()))!;
  const part = nabScoreboard(corpusOf([...NAB_CATEGORIES.keys()].slice(1)))!;
  for (const { name, standard } of whole) {
    const line = part.find((other) => other.name === name)!;
    // Without the category that has no windows a detector loses none of its false alarms there,
    // at most 7.7 of 232 points; and the sums are at the exact best threshold.
    assert.ok(line.standard! >= standard! - 0.01 && line.standard! <= standard! + 4, name);
  }
});

Deno.test("nabScoreboard() of the AWS category gives NAB's scores on it", () => {
  const lines = nabScoreboard(corpusOf(["realAWSCloudwatch"]))!;
  // Reference: NAB's scorer, normalised on the 30 windows, to one decimal.
  for (const [name, expected] of [["numenta", 73.4], ["ARTime", 69.5], ["expose", 2.3]] as const) {
    const { standard } = lines.find((line) => line.name === name)!;
    assert.equal(standard!.toFixed(1), expected.toFixed(1));
  }
  // The other profiles are known for the detectors whose reference numbers are at hand.
  const known = lines.filter((line) => line.reward_low_FP_rate !== null).map(({ name }) => name);
  assert.deepEqual(known.sort(), ["ARTime", "contextOSE", "knncad", "numenta", "windowedGaussian"]);
  for (const name of known) {
    const line = lines.find((other) => other.name === name)!;
    const facts = golden.detectors[name as keyof typeof golden.detectors].categoryRaw;
    for (const profile of ["reward_low_FP_rate", "reward_low_FN_rate"] as const) {
      const expected = facts[profile].realAWSCloudwatch.normalised_0_100;
      assert.ok(Math.abs(line[profile]! - expected) < 0.002, `${name}, ${profile}`);
    }
  }
});

Deno.test("nabScoreboard() has nothing for other data, parts of categories, or no windows", () => {
  assert.equal(nabScoreboard([{ name: "mine/a.csv", windows: [1] }]), undefined);
  assert.equal(nabScoreboard([{ name: "a.csv", windows: [1] }]), undefined);
  assert.equal(nabScoreboard(corpusOf(["realTweets"]).slice(1)), undefined);
  assert.equal(nabScoreboard(corpusOf(["artificialNoAnomaly"])), undefined);
  assert.equal(nabScoreboard([]), undefined);
});
