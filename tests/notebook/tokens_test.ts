import assert from "node:assert/strict";
import { cpuTime } from "../cpu_time.ts";
import fc from "fast-check";
import { tokenize } from "../../lib/notebook/file/tokens.ts";

const kinds = (source: string) => tokenize(source).map(({ kind, text }) => `${kind} ${text}`);

Deno.test("tokenize() tells division from regular expressions", () => {
  assert.deepEqual(kinds("a / b / c"), ["word a", "sign /", "word b", "sign /", "word c"]);
  assert.deepEqual(kinds("return /[/]\\//g"), ["word return", "regex /[/]\\//g"]);
  assert.deepEqual(kinds("a[0]! / b! / c"), [
    ...["word a", "sign [", "number 0", "sign ]", "sign !", "sign /"],
    ...["word b", "sign !", "sign /", "word c"],
  ]);
  assert.deepEqual(kinds("return !/a/ || x != /b/"), [
    ...["word return", "sign !", "regex /a/", "sign |", "sign |"],
    ...["word x", "sign !", "sign =", "regex /b/"],
  ]);
  assert.deepEqual(kinds("f()\n!/'/.test(x)").slice(3, 5), ["sign !", "regex /'/"]);
  assert.deepEqual(kinds("(a) / 2"), ["sign (", "word a", "sign )", "sign /", "number 2"]);
});

Deno.test("tokenize() takes a template whole, with the templates and braces in it", () => {
  const template = "`a ${b + `c ${{ d: '}' }.d}`} \\` e`";
  assert.deepEqual(kinds(`f(${template})`), ["word f", "sign (", `template ${template}`, "sign )"]);
  const braces = "`${{ a: 1 } + `b`}`";
  assert.deepEqual(kinds(braces), [`template ${braces}`]);
  assert.deepEqual(kinds("`never closed ${a"), ["template `never closed ${a"]);
});

Deno.test("tokenize() keeps comments and strings apart", () => {
  assert.deepEqual(kinds('"//" // "a"\n/* b */ \'c\\\'d\''), [
    'string "//"',
    'comment // "a"',
    "comment /* b */",
    "string 'c\\'d'",
  ]);
});

Deno.test("tokenize() covers any source: tokens in order, with only white space between them", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(..."ab1.\"'`/*\\${}()= \n"), maxLength: 60 }),
      (source) => {
        let end = 0;
        for (const token of tokenize(source)) {
          assert.equal(source.slice(end, token.start).trim(), "");
          assert.equal(source.slice(token.start, token.end), token.text);
          assert.ok(token.end > token.start);
          end = token.end;
        }
        assert.equal(source.slice(end).trim(), "");
      },
    ),
    { seed: 42, numRuns: 2000 },
  );
});

Deno.test("tokenize() takes nested templates to any depth, and what is never closed once", () => {
  const deep = "`${".repeat(20_000) + "1" + "}`".repeat(20_000);
  assert.deepEqual(tokenize(deep).map(({ kind, end }) => [kind, end]), [["template", deep.length]]);
  assert.deepEqual(kinds("a /* b"), ["word a", "comment /* b"]);
  assert.deepEqual(kinds("a = 'b\nc"), ["word a", "sign =", "string 'b", "word c"]);
  assert.deepEqual(kinds("a[0]! / b"), [
    ..."word a,sign [,number 0,sign ],sign !,sign /,word b".split(","),
  ]);
  assert.deepEqual(kinds("!/a/.test(b)").slice(0, 2), ["sign !", "regex /a/"]);
  assert.deepEqual(kinds("= / b\n/c/"), [
    "sign =",
    "sign /",
    "word b",
    "sign /",
    "word c",
    "sign /",
  ]);
  assert.deepEqual(kinds("i++ / 2"), ["word i", "sign ++", "sign /", "number 2"]);
});

Deno.test("tokenize() takes time in proportion to the length, whatever the source", () => {
  const hostile = ["/*", "//", "'", '"a', "/[", "`${", "`${`", "(/", "1.", "\\", "{", "a'b\""];
  for (const piece of hostile) {
    const fastest = (length: number) => {
      const source = piece.repeat(length / piece.length);
      return Math.min(...[1, 2, 3].map(() => {
        const start = cpuTime();
        tokenize(source);
        return cpuTime() - start;
      }));
    };
    // A quadratic scan takes 400 times as long for 20 times the length.
    assert.ok(fastest(400_000) < 150 * Math.max(fastest(20_000), 4), piece);
  }
});
