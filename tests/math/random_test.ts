import assert from "node:assert/strict";
import fc from "fast-check";
import { Mt19937, streamSeed } from "../../lib/math/random.ts";
import golden from "../fixtures/data/golden.json" with { type: "json" };

for (const expected of golden.randomState) {
  const { seed } = expected;

  Deno.test(`Mt19937(${seed}) gives the words of NumPy's RandomState, also after the state turns over`, () => {
    const random = new Mt19937(seed);
    const words = Array.from({ length: 2000 }, () => random.uint32());
    assert.deepEqual(words.slice(0, 12), expected.uint32);
    for (const [index, word] of Object.entries(expected.uint32At)) {
      assert.equal(words[Number(index)], word, `word ${index}`);
    }
  });

  Deno.test(`Mt19937(${seed}).random() gives the doubles of random_sample()`, () => {
    const random = new Mt19937(seed);
    assert.deepEqual(Array.from({ length: 12 }, () => random.random()), expected.random);
  });

  Deno.test(`Mt19937(${seed}).normal() gives the draws of randn()`, () => {
    const random = new Mt19937(seed);
    for (const draw of expected.randn) {
      // Two libraries' logarithms may differ in the last bit.
      assert.ok(Math.abs(random.normal() - draw) <= 1e-14 * Math.max(1, Math.abs(draw)));
    }
  });

  Deno.test(`Mt19937(${seed}).shuffle() orders items as NumPy does`, () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    new Mt19937(seed).shuffle(items);
    assert.deepEqual(items, expected.shuffle50);
    const typed = Uint32Array.from({ length: 50 }, (_, i) => i);
    new Mt19937(seed).shuffle(typed);
    assert.deepEqual(Array.from(typed), expected.shuffle50);
  });

  Deno.test(`Mt19937(${seed}).integer() gives the integers of randint() in 32 bits`, () => {
    for (const [max, draws] of Object.entries(expected.integers)) {
      const random = new Mt19937(seed);
      assert.deepEqual(Array.from(draws, () => random.integer(Number(max))), draws, `max ${max}`);
    }
  });
}

Deno.test("integer() stays in 0..max and reaches both ends", () => {
  const random = new Mt19937(11);
  const seen = new Set(Array.from({ length: 500 }, () => random.integer(4)));
  assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4]);
  assert.equal(random.integer(0), 0);
  for (const max of [-1, 1.5, 2 ** 32, NaN]) {
    assert.throws(() => random.integer(max), /max must be an integer in 0\.\.2\^32-1: current/);
  }
});

Deno.test("integer(0) takes no draw from the stream", () => {
  const random = new Mt19937(11);
  random.integer(0);
  assert.equal(random.uint32(), new Mt19937(11).uint32());
});

Deno.test("shuffle() permutes: nothing is lost, one seed gives one order", () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.integer()), (seed, items) => {
      const [first, second] = [items.slice(), items.slice()];
      new Mt19937(seed).shuffle(first);
      new Mt19937(seed).shuffle(second);
      assert.deepEqual(first, second);
      assert.deepEqual(first.toSorted(), items.toSorted());
    }),
    { seed: 1 },
  );
});

Deno.test("streamSeed() follows its rule: FNV-1a of the UTF-8 name, mixed with the seed", () => {
  for (const { seed, name, stream } of golden.streamSeed) {
    assert.equal(streamSeed(seed, name), stream, `${seed} ${name}`);
  }
});

Deno.test("streamSeed() is a seed in 1..2^32-1 that both seed and name change", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), fc.string(), (seed, name) => {
      const stream = streamSeed(seed, name);
      assert(Number.isInteger(stream) && stream > 0 && stream <= 0xffffffff);
      assert.notEqual(stream, streamSeed((seed ^ 1) >>> 0, name));
    }),
    { seed: 1 },
  );
});

Deno.test("seeds outside 0..2^32-1 are refused", () => {
  for (const seed of [-1, 0.5, 2 ** 32, NaN, Infinity]) {
    assert.throws(() => new Mt19937(seed), new RegExp(`current value is ${seed}$`));
    assert.throws(() => streamSeed(seed, "weights"), RangeError);
  }
});
