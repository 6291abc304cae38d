import assert from "node:assert/strict";
import { join } from "node:path";
import {
  cellTags,
  formatNotebook,
  headingAbove,
  parseNotebook,
  writeNotebook,
} from "../../lib/notebook/file/nbformat.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";

const code = (source: unknown, more = {}) => ({
  cell_type: "code",
  metadata: {},
  source,
  ...more,
});
const text = (cells: unknown, more = {}) =>
  JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 4, ...more });

Deno.test("parseNotebook() refuses what is no notebook, with the place and the rule", () => {
  const cell = code("1", { id: "a" });
  const bad: [string, RegExp][] = [
    ["{", /n\.ipynb as it must be JSON/],
    ["[]", /must be a JSON object/],
    [text([], { nbformat: 3 }), /nbformat must be 4: it is 3/],
    [text({}), /list of cells/],
    [text([1]), /cell 1 must be an object/],
    [text([cell, { cell_type: "heading" }]), /cell 2 must be code, markdown or raw: it is "head/],
    [text([code(1)]), /the source of cell 1 must be text/],
    [text([code("1", { metadata: [] })]), /cell 1 must have metadata/],
    [text([cell, cell]), /the id of cell 2/],
    [text([code("1", { id: "a b" })]), /the id of cell 1/],
    [text([code("1", { outputs: [{ output_type: "picture" }] })]), /known type: "picture"/],
    [text([code("1", { outputs: [{ output_type: "display_data" }] })]), /must have data/],
    [text([], { metadata: { kernelspec: { language: "python" } } }), /Deno: its language is "py/],
  ];
  for (const [content, rule] of bad) {
    assert.throws(() => parseNotebook(content, "n.ipynb"), (error) => {
      assert.ok(error instanceof SyntaxError);
      assert.match(error.message, rule);
      return true;
    });
  }
});

Deno.test("parseNotebook() gives cells without ids the same free ids each time", () => {
  const content = text([code("1"), code("2", { id: "cell-1" }), code("3")]);
  const ids = parseNotebook(content, "n").cells.map(({ id }) => id);
  assert.deepEqual(ids, ["cell-1-", "cell-1", "cell-3"]);
});

Deno.test("formatNotebook() writes nbformat 4.5 as Jupyter does", () => {
  const outputs = [
    { output_type: "stream", name: "stdout", text: "a\nb" },
    {
      output_type: "display_data",
      data: {
        "text/plain": ["x\n", "y"],
        "image/png": "aGk=",
        "application/json": { b: 1, a: [2] },
      },
      metadata: {},
    },
  ];
  const notebook = parseNotebook(text([code("1\n\n2", { outputs, id: "a" })]), "n");
  const written = formatNotebook(notebook);
  assert.deepEqual(JSON.parse(written), {
    cells: [{
      cell_type: "code",
      execution_count: null,
      id: "a",
      metadata: {},
      outputs: [
        { name: "stdout", output_type: "stream", text: ["a\n", "b"] },
        {
          data: {
            "application/json": { a: [2], b: 1 },
            "image/png": "aGk=",
            "text/plain": ["x\n", "y"],
          },
          metadata: {},
          output_type: "display_data",
        },
      ],
      source: ["1\n", "\n", "2"],
    }],
    metadata: {
      kernelspec: {
        display_name: "Deno (elb-anomaly)",
        language: "typescript",
        name: "elb-anomaly",
      },
    },
    nbformat: 4,
    nbformat_minor: 5,
  });
  assert.equal(formatNotebook(parseNotebook(written, "n")), written);
  assert.deepEqual(Object.keys(JSON.parse(written)), [
    "cells",
    "metadata",
    "nbformat",
    "nbformat_minor",
  ]);
});

Deno.test("headingAbove() gives the nearest heading, not one in a code block", () => {
  const prose = (source: string) => ({ cell_type: "markdown", metadata: {}, source });
  const cells = [
    code("0"),
    prose("# One\n\n## Two ##\n\n```sh\nls\n# three\n```\n"),
    code("1"),
    prose("text"),
    code("2"),
  ];
  const notebook = parseNotebook(text(cells), "n");
  assert.deepEqual([0, 2, 4].map((index) => headingAbove(notebook, index)), ["", "Two", "Two"]);
});

Deno.test("cellTags() is empty where there are none", () => {
  const [plain, tagged] =
    parseNotebook(text([code("1"), code("2", { metadata: { tags: ["a"] } })]), "n").cells;
  assert.deepEqual([cellTags(plain!), cellTags(tagged!)], [[], ["a"]]);
});

Deno.test("writeNotebook() follows a link, and goes beside what is in its way", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "a.ipynb");
  const link = join(folder.path, "link.ipynb");
  await Deno.writeTextFile(file, "old");
  if (Deno.build.os !== "windows") {
    await Deno.symlink(file, link);
    await writeNotebook(link, parseNotebook(text([]), "n"));
    assert.ok((await Deno.lstat(link)).isSymlink);
    assert.match(await Deno.readTextFile(file), /nbformat/);
  }
  await Deno.mkdir(join(folder.path, "b.ipynb"));
  const { path, failure } = await writeNotebook(
    join(folder.path, "b.ipynb"),
    parseNotebook(text([]), "n"),
  );
  assert.match(failure!.message, /must be a file: it is a directory/);
  assert.match(path, /Z-b\.ipynb$/);
  assert.match(await Deno.readTextFile(path), /nbformat/);
  const names = [...Deno.readDirSync(folder.path)].map(({ name }) => name).sort();
  assert.deepEqual(names.filter((name) => name.startsWith(".")), []);
});

