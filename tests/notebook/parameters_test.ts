import assert from "node:assert/strict";
import fc from "fast-check";
import { type Notebook, parseNotebook } from "../../lib/notebook/file/nbformat.ts";
import { parseDeclarations } from "../../lib/notebook/file/parameters_cell.ts";
import {
  injectParameters,
  parseParameterTexts,
  readParameters,
} from "../../lib/notebook/file/parameters.ts";
import { codeCell } from "./fixture.ts";

const PLACE = { name: "n.ipynb", from: "/home/me/data", to: "/home/me/project/notebooks" };

function notebook(source: string): Notebook {
  return { metadata: {}, cells: [codeCell("a", "1"), codeCell("b", source, ["parameters"])] };
}

Deno.test("parseDeclarations() reads literal constants with their types, kinds and comments", () => {
  const source = `// all of them
const epochs = 20; // times through the data
let rate: number = -1.5e-3
const big = 1_000;
const isFast = true; const name = 'it\\'s \\u00e9';
const source = ""; /* Path or URL */
const none: number | null = null;
const sizes = [16, [32], "x",];
const text = \`a
b\`;`;
  assert.deepEqual(
    parseDeclarations(source).map(({ name, declaration, annotation, value, help, isPath }) => [
      name,
      declaration,
      annotation,
      value,
      help,
      isPath,
    ]),
    [
      ["epochs", "const", "", 20, "times through the data", false],
      ["rate", "let", "number", -1.5e-3, "", false],
      ["big", "const", "", 1000, "", false],
      ["isFast", "const", "", true, "", false],
      ["name", "const", "", "it's é", "", false],
      ["source", "const", "", "", "Path or URL", true],
      ["none", "const", "number | null", null, "", false],
      ["sizes", "const", "", [16, [32], "x"], "", false],
      ["text", "const", "", "a\nb", "", false],
    ],
  );
});

Deno.test("parseDeclarations() refuses all but literals, with the line", () => {
  const bad: [string, RegExp][] = [
    ["const a = 1;\nconst b = a;", /line 2 should have a literal value: const b = a;/],
    ["const a = 1 + 2;", /line 1 should have one literal value/],
    ["const a = f();", /line 1/],
    ["const a = 10n;", /line 1/],
    ["const a = `x${1}`;", /line 1/],
    ["var a = 1;", /const or let/],
    ["const { a } = b;", /a name/],
    ["console.log(1);", /const or let/],
    ["const a = [1, b];", /a literal value/],
    ["const a", /=/],
    ["const a =", /a literal value/],
  ];
  for (const [source, rule] of bad) {
    assert.throws(() => parseDeclarations(source), (error) => {
      assert.ok(error instanceof SyntaxError, String(error));
      assert.match(error.message, rule);
      return true;
    });
  }
});

Deno.test("parseParameterTexts() types each value by its default", () => {
  const declared = parseDeclarations(
    'const n = 1; const s = "a"; const b = true; const l = [1]; const z: number | null = null;',
  );
  const texts = ["n=-2.5e3", "s=a=b ", "b=false", "l=[3, 4]", "z=7"];
  assert.deepEqual(parseParameterTexts(declared, texts, "n"), {
    n: -2500,
    s: "a=b ",
    b: false,
    l: [3, 4],
    z: 7,
  });
  assert.deepEqual(parseParameterTexts(declared, ["z=soon"], "n"), { z: "soon" });
  for (const text of ["n=", "n=x", "n=0x10", "n=Infinity", "b=1", "b=True", "l=3", 'l=["a"]']) {
    assert.throws(() => parseParameterTexts(declared, [text], "n"), TypeError, text);
  }
  assert.throws(() => parseParameterTexts(declared, ["q=1"], "n"), /it has n, s, b, l, z/);
  assert.throws(() => parseParameterTexts([], ["q=1"], "n"), /no cell is tagged parameters/);
  assert.throws(() => parseParameterTexts(declared, ["toString=1"], "n"), RangeError);
});

