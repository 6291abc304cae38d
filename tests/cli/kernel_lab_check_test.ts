/** The tasks around the notebook: kernel, lab, check:notebooks. */
import assert from "node:assert/strict";
import { basename, delimiter, dirname, join } from "node:path";
import { userInfo } from "node:os";
import { fileURLToPath } from "node:url";
import { FixtureCopy } from "../notebook/fixture.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { textOutput } from "../text_output.ts";

const CLI = fileURLToPath(new URL("../../lib/cli/", import.meta.url));

const options = (args: string[], env: Record<string, string>) => ({
  ...{ args: ["run", "--no-prompt", ...args], env: { NO_COLOR: "1", ...env } },
  ...{ stdin: "null", stdout: "piped", stderr: "piped" } as const,
});

const run = (args: string[], env: Record<string, string>) =>
  textOutput(Deno.execPath(), options(args, env));

Deno.test("kernel writes the specification where Jupyter looks", async () => {
  await using folder = await temporaryFolder();
  const args = ["--allow-read", "--allow-write", "--allow-env", join(CLI, "kernel.ts")];
  const env = { JUPYTER_DATA_DIR: folder.path };
  const { code, stdout } = await run(args, env);
  const path = join(folder.path, "kernels", "elb-anomaly", "kernel.json");
  // A Deno that came with npx is kept beside the specification, since npx's cache may be cleared.
  const isKept = /[\\/]_npx[\\/]/.test(Deno.execPath());
  const program = isKept ? join(dirname(path), basename(Deno.execPath())) : Deno.execPath();
  assert.equal(code, 0);
  assert.match(
    stdout,
    /(^|\n)Registered the kernel "Deno \(elb-anomaly\)": .*kernel\.json\n.*"deno\.path": /,
  );
  assert.equal(stdout.includes("This Deno came with npx"), isKept);
  assert.equal(JSON.parse(await Deno.readTextFile(path)).argv[0], program);
  const json = JSON.parse((await run([...args, "--json"], env)).stdout);
  assert.deepEqual(json, { path, program, isKept });
  assert.equal((await run([...args, "--nonsense"], env)).code, 2);
  assert.match((await run([...args, "--help"], env)).stdout, /Usage: deno task kernel/);
});

Deno.test("jupyterFolder() asks the system for the home folder where HOME is not set", {
  ignore: Deno.build.os === "windows",
}, async () => {
  const url = new URL("../../lib/cli/kernel.ts", import.meta.url).href;
  const code = `import { jupyterFolder } from ${
    JSON.stringify(url)
  }; console.log(jupyterFolder());`;
  await using folder = await temporaryFolder();
  const { stdout } = await textOutput(Deno.execPath(), {
    args: ["eval", code],
    clearEnv: true,
    env: { DENO_DIR: folder.path, NO_COLOR: "1" },
  });
  const home = Deno.build.os === "darwin" ? "Library/Jupyter" : ".local/share/jupyter";
  assert.equal(stdout.trim(), join(userInfo().homedir, home, "kernels"));
});

Deno.test("lab says how to get JupyterLab where it is not", async () => {
  const { code, stderr } = await run(
    ["--allow-read", "--allow-env", join(CLI, "lab.ts")],
    { PATH: "" },
  );
  assert.equal(code, 1);
  assert.match(stderr, /JupyterLab is not installed[^]*pip install jupyterlab/);
});

Deno.test("lab checks its arguments before it looks for JupyterLab", async () => {
  const lab = ["--allow-read", "--allow-env", join(CLI, "lab.ts")];
  for (
    const [args, rule] of [
      [["--notebook", "none"], /must be in notebooks\/: none.ipynb is not/],
      [["--fresh", "--original"], /only one of --fresh and --original/],
    ] as const
  ) {
    const { code, stderr } = await run([...lab, ...args], { PATH: "" });
    assert.equal(code, 2);
    assert.match(stderr, rule);
  }
});

Deno.test("lab passes options, exit code and SIGTERM on to JupyterLab", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using folder = await temporaryFolder();
  // a stand-in that ends with code 7, or waits when it is told to
  const program = join(folder.path, "jupyter-lab");
  const script = '#!/bin/sh\necho "lab $*"\ncase "$*" in *wait*) exec sleep 60;; esac\nexit 7\n';
  await Deno.writeTextFile(program, script, { mode: 0o755 });
  const env = {
    PATH: [folder.path, Deno.env.get("PATH")].join(delimiter),
    JUPYTER_DATA_DIR: folder.path,
  };
  const args = ["-A", join(CLI, "lab.ts")];
  const { code, stdout } = await run([...args, "--port=1"], env);
  assert.equal(code, 7);
  const opened = (text: string) =>
    /lab --ServerApp\.root_dir=\S+ --LabApp\.default_url=\/lab\/tree\/(\S+) --port=1\n/.exec(text)
      ?.[1];
  assert.equal(opened(stdout), "notebooks/my_train.ipynb");
  const own = ["--original", "--notebook", "detector", "--port=1"];
  const original = await run([...args, ...own], env);
  assert.equal(opened(original.stdout), "notebooks/detector.ipynb");
  const unknown = await run([...args, "--notebook", "magic"], env);
  assert.deepEqual([unknown.code, unknown.stdout], [2, ""]);

  const command = new Deno.Command(Deno.execPath(), options([...args, "--wait"], env));
  const waiting = command.spawn();
  const { value } = await readUntil(waiting.stdout, "--wait");
  assert.match(value, /Starting/);
  waiting.kill("SIGTERM");
  assert.equal((await waiting.status).code, 143);
  await waiting.stderr.cancel();
});

/** Reads a pipe up to a text; the pipe ends with its process. */
async function readUntil(
  pipe: ReadableStream<Uint8Array>,
  text: string,
): Promise<{ value: string }> {
  let value = "";
  const reader = pipe.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
    .getReader();
  while (!value.includes(text)) {
    const { value: chunk, done } = await reader.read();
    assert.ok(!done, value);
    value += chunk;
  }
  await reader.cancel();
  return { value };
}

Deno.test("check:notebooks tells findings with their place and exits 1, 0 or 2", async () => {
  await using types = await FixtureCopy.of("types");
  const args = [
    "--allow-read",
    "--allow-write",
    "--allow-env",
    `--allow-run=${Deno.execPath()}`,
    join(CLI, "check_notebooks.ts"),
  ];
  const env = { INIT_CWD: types.folder };
  const found = await run([...args, "types.ipynb"], env);
  assert.equal(found.code, 1);
  assert.match(found.stderr, /types\.ipynb, code cell 3, under "Types", line 4 \(types\):\nTS2322/);
  assert.match(found.stdout, /^1 notebook checked: \d+ findings\n$/);
  const json = await run([...args, "types.ipynb", "--json"], env);
  assert.equal(JSON.parse(json.stdout)[0].file, "types.ipynb");
  const missing = await run([...args, "no-such.ipynb"], env);
  assert.equal(missing.code, 2);
});
