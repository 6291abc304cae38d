import assert from "node:assert/strict";
import { buildCheckModule } from "../../lib/notebook/check/module.ts";
import { checkNotebook, checkRun } from "../../lib/notebook/check/mod.ts";
import type { Cell, Notebook } from "../../lib/notebook/file/nbformat.ts";
import { runNotebook } from "../../lib/notebook/run/run.ts";
import { FixtureCopy } from "./fixture.ts";

function notebook(...sources: string[]): Notebook {
  const cells = sources.map((source, index): Cell => ({
    cell_type: "code",
    id: `c${index}`,
    metadata: {},
    source,
    outputs: [],
    execution_count: index + 1,
  }));
  return { metadata: {}, cells };
}

Deno.test("buildCheckModule() hoists imports, each name once, and keeps the lines", () => {
  const { source, lines } = buildCheckModule(notebook(
    'import a, { b, type C as D } from "x";\nimport * as e from "y" with { type: "json" };\na;',
    'import {\n  b,\n  f,\n} from "x";\nconst text = \'import g from "z"\';\nconst h = await import("i");',
    'import "side-effect";\nimport type { J } from "k";\nimport { b } from "x";\nimport.meta;',
  ));
  assert.deepEqual(source.split("\n").slice(0, 5), [
    'import * as e from "y" with { type: "json" };',
    'import a, { b, type C as D } from "x";',
    'import { f } from "x";',
    'import type { J } from "k";',
    'import "side-effect";',
  ]);
  for (const [index, line] of source.split("\n").entries()) {
    const place = lines[index];
    if (line === "a;") assert.deepEqual(place, { cell: 0, line: 3 });
    if (line.startsWith("const text")) assert.deepEqual(place, { cell: 1, line: 5 });
    if (line === "import.meta;") assert.deepEqual(place, { cell: 2, line: 4 });
  }
  assert.match(source, /\n\}\}\}\nexport \{\};\n$/);
});

Deno.test("buildCheckModule() refuses one name from two modules", () => {
  assert.throws(
    () => buildCheckModule(notebook('import { a } from "x";', 'import { a } from "y";')),
    /cell c1 imports a from another/,
  );
});

Deno.test("checkNotebook() finds types and lint by cell and line, and that the notebook was not run", async () => {
  await using copy = await FixtureCopy.of("types");
  const findings = await checkNotebook(copy.file);
  const types = findings.filter(({ check }) => check === "types");
  assert.equal(types.length, 1, JSON.stringify(findings));
  assert.deepEqual({ ...types[0], message: "" }, {
    check: "types",
    cell: 3,
    line: 4,
    heading: "Types",
    message: "",
  });
  assert.match(types[0]!.message, /^TS2322: Type 'string' is not assignable to type 'number'/);
  const lint = findings.filter(({ check }) => check === "lint");
  assert.deepEqual(lint.map(({ cell, line, heading }) => [cell, line, heading]), [[4, 1, "Lint"]]);
  assert.match(lint[0]!.message, /^prefer-const/);
  assert.equal(findings.filter(({ check }) => check === "run").length, 4); // counts are 99
  assert.deepEqual([...Deno.readDirSync(copy.folder)].map(({ name }) => name), ["types.ipynb"]);
});

Deno.test("checkNotebook() finds nothing in a notebook that was run whole, also one with nested blocks", async () => {
  await using copy = await FixtureCopy.of("quick");
  await runNotebook(copy.file);
  assert.deepEqual(await checkNotebook(copy.file), []);
});

Deno.test("checkNotebook() finds what deno fmt would change", async () => {
  await using copy = await FixtureCopy.of("quick");
  const text = await Deno.readTextFile(copy.file);
  await Deno.writeTextFile(copy.file, text.replace('"console.log(1);"', '"console.log( 1 )"'));
  const findings = (await checkNotebook(copy.file)).filter(({ check }) => check === "format");
  assert.deepEqual(findings.map(({ cell, line }) => [cell, line]), [[1, 1]]);
  const second = '"let a = 1;\\nconsole.log( a );\\na++;"';
  await Deno.writeTextFile(copy.file, text.replace('"console.log(1);"', second));
  const [finding] = (await checkNotebook(copy.file)).filter(({ check }) => check === "format");
  assert.equal(finding!.line, 2);
});

Deno.test("checkNotebook() takes the project's width of lines where a notebook is in no project", async () => {
  await using copy = await FixtureCopy.of("quick");
  const text = await Deno.readTextFile(copy.file);
  const line = `console.log("${"wide ".repeat(15)}");`; // 90 characters
  await Deno.writeTextFile(copy.file, text.replace('"console.log(1);"', JSON.stringify(line)));
  const findings = await checkNotebook(copy.file);
  assert.deepEqual(findings.filter(({ check }) => check === "format"), []);
});

Deno.test("checkRun() wants the counts 1 to n and no error", () => {
  assert.deepEqual(checkRun(notebook("1", "2")), []);
  const skipped = notebook("1", "2", "3");
  skipped.cells[1]!.execution_count = null;
  skipped.cells[1]!.metadata = { tags: ["skip-execution"] };
  skipped.cells[2]!.execution_count = 2;
  assert.deepEqual(checkRun(skipped), []);
  const wrong = notebook("1", "2");
  wrong.cells[1]!.execution_count = 3;
  assert.match(checkRun(wrong)[0]!.message, /must be 2: it is 3/);
  const failed = notebook("1");
  failed.cells[0]!.outputs = [{ output_type: "error", ename: "E", evalue: "e", traceback: [] }];
  assert.match(checkRun(failed)[0]!.message, /no error: there is E: e/);
  failed.cells[0]!.metadata = { tags: ["raises-exception"] };
  assert.deepEqual(checkRun(failed), []);
  const never = notebook("1", "2");
  for (const cell of never.cells) cell.execution_count = null;
  assert.match(checkRun(never)[0]!.message, /must have been run/);
});
