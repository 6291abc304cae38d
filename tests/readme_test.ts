import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { checkRun } from "../lib/notebook/check.ts";
import { compareOutputs } from "../lib/notebook/compare.ts";
import { readNotebook } from "../lib/notebook/ipynb.ts";
import { copyProject, hasRealSeries, projectRoot } from "./project_copy.ts";

const readme = Deno.readTextFileSync(join(projectRoot, "README.md"));
const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block]) => block!.split("\n"))
  .filter((line) => line.trim() !== "" && !line.startsWith("#"));

interface Ran {
  code: number;
  text: string;
}

/** Runs a command of the README with the Deno that runs the tests, called from `folder`. */
async function run(
  command: string,
  options: { project: string; folder?: string; env?: Record<string, string> },
): Promise<Ran> {
  const [, ...words] = command.replace(/^npx --yes deno@[\d.]+ /, "deno ").split(" ");
  const { project, folder = project, env = {} } = options;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: words,
    cwd: project,
    env: { NO_COLOR: "1", INIT_CWD: folder, ...env },
    stdin: "null",
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, text: decode(stdout) + decode(stderr) };
}

Deno.test("README: npx names the Deno that the project is tested with", () => {
  const versions = [...readme.matchAll(/npx --yes deno@([\d.]+)/g)].map(([, version]) => version);
  assert.ok(versions.length >= 2);
  for (const version of versions) assert.equal(version, Deno.version.deno);
});

Deno.test("README: every link to a file of the project leads to one", () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, path]) => path!);
  assert.ok(links.length > 0);
  for (const path of links) Deno.statSync(join(projectRoot, path));
});

Deno.test("README: every command is one that a test below runs", () => {
  const tested = new Set([...Object.keys(expectations), ...ranElsewhere]);
  assert.deepEqual(commands.filter((command) => !tested.has(command)), []);
  assert.deepEqual([...tested].filter((command) => !commands.includes(command)), []);
});

/** Commands that cannot run inside a test of theirs, with what runs them instead. */
const ranElsewhere = [
  "npx --yes deno@2.9.6 task notebook", // fetches Deno: .ci/run calls it; here as "deno task notebook"
  "npx --yes deno@2.9.6 task test", // this test is a part of it; .ci/run calls it
  "deno task test",
  "deno task lab", // needs JupyterLab: tests/cli/lab_test.ts runs it with a stand-in
  "deno task bench", // minutes of measurement: tests/cli/bench_test.ts runs a short one
];

async function runMainJob(project: string, command: string): Promise<void> {
  const { code, text } = await run(command, { project });
  assert.equal(code, 0, text);
  const name = hasRealSeries ? "train.ipynb" : ".train.simulated.ipynb";
  const written = await readNotebook(join(project, "notebooks", name));
  assert.deepEqual(checkRun(written), []);
  const committed = await readNotebook(join(projectRoot, "notebooks/train.ipynb"));
  if (hasRealSeries) assert.deepEqual(compareOutputs(committed, written), []);
  else console.log("The real series is not in data/: numbers were not compared");
}

/** Each command with what must have come of it. */
const expectations: Record<string, (project: string, command: string) => Promise<void>> = {
  "deno task notebook": runMainJob,
  "deno task kernel": async (project, command) => {
    const { code, text } = await run(command, {
      project,
      env: { JUPYTER_DATA_DIR: join(project, "jupyter") },
    });
    assert.equal(code, 0, text);
    const spec = JSON.parse(
      Deno.readTextFileSync(join(project, "jupyter/kernels/deno/kernel.json")),
    );
    assert.equal(spec.language, "typescript");
  },
  "deno task notebook -p source=my.csv -p column=requests --output my.ipynb": async (
    project,
    command,
  ) => {
    const folder = Deno.makeTempDirSync({ prefix: "elb-caller-" });
    try {
      const rows = Deno.readTextFileSync(join(project, "data/elb_simulated.csv")).split("\n");
      const own = ["timestamp,requests", ...rows.slice(1, 1500)].join("\n");
      Deno.writeTextFileSync(join(folder, "my.csv"), own);
      const { code, text } = await run(command, { project, folder });
      assert.equal(code, 0, text);
      const written = Deno.readTextFileSync(join(folder, "my.ipynb"));
      assert.match(written, /Your own series, column \\"requests\\"/);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
  "deno task tune objective.ts --storage sqlite:///study.db --study demo --trials 40 --workers 2":
    async (project, command) => {
      const [, objective] = readme.match(/```ts\n(import type \{ Trial \}[\s\S]*?)```/)!;
      Deno.writeTextFileSync(join(project, "objective.ts"), objective!);
      const { code, text } = await run(`${command} --json`, { project });
      assert.equal(code, 0, text);
      using database = new DatabaseSync(join(project, "study.db"));
      const counted = database.prepare("SELECT count(*) AS n FROM trials WHERE state = 'COMPLETE'");
      assert.equal(counted.get()!.n, 40);
    },
  "deno task nab --data NAB/data --labels NAB/labels/combined_windows.json": async (
    project,
    command,
  ) => {
    Deno.mkdirSync(join(project, "NAB/data/simulated"), { recursive: true });
    Deno.mkdirSync(join(project, "NAB/labels"));
    Deno.copyFileSync(
      join(project, "data/elb_simulated.csv"),
      join(project, "NAB/data/simulated/elb.csv"),
    );
    Deno.writeTextFileSync(
      join(project, "NAB/labels/combined_windows.json"),
      JSON.stringify({ "simulated/elb.csv": [] }),
    );
    const { code, text } = await run(command, { project });
    assert.equal(code, 0, text);
    assert.match(text, /streaming/);
  },
};

for (const [command, expectation] of Object.entries(expectations)) {
  Deno.test(`README: ${command}`, async () => {
    const project = copyProject();
    try {
      await expectation(project, command);
    } finally {
      Deno.removeSync(project, { recursive: true });
    }
  });
}