Deno.test("parseNotebook() refuses odd types and deep nesting with the file's name", () => {
  const notebook = (cell: string, metadata = "{}") =>
    `{"cells":[${cell}],"metadata":${metadata},"nbformat":4,"nbformat_minor":5}`;
  const output = (text: string) =>
    notebook(
      `{"cell_type":"code","id":"a","metadata":{},"source":"","outputs":[${text}],"execution_count":1}`,
    );
  const refused: [string, RegExp][] = [
    [output('{"output_type":"stream","name":"stdout","text":[0]}'), /text of an output of cell 1/],
    [output('{"output_type":"stream","name":"stdout","text":{"a":1}}'), /text of an output/],
    [notebook("", "[".repeat(20_000) + "]".repeat(20_000)), /nested at most 500 deep/],
    [notebook("", `{"a":${"[".repeat(600)}${"]".repeat(600)}}`), /nested at most 500 deep/],
  ];
  // Within the notebook and its metadata: 498 lists in each other are the most.
  const nested = (lists: number) => notebook("", `{"a":${"[".repeat(lists)}${"]".repeat(lists)}}`);
  assert.doesNotThrow(() => parseNotebook(nested(498), "deep.ipynb"));
  refused.push([nested(499), /nested at most 500 deep/]);
  for (const [text, rule] of refused) {
    assert.throws(() => parseNotebook(text, "odd.ipynb"), (error) => {
      assert.ok(error instanceof SyntaxError);
      assert.match(error.message, /^Cannot read odd\.ipynb as /);
      assert.match(error.message, rule);
      return true;
    });
  }
});

Deno.test("headingAbove() takes headings with any number of blanks and signs", () => {
  const above = (source: string) =>
    headingAbove({
      metadata: {},
      cells: [
        { cell_type: "markdown", id: "a", metadata: {}, source },
        { cell_type: "code", id: "b", metadata: {}, source: "" },
      ],
    }, 1);
  assert.equal(above("# a # b ##"), "a # b");
  assert.equal(above("## "), "");
  const blanks = " ".repeat(200_000);
  assert.equal(above(`# a${blanks}#${blanks}b`), `a${blanks}#${blanks}b`);
});
