/** The notebooks in `deno lsp`, as VS Code's Deno extension asks it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type Notebook, readNotebook } from "../../lib/notebook/file/nbformat.ts";
import { copyProject } from "../project_copy.ts";
import { LanguageServer } from "./language_server.ts";

const codeCells = (notebook: Notebook) =>
  notebook.cells.filter(({ cell_type }) => cell_type === "code");

/** Where a text first stands in a notebook's cells, `behind` characters after its start. */
function find(notebook: Notebook, text: string, behind = 0) {
  for (const [cell, { source }] of codeCells(notebook).entries()) {
    const at = source.indexOf(text);
    if (at < 0) continue;
    const before = source.slice(0, at + behind).split("\n");
    return { cell, line: before.length - 1, character: before.at(-1)!.length };
  }
  throw new Error(`No cell has ${text}`);
}

Deno.test("deno lsp finds nothing wrong with the notebooks, and knows what stands in them", async () => {
  const project = copyProject();
  try {
    // What npm writes: VS Code takes a cell that is no module for CommonJS then.
    await Deno.writeTextFile(join(project, "package.json"), '{ "type": "commonjs" }');
    await using server = new LanguageServer(project);
    await server.start(project);
    for (const name of ["train", "detector"]) {
      const path = join(project, "notebooks", `${name}.ipynb`);
      const notebook = await readNotebook(path);
      await server.open(path, notebook);
      const found = await server.diagnose(path, codeCells(notebook).length);
      assert.deepEqual(found.filter(({ code }) => typeof code === "number" && code < 6000), []);
    }
    const path = join(project, "notebooks", "train.ipynb");
    const notebook = await readNotebook(path);
    const hover = await server.askAt(
      "textDocument/hover",
      path,
      find(notebook, "setupNotebook()", 3),
    );
    assert.match(JSON.stringify(hover), /setupNotebook.*Prepares/);
    const use = find(notebook, "notebook.signal", 9);
    const completion = await server.askAt("textDocument/completion", path, use);
    assert.match(JSON.stringify(completion), /"label":"signal"/);
    const definition = await server.askAt(
      "textDocument/definition",
      path,
      find(notebook, "setupNotebook()", 3),
    );
    assert.match(JSON.stringify(definition), /lib\/notebook\/session\/setup\.ts/);
    // A real error is found.
    const broken = join(project, "notebooks", "broken.ipynb");
    const cell = { cell_type: "code", id: "a", metadata: {}, outputs: [], execution_count: null };
    const wrong = { metadata: {}, cells: [{ ...cell, source: "const n: number = 'a';\nn;" }] };
    await server.open(broken, wrong);
    assert.deepEqual((await server.diagnose(broken, 1)).map(({ code }) => code), [2322]);
  } finally {
    await Deno.remove(project, { recursive: true });
  }
});

Deno.test("deno lsp still takes a cell whose awaits stand in blocks for CommonJS", async () => {
  const project = copyProject();
  try {
    await Deno.writeTextFile(join(project, "package.json"), '{ "type": "commonjs" }');
    await using server = new LanguageServer(project);
    await server.start(project);
    const path = join(project, "notebooks", "block.ipynb");
    const cell = { cell_type: "code", id: "a", metadata: {}, outputs: [], execution_count: null };
    const source = "if (Date.now() > 0) {\n  await Promise.resolve(1);\n}";
    await server.open(path, { metadata: {}, cells: [{ ...cell, source }] });
    assert.deepEqual((await server.diagnose(path, 1)).map(({ code }) => code), [1309]);
  } finally {
    await Deno.remove(project, { recursive: true });
  }
});
