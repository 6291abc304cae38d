import assert from "node:assert/strict";
import fc from "fast-check";
import { Mt19937 } from "../../lib/math/random.ts";
import { buildCheckModule } from "../../lib/notebook/check/module.ts";
import { formatNotebook, headingAbove, parseNotebook } from "../../lib/notebook/file/nbformat.ts";
import {
  injectParameters,
  parseParameterTexts,
  readParameters,
} from "../../lib/notebook/file/parameters.ts";
import { parseDeclarations } from "../../lib/notebook/file/parameters_cell.ts";
import { damageBytes, damageJson, pick, rounds } from "./mutations.ts";
import { codeCell, notebookText } from "../notebook/fixture.ts";

const FIXTURES = new URL("../fixtures/notebooks/", import.meta.url);
const fixtures = [...Deno.readDirSync(FIXTURES)].map(({ name }) => name)
  .filter((name) => name.endsWith(".ipynb")).sort()
  .map((name) => Deno.readTextFileSync(new URL(name, FIXTURES)));

/** Runs a step that may refuse by a SyntaxError, and in no other way. */
function mayRefuse<T>(what: string, step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    assert.ok(error instanceof SyntaxError, `${what}: ${(error as Error).stack}`);
    assert.match(error.message, /^Cannot /, what);
    return undefined;
  }
}

Deno.test("a damaged notebook is read and written back the same, or refused with its name and the rule", () => {
  const random = new Mt19937(1);
  const decoder = new TextDecoder();
  let [read, refused] = [0, 0];
  for (let round = 0; round < rounds(600); round++) {
    const text = pick(random, fixtures);
    const damaged = random.integer(3) === 0
      ? decoder.decode(damageBytes(new TextEncoder().encode(text), random))
      : JSON.stringify(damageJson(damageJson(JSON.parse(text), random), random));
    const what = `round ${round}`;
    const notebook = mayRefuse(what, () => parseNotebook(damaged, "n.ipynb"));
    if (notebook === undefined) {
      refused++;
      continue;
    }
    read++;
    const written = formatNotebook(notebook);
    assert.equal(formatNotebook(parseNotebook(written, "n.ipynb")), written, what);
    notebook.cells.forEach((_, index) => headingAbove(notebook, index));
    mayRefuse(what, () => buildCheckModule(notebook));
    mayRefuse(what, () => readParameters(notebook));
  }
  assert.ok(read > 60 && refused > 60, `${read} read, ${refused} refused`);
});

Deno.test("parseDeclarations() reads any source or refuses it with the rule", () => {
  const pieces = [
    ...["const ", "let ", "x", "y1", " = ", "=", ";", "\n", ",", "[", "]", "-", "1", "0x1f", "1e3"],
    ...[
      "1_000",
      '"a"',
      "'\\u{110000}'",
      "'\\u{1F600}'",
      "`t`",
      "`${x}`",
      "true",
      "null",
      ": number",
    ],
    ...["// path of it", "/* c */", "{", "}", "(", ")", "\\", '"', "/a/", "!", "\u0000", "é"],
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 14 }), (source) => {
      mayRefuse(source.join(""), () => parseDeclarations(source.join("")));
    }),
    { seed: 1, numRuns: rounds(3000) },
  );
});

Deno.test("injectParameters() sets exactly the values that were given", () => {
  const source = [
    'const text = "a";',
    "const number = 1;",
    "const flag = true;",
    'const list = ["a"];',
    "const anything = null;",
  ].join("\n");
  const notebook = parseNotebook(notebookText(codeCell("p", source, ["parameters"])), "n.ipynb");
  const text = fc.string({ unit: "binary" }).filter((value) => !/:\/\/.*@/s.test(value));
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const values = fc.record({
    text,
    number,
    flag: fc.boolean(),
    list: fc.array(text),
    anything: fc.oneof(text, number, fc.boolean(), fc.constant(null)),
  });
  fc.assert(
    fc.property(values, (given) => {
      const place = { name: "n.ipynb", from: "/", to: "/" };
      const injected = injectParameters(notebook, given, place).cells[1]!;
      const read = Object.fromEntries(
        parseDeclarations(injected.source).map(({ name, value }) => [name, value]),
      );
      assert.deepEqual(JSON.parse(JSON.stringify(read)), JSON.parse(JSON.stringify(given)));
      const line = `text=${given.text}`;
      assert.equal(parseParameterTexts(readParameters(notebook), [line], "n").text, given.text);
    }),
    { seed: 1, numRuns: rounds(500) },
  );
});
