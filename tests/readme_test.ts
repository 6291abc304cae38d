import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { copyProject, projectRoot } from "./project_copy.ts";
import { inFolder } from "./data/temporary_folder.ts";
import { textOutput } from "./text_output.ts";

const readme = Deno.readTextFileSync(join(projectRoot, "README.md"));
const simulatedSeries = Deno.readTextFileSync(join(projectRoot, "data/elb_simulated.csv"));
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
  const { code, stdout, stderr } = await textOutput(Deno.execPath(), {
    args: words,
    cwd: project,
    // No download: the address leads nowhere.
    env: { NO_COLOR: "1", INIT_CWD: folder, HTTPS_PROXY: "http://127.0.0.1:9", ...env },
  });
  return { code, text: stdout + stderr };
}

Deno.test("README: npx names the Deno that the project is tested with", () => {
  const versions = [...readme.matchAll(/npx --yes deno@([\d.]+)/g)].map(([, version]) => version);
  assert.ok(versions.length >= 2);
  for (const version of versions) assert.equal(version, Deno.version.deno);
});

Deno.test("README: every command is one that a test below runs", () => {
  const tested = new Set([...Object.keys(expectations), ...ranElsewhere]);
  assert.deepEqual(commands.filter((command) => !tested.has(command)), []);
  assert.deepEqual([...tested].filter((command) => !commands.includes(command)), []);
});

Deno.test("README: the tests that are said to run a command elsewhere are there", () => {
  const source = Deno.readTextFileSync(new URL(import.meta.url));
  const named = source.matchAll(/\/\/ .*?(tests\/[\w/]+\.ts)/g);
  for (const [, path] of named) Deno.statSync(join(projectRoot, path!));
});

/** Commands that cannot run inside a test of theirs, with what runs them instead. */
const ranElsewhere = [
  "npx --yes deno@2.9.6 task notebook", // fetches Deno: .ci/run calls it; here as "deno task notebook"
  "npx --yes deno@2.9.6 task test", // this test is a part of it; .ci/run calls it
  "deno task test",
  "deno task lab", // needs JupyterLab: tests/cli/kernel_lab_check_test.ts runs it with a stand-in
  // Need PostgreSQL: tests/cli/queue_test.ts runs them with one of its own.
  "deno task worker --queue postgresql://elb@db.example.org/elb",
  "deno task detect traffic.csv --key lb --queue postgresql://elb@db.example.org/elb --out alerts.jsonl",
  // Need an account with AWS: tests/cli/watch_test.ts and backtest_test.ts run them with a
  // stand-in.
  'deno task backtest "cloudwatch:AWS/ApplicationELB/RequestCount?LoadBalancer=app/my/123&region=eu-west-1&days=42"',
  'deno task watch "cloudwatch:AWS/ApplicationELB/RequestCount?LoadBalancer=app/my/123&region=eu-west-1" --state state',
];

