/** A run's result has a place before the run starts, and is never lost. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readNotebook, writeNotebook } from "../../lib/notebook/file/nbformat.ts";
import { runNotebook } from "../../lib/notebook/run/run.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { codeCell, printed } from "./fixture.ts";

/** A notebook of one code cell; returns its path. */
async function write(folder: string, source: string, tags: string[] = []): Promise<string> {
  const path = join(folder, "a.ipynb");
  await writeNotebook(path, { cells: [codeCell("one", source, tags)], metadata: {} });
  return path;
}

Deno.test("runNotebook() refuses an output or a picture that cannot be written, before a cell runs", async () => {
  await using folder = await temporaryFolder();
  const F = folder.path;
  const onCell = () => assert.fail("a cell ran");
  const plain = await write(F, "1");
  await Deno.mkdir(`${F}/images/x.svg`, { recursive: true });
  for (
    const [output, rule] of [
      [F, /must be a file: it is a directory/],
      [`${F}/no/b.ipynb`, /its folder must exist/],
      ["/dev/null", /must be a file: it is a device/],
    ] as const
  ) {
    await assert.rejects(runNotebook(plain, { output, onCell }), {
      name: "WriteError",
      message: rule,
    });
  }
  for (
    const [tag, name, rule] of [
      ["image:x.svg", "WriteError", /x\.svg" as it must be a file: it is a directory/],
      [
        "image:../y.svg",
        "SyntaxError",
        /tag must be image:NAME\.svg .* it is "image:\.\.\/y\.svg"/,
      ],
    ] as const
  ) {
    await assert.rejects(runNotebook(await write(F, "1", [tag]), { onCell }), {
      name,
      message: rule,
    });
  }
  assert.deepEqual(folder.list(), ["a.ipynb", "images"]);
});

Deno.test("runNotebook() writes the notebook beside its place where that is taken meanwhile: code 5", async () => {
  await using folder = await temporaryFolder();
  const output = `${folder.path}/b.ipynb`;
  const path = await write(folder.path, 'console.log("work"); await Deno.mkdir("b.ipynb");');
  const result = await runNotebook(path, { output });
  assert.equal(result.code, 5);
  assert.match(result.problem!, /b\.ipynb" as it must be a file: it is a directory/);
  assert.match(result.path, /Z-b\.ipynb$/);
  assert.deepEqual(printed(await readNotebook(result.path)), ["work\n"]);
});

Deno.test("runNotebook() keeps the notebook where a picture is missing or no base64: code 5", async () => {
  await using folder = await temporaryFolder();
  const broken = `await Deno.jupyter.broadcast("display_data", {
    data: { "image/png": "no base64!" }, metadata: {}, transient: {},
  }); console.log("work");`;
  for (
    const [source, tag, rule] of [
      ['console.log("work")', "image:x.svg", /show one of type image\/svg\+xml: it shows none/],
      [broken, "image:x.png", /must be base64: it is not/],
    ] as const
  ) {
    const path = await write(folder.path, source, [tag]);
    const result = await runNotebook(path);
    assert.deepEqual([result.code, result.path, result.images], [5, path, []]);
    assert.match(result.problem!, rule);
    assert.equal(printed(await readNotebook(path))[0], "work\n");
  }
});

Deno.test({
  name: "runNotebook() keeps a private notebook private, and refuses a read-only one",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using folder = await temporaryFolder();
    const path = await write(folder.path, "1");
    await Deno.chmod(path, 0o600);
    assert.equal((await runNotebook(path)).code, 0);
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    await Deno.chmod(path, 0o444);
    await assert.rejects(runNotebook(path), /must be writable: it is read-only/);
  },
});
