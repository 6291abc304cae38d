import assert from "node:assert/strict";
import type { Distribution, FrozenTrial } from "../../../../lib/tuner/mod.ts";
import { Mt19937 } from "../../../../lib/math/mod.ts";
import {
  categoricalDistribution,
  floatDistribution,
} from "../../../../lib/tuner/distributions/distribution.ts";
import { TpeHistory } from "../../../../lib/tuner/samplers/tpe/history.ts";
import { waitingTrial } from "../../../../lib/tuner/storages/storage.ts";

const SPACE = new Map<string, Distribution>([
  ["c", categoricalDistribution(["relu", "tanh"])],
  ["x", floatDistribution(0, 1)],
]);

function trial(number: number, x: number, state: FrozenTrial["state"] = "COMPLETE"): FrozenTrial {
  const params = { c: number % 2 ? "tanh" : "relu", x };
  const distributions = Object.fromEntries(SPACE);
  return { ...waitingTrial(), number, trialId: number + 1, state, params, distributions };
}

const params = ({ params }: FrozenTrial) => params;

/** What was observed of x; its order must name each row once, finished trials by value first. */
function observed(history: TpeHistory, trials: FrozenTrial[]): number[] {
  const { values, order } = history.observations(trials, SPACE, params).get("x")!;
  assert.deepEqual([...order].sort((a, b) => a - b), [...values.keys()]);
  const finished = [...order].filter((row) => trials[row]!.state !== "RUNNING");
  assert.deepEqual([...order].slice(0, finished.length), finished);
  assert.deepEqual(
    finished,
    finished.toSorted((a, b) => values[a]! - values[b]! || a - b),
  );
  return [...values];
}

Deno.test("TpeHistory keeps values and orders as trials end in any order, some at once, some not", () => {
  const stream = new Mt19937(8);
  const history = new TpeHistory();
  const trials: FrozenTrial[] = [];
  for (const added of [1, 2, 40, 3, 100, 1]) {
    for (let i = 0; i < added; i++) {
      const x = stream.integer(20) / 20;
      trials.push(trial(trials.length, x, stream.random() < 0.2 ? "RUNNING" : "COMPLETE"));
    }
    history.update(trials);
    assert.deepEqual(observed(history, trials), trials.map(({ params }) => params.x));
    const some = trials.filter(({ number }) => number % 3 > 0);
    assert.deepEqual(observed(history, some), some.map(({ params }) => params.x));
    const choices = history.observations(trials, SPACE, params).get("c")!.values;
    assert.deepEqual([...choices], trials.map(({ number }) => number % 2));
    const ends = trials.findIndex(({ state }) => state === "RUNNING");
    if (ends >= 0) trials[ends] = { ...trials[ends]!, state: "PRUNED" };
  }
});

Deno.test("TpeHistory starts anew for another study, whichever of its trials are finished", () => {
  const history = new TpeHistory();
  const first = [trial(0, 0.5), trial(1, 0.25)];
  history.update(first);
  assert.deepEqual(observed(history, first), [0.5, 0.25]);
  for (const from of [0, 2]) { // the same numbers, then others
    const second = Array.from(
      { length: 4 },
      (_, i) => trial(i, i / 4, i < from ? "FAIL" : "PRUNED"),
    )
      .map((t) => ({ ...t, distributions: { x: SPACE.get("x")! } }));
    history.update(second);
    assert.deepEqual([...history.space!.keys()], ["x"]);
    assert.deepEqual(observed(history, second.slice(from)), [0, 0.25, 0.5, 0.75].slice(from));
    history.update(first);
    assert.deepEqual([...history.space!.keys()], ["c", "x"]);
    assert.deepEqual(observed(history, first), [0.5, 0.25]);
  }
});

Deno.test("TpeHistory leaves out trials that lack a parameter, RUNNING ones too", () => {
  const history = new TpeHistory();
  const trials = [trial(0, 0.5), trial(1, 0.25), trial(2, 0.75, "RUNNING")];
  const lacking = [trial(3, 0), trial(4, 0, "RUNNING")].map((t) => ({
    ...t,
    params: { c: "relu" },
  }));
  history.update([...trials, ...lacking]);
  const of = (some: FrozenTrial[]) => [
    ...history.observations(some, SPACE, params).get("x")!.values,
  ];
  assert.deepEqual(of([...trials, ...lacking]), [0.5, 0.25, 0.75]);
  assert.deepEqual(of(lacking), []);
});
