import assert from "node:assert/strict";
import {
  excerpt,
  optionsOf,
  printable,
  requireFinite,
  requireInteger,
  requireKind,
  requireKindIfGiven,
  requireKnownOptions,
  requireNumber,
  requireOneOf,
  requireSeed,
  withoutUserInfo,
} from "../lib/checks.ts";

/** Asserts that `check` throws an error of exactly this kind and message. */
function refuses(check: () => void, kind: ErrorConstructor, message: string): void {
  assert.throws(check, { name: kind.name, message });
}

Deno.test("requireInteger() takes integers within bounds and names the first that is not", () => {
  requireInteger("train", { epochs: 1, batchSize: 64 }, { min: 1, max: 64 });
  requireInteger("draw", { step: -3 });
  refuses(
    () => requireInteger("train", { epochs: 3, batchSize: 0 }, { min: 1 }),
    RangeError,
    "Cannot train as batchSize must be an integer of 1 or more: current value is 0",
  );
  refuses(
    () => requireInteger("train", { workers: 65 }, { min: 1, max: 64 }),
    RangeError,
    "Cannot train as workers must be an integer in 1..64: current value is 65",
  );
  for (const value of [NaN, Infinity, 0.5, 2 ** 53]) {
    refuses(
      () => requireInteger("draw", { step: value }),
      RangeError,
      `Cannot draw as step must be an integer: current value is ${value}`,
    );
  }
});

Deno.test("requireInteger() calls another kind a TypeError", () => {
  for (
    const [value, shown] of [["3", '"3"'], [undefined, "undefined"], [3n, "3n"], [{}, "an object"]]
  ) {
    refuses(
      () => requireInteger("train", { epochs: value }, { max: 9 }),
      TypeError,
      `Cannot train as epochs must be an integer of 9 or less: current value is ${shown}`,
    );
  }
});

Deno.test("requireNumber() says which ends of the range are part of it", () => {
  requireNumber("score", { variance: 0.5 }, { above: 0, below: 1 });
  requireNumber("score", { share: 1 }, { above: 0, max: 1 });
  for (
    const [range, value, rule] of [
      [{}, NaN, "a finite number"],
      [{ above: 0 }, 0, "a finite number above 0"],
      [{ below: 2 }, 2, "a finite number below 2"],
      [{ min: 0, below: 1 }, 1, "in [0, 1)"],
      [{ above: 0, max: 0.5 }, 0, "in (0, 0.5]"],
      [{ min: 0, max: 100 }, 101, "in [0, 100]"],
      [{ min: 0 }, Infinity, "a finite number of 0 or more"],
    ] as const
  ) {
    refuses(
      () => requireNumber("score", { x: value }, range),
      RangeError,
      `Cannot score as x must be ${rule}: current value is ${value}`,
    );
  }
  refuses(
    () => requireNumber("score", { x: null }),
    TypeError,
    "Cannot score as x must be a finite number: current value is null",
  );
});

Deno.test("requireFinite() names the first value that is not finite, and an empty list", () => {
  requireFinite("score", { errors: [0, -1] });
  refuses(
    () => requireFinite("score", { errors: Float64Array.of(0, NaN, Infinity) }),
    RangeError,
    "Cannot score as errors must be finite numbers: errors[1] is NaN",
  );
  refuses(
    () => requireFinite("score", { errors: [] }),
    RangeError,
    "Cannot score as errors must hold at least one value: current length is 0",
  );
});

Deno.test("requireOneOf() lists what is allowed", () => {
  requireOneOf("stop early", { monitor: "loss" }, ["loss", "valLoss"]);
  refuses(
    () => requireOneOf("stop early", { monitor: "los" }, ["loss", "valLoss"]),
    RangeError,
    'Cannot stop early as monitor must be "loss" or "valLoss": current value is "los"',
  );
  refuses(
    () => requireOneOf("train", { trainer: 1 }, ["auto", "kernel", "reference"]),
    TypeError,
    'Cannot train as trainer must be "auto", "kernel" or "reference": current value is 1',
  );
});

Deno.test("requireKnownOptions() refuses a misspelt name, also among what was left over", () => {
  requireKnownOptions("train", { epochs: 1 }, ["epochs", "seed"]);
  refuses(
    () => requireKnownOptions("train", { epoch: 1 }, ["epochs", "seed"]),
    TypeError,
    'Cannot train as there is no option "epoch", but epochs, seed',
  );
  requireKnownOptions("train", {});
  refuses(
    () => requireKnownOptions("train", { epoch: 1 }),
    TypeError,
    'Cannot train as there is no option "epoch"',
  );
});

