/**
 * The runner against Jupyter's own: `jupyter nbconvert --execute` with the kernel that
 * `deno task kernel` registers. It needs a Python environment with nbconvert, named by ELB_PEERS
 * (measured with nbconvert 7.17.2, nbclient 0.11.0 and nbformat 5.11.1); another Deno starts it,
 * since these tests may start nothing but Deno.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { compareOutputs } from "./compare.ts";
import { readNotebook } from "../../lib/notebook/file/nbformat.ts";
import { KERNELSPEC, writeKernelspec } from "../../lib/notebook/kernel/kernelspec.ts";
import { runNotebook } from "../../lib/notebook/run/run.ts";
import { FixtureCopy } from "./fixture.ts";
import { textOutput } from "../text_output.ts";

const peers = Deno.env.get("ELB_PEERS");
if (peers === undefined) console.log("Skipped: nbconvert is tested where ELB_PEERS names it");

const SETUP = `const { setupNotebook } = await import(${
  JSON.stringify(new URL("../../lib/notebook/session/setup.ts", import.meta.url).href)
});\nsetupNotebook();`;

/** Runs a program with Python's environment first in PATH. */
async function runPeer(program: string, args: string[], env: Record<string, string>) {
  const source = `const { code } = await new Deno.Command(${
    JSON.stringify(join(peers!, program))
  }, {
    args: ${JSON.stringify(args)}, stdin: "null",
  }).spawn().status; Deno.exit(code);`;
  const { success, stderr } = await textOutput(Deno.execPath(), {
    args: ["eval", "--no-config", source],
    env,
  });
  assert.ok(success, stderr);
}

Deno.test(
  "nbconvert gives a notebook that calls setupNotebook() the outputs that the runner gives it",
  {
    ignore: peers === undefined,
  },
  async () => {
    await using copy = await FixtureCopy.of("chatty");
    const raw = JSON.parse(await Deno.readTextFile(copy.file));
    const first = { ...raw.cells[0], id: "setup", source: [SETUP], outputs: [] };
    const metadata = { ...raw.metadata, kernelspec: KERNELSPEC };
    const cells = [first, ...raw.cells];
    await Deno.writeTextFile(copy.file, JSON.stringify({ ...raw, metadata, cells }));
    const data = join(copy.folder, "jupyter");
    await writeKernelspec(join(data, "kernels"), Deno.execPath());

    const ours = join(copy.folder, "ours.ipynb");
    assert.equal((await runNotebook(copy.file, { output: ours })).code, 0);
    const env = { JUPYTER_DATA_DIR: data, IPYTHONDIR: data };
    const args = [
      "nbconvert",
      "--to",
      "notebook",
      "--execute",
      copy.file,
      "--output",
      "theirs.ipynb",
    ];
    await runPeer("bin/jupyter", args, env);

    const theirs = await readNotebook(join(copy.folder, "theirs.ipynb"));
    assert.deepEqual(compareOutputs(await readNotebook(ours), theirs), []);
    // nbformat accepts what the runner wrote, and would write the same bytes.
    const check = "import sys, nbformat; text = open(sys.argv[1]).read(); " +
      "book = nbformat.reads(text, 4); nbformat.validate(book); " +
      "sys.exit(nbformat.writes(book).strip() != text.strip())";
    await runPeer("bin/python", ["-c", check, ours], env);
  },
);
