/**
 * The notebooks in the real JupyterLab 4 and Notebook 7, in a real browser.
 *
 * Needs a Python environment with both, named by ELB_PEERS, playwright-core's folder, named by
 * ELB_PLAYWRIGHT, Node.js and Chromium. Screenshots go to ELB_PICTURES where that is set.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readNotebook } from "../../lib/notebook/file/nbformat.ts";
import { KERNELSPEC, writeKernelspec } from "../../lib/notebook/kernel/kernelspec.ts";
import { runNotebook } from "../../lib/notebook/run/run.ts";
import { copyProject } from "../project_copy.ts";
import { chromium, missing, node, peers, playwright } from "./peers.ts";

if (missing.length > 0) {
  console.log(`Skipped: the notebooks in JupyterLab, as these are missing: ${missing.join(", ")}`);
}
const DRIVER = fileURLToPath(new URL("./drive.mjs", import.meta.url));

interface CellFacts {
  count: number | null;
  text: string;
  errors: string[];
}

// deno-lint-ignore no-explicit-any
type Facts = Record<string, any>;

/** A Jupyter server on a copy of the project, with our kernel only. */
class Server implements AsyncDisposable {
  readonly project = copyProject();
  #child!: Deno.ChildProcess;
  #address = "";
  #isLab: boolean;

  private constructor(isLab: boolean) {
    this.#isLab = isLab;
  }

  static async start(program: "jupyter-lab" | "jupyter-notebook"): Promise<Server> {
    const server = new Server(program === "jupyter-lab");
    const data = join(server.project, "jupyter");
    await writeKernelspec(join(data, "kernels"), Deno.execPath());
    server.#child = new Deno.Command(join(peers!, "bin", program), {
      args: [
        ...["--no-browser", "--allow-root", "--ServerApp.port=0", "--IdentityProvider.token=t"],
        ...["--ServerApp.ip=127.0.0.1", `--ServerApp.root_dir=${server.project}`],
        "--expose-app-in-browser",
      ],
      cwd: server.project,
      env: {
        JUPYTER_DATA_DIR: data,
        JUPYTER_CONFIG_DIR: join(data, "config"),
        JUPYTER_RUNTIME_DIR: join(data, "runtime"),
        IPYTHONDIR: data,
      },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const found = Promise.withResolvers<string>();
    server.#drain(found.resolve);
    server.#address = await found.promise;
    return server;
  }

  async #drain(found: (address: string) => void): Promise<void> {
    let text = "";
    const lines = this.#child.stderr.pipeThrough(
      new TextDecoderStream() as TransformStream<Uint8Array, string>,
    );
    for await (const chunk of lines) {
      text = (text + chunk).slice(-20_000);
      const port = /http:\/\/127\.0\.0\.1:(\d+)\/\S*\?token=/.exec(text)?.[1];
      if (port !== undefined && port !== "0") found(`http://127.0.0.1:${port}/?token=t`);
    }
  }

  notebook(name: string): string {
    return join(this.project, "notebooks", name);
  }

  /** Writes a notebook of code cells. */
  async write(name: string, ...cells: string[]): Promise<void> {
    const notebook = {
      cells: cells.map((source, index) => ({
        ...{ cell_type: "code", id: `c${index}`, metadata: {}, source },
        ...{ outputs: [], execution_count: null },
      })),
      metadata: { kernelspec: KERNELSPEC },
      ...{ nbformat: 4, nbformat_minor: 5 },
    };
    await Deno.writeTextFile(this.notebook(name), JSON.stringify(notebook));
  }

  /** Plays scenarios. */
  async drive(...names: string[]): Promise<Record<string, Facts>> {
    const pictures = Deno.env.get("ELB_PICTURES") ?? join(this.project, "pictures");
    await Deno.mkdir(pictures, { recursive: true });
    const { stdout, stderr } = await new Deno.Command(node!, {
      args: [
        ...[DRIVER, playwright!, chromium!],
        ...[this.#address + (this.#isLab ? "" : "#notebook7"), pictures, ...names],
      ],
      stdin: "null",
    }).output();
    const lines = new TextDecoder().decode(stdout).trim().split("\n").filter((line) => line !== "");
    const facts = Object.fromEntries(lines.map((line) => {
      const { name, ...rest } = JSON.parse(line);
      assert.equal(rest.error, undefined, `${name}: ${rest.error}`);
      return [name, rest];
    }));
    assert.deepEqual(Object.keys(facts), names, new TextDecoder().decode(stderr));
    return facts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#child.status;
    await Deno.remove(this.project, { recursive: true });
  }
}

