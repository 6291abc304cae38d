import assert from "node:assert/strict";
import fc from "fast-check";
import { tokenize } from "../../lib/notebook/file/tokens.ts";

const kinds = (source: string) => tokenize(source).map(({ kind, text }) => `${kind} ${text}`);

Deno.test("tokenize() tells division from regular expressions", () => {
  assert.deepEqual(kinds("a / b / c"), ["word a", "sign /", "word b", "sign /", "word c"]);
  assert.deepEqual(kinds("return /[/]\\//g"), ["word return", "regex /[/]\\//g"]);
  assert.deepEqual(kinds("(a) / 2"), ["sign (", "word a", "sign )", "sign /", "number 2"]);
});

Deno.test("tokenize() takes a template whole, with the templates and braces in it", () => {
  const template = "`a ${b + `c ${{ d: '}' }.d}`} \\` e`";
  assert.deepEqual(kinds(`f(${template})`), ["word f", "sign (", `template ${template}`, "sign )"]);
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