Deno.test("requireSeed() takes the integers of 32 bits", () => {
  requireSeed("train", 0);
  requireSeed("train", 2 ** 32 - 1);
  refuses(
    () => requireSeed("train", -1),
    RangeError,
    "Cannot train as seed must be an integer in 0..2^32-1: current value is -1",
  );
});

Deno.test("excerpt() quotes a text and cuts a long one, saying its length", () => {
  assert.equal(excerpt('a"\n'), '"a\\"\\n"');
  assert.equal(excerpt("x".repeat(60)), `"${"x".repeat(60)}"`);
  assert.equal(excerpt("x".repeat(61)), `"${"x".repeat(60)}"... (61 characters)`);
});

Deno.test("excerpt() names other values by kind", () => {
  assert.equal(excerpt([1, "a", null]), '[1, "a", null]');
  assert.equal(excerpt([[1]]), "an array of length 1");
  assert.equal(excerpt(Array(8).fill(0)), "[0, 0, 0, 0, 0, 0, 0, 0]");
  assert.equal(excerpt(Array(9).fill(0)), "an array of length 9");
  assert.equal(excerpt(() => 0), "a function");
  assert.equal(excerpt(new Date(0)), "1970-01-01T00:00:00.000Z");
  assert.equal(excerpt(new Date(NaN)), "an invalid date");
  assert.equal(excerpt(Promise.resolve(1)), "a promise, which await turns into its value");
  assert.equal(excerpt(-0), "-0");
  assert.equal(excerpt(Symbol("s")), "Symbol(s)");
});

Deno.test("excerpt() and printable() escape what a terminal would obey", () => {
  const attack = "\u001b]0;t\u0007\u009b2J\u007f\u202e\u2066\u200f\u2028\ufeff\ud800";
  const escaped = "\\u001b]0;t\\u0007\\u009b2J\\u007f\\u202e\\u2066\\u200f\\u2028\\ufeff\\ud800";
  assert.equal(excerpt(attack), `"${escaped}"`);
  assert.equal(printable(attack), escaped);
  assert.equal(printable(attack, { lines: true }), escaped);
});

Deno.test("printable() keeps line breaks only where they are asked for, and letters of any script", () => {
  assert.equal(printable("a\r\nb\tc\rd"), "a\\nb\\tc\\u000dd");
  assert.equal(printable("a\r\nb\tc", { lines: true }), "a\nb\tc");
  assert.equal(printable("żółć 漢字 😀 שלום"), "żółć 漢字 😀 שלום");
});

Deno.test("printable() cuts a long text and says its length", () => {
  assert.equal(printable("abcd", { maxLength: 3 }), "abc... (4 characters)");
  assert.equal(printable("x".repeat(2001)), `${"x".repeat(2000)}... (2001 characters)`);
});

Deno.test("withoutUserInfo(), excerpt() and printable() mask user names and passwords in URLs", () => {
  for (
    const [text, masked] of [
      ["https://ada:s3cret@host/x", "https://***@host/x"],
      [
        "at postgresql+psycopg2://ada@host:1/db, ada@host",
        "at postgresql+psycopg2://***@host:1/db, ada@host",
      ],
      ["a://b:c@d@e/f://g@h", "a://***@e/f://***@h"],
      ["https://host/a@b?c=d@e", "https://host/a@b?c=d@e"],
    ] as const
  ) {
    assert.equal(withoutUserInfo(text), masked);
    assert.equal(printable(text), masked);
    assert.equal(excerpt(text), `"${masked}"`);
  }
  assert.ok(!excerpt(`https://${"p".repeat(100)}@host`).includes("pp"));
});

Deno.test("requireKind() names rule and value, and lets an option be left out that may be", () => {
  const wrong: [unknown, Parameters<typeof requireKind>[2], string][] = [
    [5, "a text", "5"],
    ["x", "a list", '"x"'],
    [null, "a list of numbers", "null"],
    [[null], "a list of objects", "[null]"],
    [[], "an object", "[]"],
    ["", "a path or a URL", '""'],
    [{}, "a study, such as createStudy() gives", "an object"],
    [undefined, "a function", "undefined"],
  ];
  for (const [it, kind, shown] of wrong) {
    assert.throws(() => requireKind("go", { it }, kind), {
      name: "TypeError",
      message: `Cannot go as it must be ${kind}: current value is ${shown}`,
    });
  }
  requireKind("go", { it: Float64Array.of(1) }, "a list of numbers");
  requireKindIfGiven("go", { it: undefined }, "a text");
  assert.throws(() => optionsOf("go", null as never), /options must be an object: .* is null/);
});
