import assert from "node:assert/strict";
import fc from "fast-check";
import { decimalGrid } from "../../../lib/tuner/distributions/decimal_grid.ts";
import type { Distribution } from "../../../lib/tuner/mod.ts";
import {
  categoricalDistribution,
  checkCompatible,
  containsInternal,
  floatDistribution,
  intDistribution,
  isSingle,
  sameDistribution,
  toExternal,
  toInternal,
} from "../../../lib/tuner/distributions/distribution.ts";
import {
  distributionFromJson,
  distributionToJson,
} from "../../../lib/tuner/distributions/distribution_json.ts";

Deno.test("distributions refuse what breaks their rules, with the rule and the value", () => {
  const any = (value: unknown) => value as never;
  const cases: [() => unknown, string, RegExp][] = [
    [() => floatDistribution(1, 0), "RangeError", /low must not exceed high: low is 1, high is 0/],
    [() => floatDistribution(0, 1, { log: true }), "RangeError", /low must be above 0 .* 0$/],
    [() => floatDistribution(-1, 1, { log: true }), "RangeError", /low must be above 0 .* -1$/],
    [
      () => floatDistribution(1, 2, { log: true, step: 1 }),
      "RangeError",
      /step cannot go with log/,
    ],
    [() => floatDistribution(0, 1, { step: 0.3 }), "RangeError", /last value is 0.9, high is 1/],
    [() => floatDistribution(0, 1, { step: 0 }), "RangeError", /step must be above 0/],
    [() => floatDistribution(0, 1, { step: -0.5 }), "RangeError", /step must be above 0/],
    [() => floatDistribution(NaN, 1), "RangeError", /low must be a finite number: .* NaN/],
    [() => floatDistribution(0, Infinity), "RangeError", /high must be a finite number/],
    [() => floatDistribution(any("0"), 1), "TypeError", /low must be a finite number/],
    [() => floatDistribution(0, any(undefined)), "TypeError", /high must be a finite number/],
    [() => intDistribution(0.5, 2), "RangeError", /low must be an integer: current value is 0.5/],
    [() => intDistribution(1, 10, { step: 2 }), "RangeError", /last value is 9, high is 10/],
    [() => intDistribution(1, 10, { step: 1.5 }), "RangeError", /step must be an integer/],
    [() => intDistribution(0, 10, { log: true }), "RangeError", /low must be 1 or more with log/],
    [
      () => intDistribution(1, 9, { log: true, step: 2 }),
      "RangeError",
      /step cannot go with log/,
    ],
    [() => categoricalDistribution([]), "RangeError", /at least one choice/],
    [() => categoricalDistribution(["a", "a"]), "RangeError", /choices 0 and 1 are both a/],
    [() => categoricalDistribution([true, 1]), "RangeError", /choices must differ/],
    [() => categoricalDistribution([NaN, 1, NaN]), "RangeError", /choices 0 and 2 are both NaN/],
    [
      () => floatDistribution(-1.7e308, 1.7e308),
      "RangeError",
      /high - low must be a finite number/,
    ],
    [() => floatDistribution(0, 1, any({ stepp: 1 })), "TypeError", /no option "stepp"/],
    [() => intDistribution(0, 1, any({ lgo: true })), "TypeError", /no option "lgo"/],
    [() => categoricalDistribution(any([{}])), "TypeError", /choice 0 is an object/],
    [() => categoricalDistribution(any("ab")), "TypeError", /must be an array/],
  ];
  for (const [make, name, message] of cases) assert.throws(make, { name, message });
});

Deno.test("decimalGrid() counts steps as the numbers print", () => {
  assert.deepEqual(decimalGrid(0, 0.9, 0.3), { last: 0.9, steps: 3 });
  assert.deepEqual(decimalGrid(0, 1, 0.1), { last: 1, steps: 10 });
  assert.deepEqual(decimalGrid(1e-7, 1e-6, 1e-7), { last: 1e-6, steps: 9 });
  assert.deepEqual(decimalGrid(-1, 1, 0.7), { last: 0.4, steps: 2 });
  assert.deepEqual(decimalGrid(2, 18, 4), { last: 18, steps: 4 });
  assert.deepEqual(decimalGrid(-0.5, 1e21, 0.5), { last: 1e21, steps: 2e21 + 1 });
});

const distributions: fc.Arbitrary<Distribution> = fc.oneof(
  fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 1e6 }))
    .map(([low, span]) => floatDistribution(low, low + span)),
  fc.double({ min: 1e-9, max: 1e6, noNaN: true })
    .map((low) => floatDistribution(low, low * 100, { log: true })),
  fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.nat(50), fc.integer({ min: 1, max: 20 }))
    .map(([low, steps, step]) => intDistribution(low, low + steps * step, { step })),
  fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.nat(1000))
    .map(([low, span]) => intDistribution(low, low + span, { log: true })),
  fc.uniqueArray(fc.oneof(fc.string(), fc.constant(null), fc.integer({ min: 2 })), { minLength: 1 })
    .map(categoricalDistribution),
);