/** How many charts a notebook shows. */
async function countCharts(path: string): Promise<number> {
  const { cells } = await readNotebook(path);
  return cells.flatMap((cell) => cell.outputs ?? [])
    .filter((output) => "data" in output && "image/png" in output.data).length;
}

function requireCharts(pictures: { isDrawn: boolean; isWhole: boolean }[], count: number): void {
  assert.ok(pictures.length >= count, `${pictures.length} of ${count} charts`);
  assert.ok(pictures.every(({ isDrawn, isWhole }) => isDrawn && isWhole), JSON.stringify(pictures));
}

/** Two runs in one kernel: each output under its cell, in both. */
function requireSame({ first, second }: Facts): void {
  const texts = (cells: CellFacts[]) => cells.map(({ text, errors }) => [text, errors]);
  assert.deepEqual(texts(second), texts(first));
  assert.deepEqual(second.map(({ count }: CellFacts) => count), [
    ...first.map(({ count }: CellFacts) => first.length + count!),
  ]);
}

const NOT_RUN = /^Not run, as an earlier cell failed or was stopped/;
const TRIALS = 2000;
const PLAY = [
  `import { createStudy, progress, setupNotebook, TpeSampler } from "elb-anomaly";
const notebook = setupNotebook();
const study = await createStudy({ direction: "minimize", sampler: new TpeSampler({ seed: 1 }) });`,
  `const bar = progress(${TRIALS}, "Tuning");
await study.optimize(
  async (trial) => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    return trial.suggestFloat("x", 0, 1);
  },
  { nTrials: ${TRIALS}, signal: notebook.signal, callbacks: [() => bar.update(study.trials.length)] },
);
bar.done();`,
  `console.log("trials", study.trials.length);`,
];

