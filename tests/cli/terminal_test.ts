/** Nothing that came from outside reaches a terminal raw. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { textOutput } from "../text_output.ts";
import { codeCell, notebookText } from "../notebook/fixture.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Sets the title, clears the screen, sets the clipboard, C1's CSI and OSC, DEL, reorders text. */
const ATTACK =
  "a\u001b]0;t\u0007\u001b[2J\u001b]52;c;eA==\u0007\u009b2J\u009d0;t\u007f\u202eb\u2066c\r";
// deno-lint-ignore no-control-regex
const RAW = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const run = (program: string, args: string[]) =>
  textOutput(Deno.execPath(), {
    args: ["run", "--no-prompt", "-A", join(ROOT, "lib/cli", program), ...args],
    env: { NO_COLOR: "1" },
  });

function claimClean(texts: string[]): void {
  for (const text of texts) assert.doesNotMatch(text, RAW);
}

Deno.test("notebook shows headings, errors, sources and names with their control characters escaped", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, `n${ATTACK.replaceAll("\r", "")}.ipynb`);
  const source = `// ${ATTACK.replaceAll("\r", "")}
const error = new Error(${JSON.stringify(ATTACK)} + "x".repeat(800_000));
error.name = ${JSON.stringify(ATTACK)};
throw error;`;
  const heading = `# ${ATTACK.replaceAll("\r", "")}`;
  const head = { cell_type: "markdown", id: "head", metadata: {}, source: heading };
  await Deno.writeTextFile(path, notebookText(head, codeCell("one", source)));
  const { code, stdout, stderr } = await run("notebook.ts", [path]);
  assert.equal(code, 1, stderr);
  assert.match(stdout, /\\u001b\]0;t\\u0007/);
  claimClean([stdout, stderr]);
  assert.ok(stdout.length < 60_000, `${stdout.length} characters`);
  const json = await run("notebook.ts", [path, "--json"]);
  claimClean([json.stdout, json.stderr]);
  assert.match(JSON.parse(json.stdout).failedCell.evalue, new RegExp(ATTACK.slice(0, 2)));
});

Deno.test("wrong usage is told with what was given escaped and cut", async () => {
  const long = ATTACK + "x".repeat(100_000);
  const wrong: [string, string[]][] = [
    ["notebook.ts", [long]],
    ["notebook.ts", ["a", long]],
    ["notebook.ts", ["--timeout", long]],
    ["check_notebooks.ts", [ATTACK]],
    ["kernel.ts", [ATTACK]],
    ["simulate.ts", ["--seed", ATTACK]],
    ["simulate.ts", ["--output", `/no/such/${ATTACK}.csv`]],
    ["nab.ts", ["--data", ATTACK, "--labels", ATTACK]],
    ["nab.ts", ["--data", "a", "--labels", "b", "--detector", ATTACK]],
    ["tune.ts", [ATTACK, "--storage", "sqlite:///a.db", "--study", "s", "--trials", "1"]],
    ["tune.ts", ["a.ts", "--storage", ATTACK, "--study", "s", "--trials", "1"]],
    ["tune.ts", ["a.ts", "--sampler", ATTACK]],
    ["test.ts", [ATTACK]],
  ];
  for (const [program, args] of wrong) {
    const { code, stdout, stderr } = await run(program, args);
    assert.equal(code, 2, `${program} ${JSON.stringify(args).slice(0, 200)}: ${stderr}`);
    claimClean([stdout, stderr]);
    assert.ok(stderr.length < 12_000, `${program}: ${stderr.length} characters`);
  }
});