Deno.test("sameDistribution() looks at kind, bounds, log, step and choices", () => {
  const all = [
    categoricalDistribution(["a", "b"]),
    categoricalDistribution(["b", "a"]),
    categoricalDistribution(["a"]),
    floatDistribution(1, 2),
    floatDistribution(1, 3),
    floatDistribution(0.5, 2),
    floatDistribution(1, 2, { log: true }),
    floatDistribution(1, 2, { step: 0.5 }),
    intDistribution(1, 2),
  ];
  for (const [i, a] of all.entries()) {
    for (const [j, b] of all.entries()) {
      assert.equal(sameDistribution({ ...a }, b), i === j, `${i}, ${j}`);
    }
  }
});

Deno.test("distributionFromJson() reads back what distributionToJson() writes", () => {
  fc.assert(
    fc.property(distributions, (distribution) => {
      const again = distributionFromJson(distributionToJson(distribution));
      assert.deepEqual(again, distribution);
      assert.ok(sameDistribution(again, distribution));
      checkCompatible("x", distribution, again);
    }),
    { seed: 4 },
  );
});

Deno.test("toExternal() and toInternal() undo each other inside the range", () => {
  fc.assert(
    fc.property(distributions, (distribution) => {
      const internals = distribution.kind === "categorical"
        ? distribution.choices.map((_, i) => i)
        : [distribution.low, distribution.high];
      for (const internal of internals) {
        assert.ok(containsInternal(distribution, internal));
        assert.equal(toInternal(distribution, toExternal(distribution, internal)), internal);
      }
      assert.equal(isSingle(distribution), new Set(internals).size === 1);
    }),
    { seed: 5 },
  );
});

Deno.test("distributionFromJson() reads what Optuna 3 to 5 and older ones write", () => {
  const read = distributionFromJson;
  assert.deepEqual(
    read(
      '{"name": "FloatDistribution", "attributes": {"step": null, "low": -10.0, "high": 10.0, "log": false}}',
    ),
    floatDistribution(-10, 10),
  );
  assert.deepEqual(
    read(
      '{"name": "FloatDistribution", "attributes": {"step": 0.3, "low": 0, "high": 1.0, "log": false}}',
    ),
    floatDistribution(0, 0.9, { step: 0.3 }),
    "high is lowered to the grid",
  );
  assert.deepEqual(
    read('{"name": "IntDistribution", "attributes": {"low": 2, "high": 18, "step": 4}}'),
    intDistribution(2, 18, { step: 4 }),
  );
  assert.deepEqual(
    read('{"name": "CategoricalDistribution", "attributes": {"choices": ["a", null, true, 1.5]}}'),
    categoricalDistribution(["a", null, true, 1.5]),
  );
  assert.deepEqual(
    read('{"name": "LogUniformDistribution", "attributes": {"low": 1e-05, "high": 0.1}}'),
    floatDistribution(1e-5, 0.1, { log: true }),
  );
  assert.deepEqual(
    read('{"name": "DiscreteUniformDistribution", "attributes": {"low": 0, "high": 1, "q": 0.25}}'),
    floatDistribution(0, 1, { step: 0.25 }),
  );
  assert.deepEqual(
    read('{"name": "IntLogUniformDistribution", "attributes": {"low": 1, "high": 8, "step": 1}}'),
    intDistribution(1, 8, { log: true }),
  );
  assert.deepEqual(read('{"type": "int", "low": 1, "high": 3}'), intDistribution(1, 3));
});

Deno.test("distributionFromJson() refuses what Optuna refuses", () => {
  const bad = [
    "not json",
    "[]",
    '{"name": "FloatDistribution"}',
    '{"name": "Uniform", "attributes": {"low": 0, "high": 1}}',
    '{"name": "FloatDistribution", "attributes": {"low": 0, "high": 1, "extra": 1}}',
    '{"name": "FloatDistribution", "attributes": {"low": 2, "high": 1}}',
    '{"name": "FloatDistribution", "attributes": {"low": 0, "high": 1, "log": true}}',
    '{"name": "FloatDistribution", "attributes": {"low": 1, "high": 2, "log": true, "step": 1}}',
    '{"name": "IntDistribution", "attributes": {"low": "1", "high": 2}}',
    '{"name": "IntDistribution", "attributes": {"low": 1, "high": 2, "step": 0}}',
    '{"name": "CategoricalDistribution", "attributes": {"choices": []}}',
  ];
  for (const text of bad) assert.throws(() => distributionFromJson(text), SyntaxError, text);
});

Deno.test("checkCompatible() lets ranges change, but not kind, log or choices", () => {
  const float = floatDistribution(1, 2);
  checkCompatible("x", float, floatDistribution(0, 9, { step: 3 }));
  const clashes: [Distribution, Distribution][] = [
    [float, floatDistribution(1, 2, { log: true })],
    [float, intDistribution(1, 2)],
    [categoricalDistribution(["a", "b"]), categoricalDistribution(["b", "a"])],
    [categoricalDistribution(["a"]), categoricalDistribution(["a", "b"])],
    [categoricalDistribution([1]), intDistribution(1, 1)],
  ];
  for (const [before, now] of clashes) {
    assert.throws(() => checkCompatible("x", before, now), /must keep its kind, log and choices/);
  }
});