Deno.test({
  name: "JupyterLab shows, runs, stops, tells errors and loses nothing",
  ignore: missing.length > 0,
  fn: async () => {
    await using server = await Server.start("jupyter-lab");
    const train = server.notebook("train.ipynb");
    const charts = await countCharts(train);
    const { code, path } = await runNotebook(train, { output: server.notebook("ours.ipynb") });
    assert.equal(code, 0);
    await server.write("play.ipynb", ...PLAY);
    await server.write(
      "errors.ipynb",
      "const x = 1;\nconst y = ;",
      'for (let i = 0; i < 30; i++) console.log("p", i);\nthrow new RangeError("boom");',
      'Promise.reject(new TypeError("nobody"));\n1;',
      'for (let i = 0; i < 10000; i++) console.log("line", i);\n"end";',
    );
    for (const name of ["one", "two"]) {
      const cells = Array.from({ length: 10 }, (_, n) =>
        `for (let i = 0; i < 20; i++) {
  console.log("${name}", ${n}, i);
  await new Promise((resolve) => setTimeout(resolve, 2));
}`);
      await server.write(`${name}.ipynb`, ...cells);
    }
    await server.write(
      "live.ipynb",
      `import { createFrame, explore, show } from "elb-anomaly";
const times = Array.from({ length: 100 }, (_, i) => i * 60_000);
const scores = Float64Array.from(times, (_, i) => i);
await show(explore(createFrame(times, times.map((_, i) => i)), { scores, percentile: 80 }));`,
      "1;",
      "2;",
    );
    await server.write("killed.ipynb", "Deno.exit(9);", "40 + 2;");
    const facts = await server.drive(
      ...["untrusted", "run_all_twice", "stop", "errors", "two", "live", "killed"],
    );

    requireCharts(facts.untrusted!.pictures, charts);
    requireCharts(facts.run_all_twice!.pictures, charts);
    const moves = facts.run_all_twice!.bars.map((text: string) => /(\d+) of/.exec(text)?.[1]);
    assert.ok(new Set(moves).size >= 3, `bars: ${facts.run_all_twice!.bars}`);
    requireSame(facts.run_all_twice!);
    assert.ok(await Deno.readTextFile(train) === await Deno.readTextFile(path), "the same bytes");

    const { stopped, after, restarted } = facts.stop as Record<string, CellFacts[]>;
    assert.deepEqual(stopped![1]!.errors, ["AbortError: Interrupted"]);
    assert.match(stopped![2]!.text, NOT_RUN);
    const done = Number(/trials (\d+)/.exec(after![2]!.text)?.[1]);
    assert.ok(done > 5 && done < TRIALS, after![2]!.text);
    const shown = Number(/Tuning: (\d+) of/.exec(stopped![1]!.text)?.[1]);
    assert.ok(Math.abs(shown - done) <= 1, `the bar says ${shown}, the study ${done}`);
    assert.deepEqual([restarted![0]!.count, restarted![1]!.count], [1, 2]);
    assert.match(restarted![2]!.text, NOT_RUN);

    const [syntax, thrown, floating, flood] = facts.errors!.cells as CellFacts[];
    assert.match(syntax!.errors[0]!, /SyntaxError: Expression expected \(line 2, column 11\)/);
    assert.match(facts.errors!.seen, /Expression expected \(line 2, column 11\)/);
    const prints = Array.from({ length: 30 }, (_, i) => `p ${i}\n`).join("");
    assert.ok(thrown!.text.startsWith(prints));
    assert.deepEqual(thrown!.errors, ["RangeError: boom\n    at cell 2"]);
    assert.match(floating!.errors[0]!, /^TypeError: unhandled rejection: nobody/);
    const lines = Array.from({ length: 10_000 }, (_, i) => `line ${i}\n`).join("");
    assert.equal(flood!.text, `${lines}"end"`);

    for (const name of ["one", "two"]) {
      for (const [n, { text }] of (facts.two![name] as CellFacts[]).entries()) {
        assert.equal(text, Array.from({ length: 20 }, (_, i) => `${name} ${n} ${i}\n`).join(""));
      }
    }
    // The view's keys are its own, the notebook's do nothing there.
    const { before, after: moved, said, left, mode } = facts.live!;
    assert.match(before[0], /^percentile 50, /);
    assert.match(moved[0], /^percentile 52, /);
    assert.equal(moved[1], before[1]);
    assert.match(said, /^1970-01-01 01:38 UTC, value 98/);
    assert.deepEqual([left, mode], [3, "command"]);
    assert.match(facts.killed!.dialog, /restart/i);
    assert.equal(facts.killed!.cells[1].text, "42");
  },
});

Deno.test({
  name: "Notebook 7 shows every chart, and saves what the runner writes",
  ignore: missing.length > 0,
  fn: async () => {
    await using server = await Server.start("jupyter-notebook");
    const train = server.notebook("train.ipynb");
    const charts = await countCharts(train);
    const { path } = await runNotebook(train, { output: server.notebook("ours.ipynb") });
    const facts = await server.drive("untrusted", "run_all_twice");
    requireCharts(facts.untrusted!.pictures, charts);
    requireCharts(facts.run_all_twice!.pictures, charts);
    requireSame(facts.run_all_twice!);
    assert.ok(await Deno.readTextFile(train) === await Deno.readTextFile(path), "the same bytes");
  },
});
