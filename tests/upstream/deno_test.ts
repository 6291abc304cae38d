/** What Deno does wrong beside its kernel; see README.md beside. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder } from "../data/temporary_folder.ts";
import { textOutput } from "../text_output.ts";

const deno = (...args: string[]) => textOutput(Deno.execPath(), { args, env: { NO_COLOR: "1" } });

Deno.test("deno run has no way to name a path with a comma", () =>
  inFolder(async (folder) => {
    const program = join(folder, "main.ts");
    await Deno.writeTextFile(program, 'Deno.readDirSync("/tmp/a,b");');
    const { code, stderr } = await deno("run", "--no-prompt", "--allow-read=/tmp/a,,b", program);
    assert.notEqual(code, 0);
    assert.match(stderr, /Empty path is not allowed/);
  }));

Deno.test("deno check does not read notebooks", () =>
  inFolder(async (folder) => {
    const source = "const n: number = 'a';";
    const cell = { cell_type: "code", id: "a", metadata: {}, source, outputs: [] };
    const notebook = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
    const path = join(folder, "a.ipynb");
    await Deno.writeTextFile(path, JSON.stringify(notebook));
    const { code, stderr } = await deno("check", "--no-config", path);
    assert.notEqual(code, 0);
    assert.doesNotMatch(stderr, /TS2322/);
  }));

Deno.test("a limited Deno process cannot see the processes above it", {
  ignore: Deno.build.os !== "linux",
}, () =>
  inFolder(async (folder) => {
    const program = join(folder, "main.ts");
    await Deno.writeTextFile(program, "Deno.readTextFileSync(`/proc/${Deno.ppid}/stat`);");
    const { code, stderr } = await deno("run", "--no-prompt", "--allow-read", program);
    assert.notEqual(code, 0);
    assert.match(stderr, /Requires all access/);
  }));