/** Each command with what must have come of it. */
const expectations: Record<string, (folder: string, command: string) => Promise<void>> = {
  // On simulated data: tests/notebooks_test.ts compares a run on the real series.
  "deno task notebook": async (_folder, command) => {
    const project = copyProject({ realSeries: false });
    try {
      const { code, text } = await run(command, { project });
      assert.equal(code, 0, text);
      const read = (path: string) => Deno.readTextFileSync(path);
      assert.match(read(join(project, "notebooks/.train.simulated.ipynb")), /image\/svg\+xml/);
      const committed = read(join(projectRoot, "notebooks/train.ipynb"));
      assert.equal(read(join(project, "notebooks/train.ipynb")), committed);
    } finally {
      Deno.removeSync(project, { recursive: true });
    }
  },
  "deno task kernel": async (folder, command) => {
    const { code, text } = await run(command, {
      project: projectRoot,
      folder,
      env: { JUPYTER_DATA_DIR: folder },
    });
    assert.equal(code, 0, text);
    const spec = JSON.parse(Deno.readTextFileSync(join(folder, "kernels/elb-anomaly/kernel.json")));
    assert.equal(spec.language, "typescript");
  },
  "deno task detect my.csv --out alerts.csv": async (folder, command) => {
    Deno.writeTextFileSync(join(folder, "my.csv"), simulatedSeries);
    const { code, text } = await run(command, { project: projectRoot, folder });
    assert.equal(code, 0, text);
    assert.match(text, /^\d+ alerts?, \d+ critical, in [\d,]+ rows that were scored/m);
    const written = Deno.readTextFileSync(join(folder, "alerts.csv"));
    assert.equal(written.split("\n").length, simulatedSeries.split("\n").length);
  },
  "deno task detect traffic.csv --key lb --out alerts.jsonl": async (folder, command) => {
    const rows = Array.from({ length: 200 }, (_, i) => {
      const time = new Date(Date.UTC(2026, 9, 1) + i * 1_800_000).toISOString();
      return `${time},${100 + i % 7},a\n${time},${50 + i % 5},b`;
    });
    Deno.writeTextFileSync(
      join(folder, "traffic.csv"),
      `timestamp,value,lb\n${rows.join("\n")}\n`,
    );
    const { code, text } = await run(command, { project: projectRoot, folder });
    assert.equal(code, 0, text);
    const written = Deno.readTextFileSync(join(folder, "alerts.jsonl")).trim().split("\n");
    assert.deepEqual(written.map((line) => JSON.parse(line).series), ["a", "b"]);
  },
  "deno task notebook -p source=my.csv -p column=requests --output my.ipynb": async (
    folder,
    command,
  ) => {
    const rows = simulatedSeries.split("\n");
    const own = ["timestamp,requests", ...rows.slice(1, 1500)].join("\n");
    Deno.writeTextFileSync(join(folder, "my.csv"), own);
    const { code, text } = await run(command, { project: projectRoot, folder });
    assert.equal(code, 0, text);
    const written = Deno.readTextFileSync(join(folder, "my.ipynb"));
    assert.match(written, /column requests: 1,499 rows/);
  },
  "deno task tune objective.ts --storage sqlite:///study.db --study demo --trials 40 --workers 2":
    async (folder, command) => {
      const [, objective] = readme.match(/```ts\n(import type \{ Trial \}[\s\S]*?)```/)!;
      Deno.writeTextFileSync(join(folder, "objective.ts"), objective!);
      const { code, text } = await run(command, { project: projectRoot, folder });
      assert.equal(code, 0, text);
      using database = new DatabaseSync(join(folder, "study.db"));
      const counted = database.prepare("SELECT count(*) AS n FROM trials WHERE state = 'COMPLETE'");
      assert.equal(counted.get()!.n, 40);
    },
  // The short form: the whole takes minutes, and peers that are not the project's.
  "deno task bench": async (folder, command) => {
    const { code, text } = await run(`${command} --quick --alone`, {
      project: projectRoot,
      folder,
    });
    assert.equal(code, 0, text);
    assert.match(text, /step 288-32-288, 32: [\d.]+ us/);
  },
  "deno task nab --data NAB/data --labels NAB/labels/combined_windows.json": async (
    folder,
    command,
  ) => {
    Deno.mkdirSync(join(folder, "NAB/data/simulated"), { recursive: true });
    Deno.mkdirSync(join(folder, "NAB/labels"));
    Deno.writeTextFileSync(join(folder, "NAB/data/simulated/elb.csv"), simulatedSeries);
    Deno.writeTextFileSync(
      join(folder, "NAB/labels/combined_windows.json"),
      JSON.stringify({ "simulated/elb.csv": [] }),
    );
    const { code, text } = await run(command, { project: projectRoot, folder });
    assert.equal(code, 0, text);
    assert.match(text, /streaming/);
  },
};

for (const [command, expectation] of Object.entries(expectations)) {
  Deno.test(`README: ${command}`, () => inFolder((folder) => expectation(folder, command)));
}