Deno.test("injectParameters() adds a cell behind the defaults, declared as they are", () => {
  const before = notebook('let epochs: number = 20;\nconst source = ""; // path\nconst l = ["a"];');
  const frozen = structuredClone(before);
  const values = { epochs: 3, source: "my.csv", l: ["b", 'c"'] };
  const after = injectParameters(before, values, PLACE);
  assert.deepEqual(before, frozen);
  assert.deepEqual(after.cells.map(({ id }) => id), ["a", "b", "injected-parameters"]);
  assert.equal(
    after.cells[2]!.source,
    '// given to this run\nlet epochs: number = 3;\nconst source = "../../data/my.csv";\n' +
      'const l = ["b", "c\\""];',
  );
  // A second time, the cell is replaced.
  const again = injectParameters(after, { epochs: 4 }, PLACE);
  assert.equal(again.cells.length, 3);
  assert.equal(again.cells[2]!.source, "// given to this run\nlet epochs: number = 4;");
  assert.deepEqual(injectParameters(before, {}, PLACE), before);
});

Deno.test("injectParameters() leaves URLs, absolute and empty paths as they are", () => {
  const source = 'const source = "x"; // path or URL';
  for (const value of ["", "/tmp/a.csv", "https://example.org/a.csv", "file:///tmp/a.csv"]) {
    const after = injectParameters(notebook(source), { source: value }, PLACE);
    assert.match(after.cells[2]!.source, new RegExp(`= ${JSON.stringify(value)};$`));
  }
});

Deno.test("injectParameters() refuses unknown names, other types and numbers that JSON has not", () => {
  const declared = notebook("const epochs = 20;");
  assert.throws(() => injectParameters(declared, { epoch: 1 }, PLACE), RangeError);
  for (const value of ["1", true, null, [1], NaN, Infinity]) {
    assert.throws(() => injectParameters(declared, { epochs: value }, PLACE), TypeError);
  }
});

Deno.test("injectParameters() writes source that reads back as the same value", () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.oneof(scalar, fc.array(fc.string())), (value) => {
      const fallback = JSON.stringify(value === "" ? "" : value);
      const after = injectParameters(notebook(`const a = ${fallback};`), { a: value }, PLACE);
      const [read] = parseDeclarations(after.cells[2]!.source);
      assert.deepEqual(read!.value, Object.is(value, -0) ? 0 : value);
    }),
    { seed: 42 },
  );
});

Deno.test("readParameters() finds none where no code cell is tagged", () => {
  const cells = [{ cell_type: "markdown", metadata: { tags: ["parameters"] }, source: "x" }];
  const text = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
  assert.deepEqual(readParameters(parseNotebook(text, "n")), []);
});

Deno.test("parseDeclarations() refuses lists that nest too deep and characters that are not, with the line", () => {
  const deep = `const a = 1;\nconst b = ${"[".repeat(20_000)}${"]".repeat(20_000)};`;
  assert.throws(
    () => parseDeclarations(deep),
    /line 2 should have lists nested at most 500 deep: .{0,130} \(40011 characters\)$/,
  );
  assert.throws(
    () => parseDeclarations("\nconst a = '\\u{110000}';"),
    /line 2 .* known characters/,
  );
});

Deno.test("injectParameters() reaches a parameter whose name no constant may have", () => {
  const given = notebook('const export_ = ""; // path of a file\nconst a = 1;');
  const values = parseParameterTexts(readParameters(given), ["export=out.csv"], "n.ipynb");
  assert.deepEqual(values, { export_: "out.csv" });
  for (const set of [values, { export: "out.csv" }]) {
    const sources = injectParameters(given, set, PLACE).cells.map(({ source }) => source);
    assert.match(sources.join("\n"), /^const export_ = "..\/..\/data\/out\.csv";$/m);
  }
  assert.throws(
    () => parseParameterTexts(readParameters(given), ["b=1"], "n.ipynb"),
    /it has export, a$/,
  );
});
