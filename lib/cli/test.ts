/**
 * `deno task test`: every check of the project, two or more at a time, in the order in which they
 * fail fastest.
 */
import { excerpt } from "../checks.ts";
import { StopSignals } from "./shared/stop_signals.ts";
import { command, UsageError } from "./shared/command.ts";
import { print, printError } from "./shared/print.ts";
import { StepRun } from "./shared/step_run.ts";

const root = new URL("../../", import.meta.url);

/** Doc examples compute and write into temporary folders. */
const examplePermissions = [
  "--no-prompt",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
  "--allow-ffi=./node_modules",
];

/**
 * Tests also talk to servers on this machine, and start programs: Deno, and where they are at hand
 * Node.js, PostgreSQL and the peers' Python, whose places differ from machine to machine.
 */
const testPermissions = [
  ...examplePermissions,
  "--allow-net=127.0.0.1,localhost",
  "--allow-run",
];

/** Tests that start programs. */
const END_TO_END = [
  "tests/cli",
  "tests/front_ends",
  "tests/notebook",
  "tests/package",
  "tests/watch",
  "tests/notebooks_test.ts",
  "tests/readme_test.ts",
  "tests/upstream",
];

/** Steps at a time. */
const ATONCE = Math.max(2, Math.min(4, navigator.hardwareConcurrency));

interface Step {
  readonly name: string;
  readonly what: string;
  readonly args: readonly string[];
}

const steps: readonly Step[] = [
  { name: "format", what: "every file is formatted", args: ["fmt", "--check", "--quiet"] },
  { name: "lint", what: "no lint finding", args: ["lint", "--quiet"] },
  { name: "types", what: "library, tests and tasks type-check", args: ["check", "--quiet"] },
  {
    name: "notebooks",
    what: "notebook cells type-check, are linted and ran in order",
    args: ["task", "--quiet", "check:notebooks"],
  },
  { name: "docs", what: "every public name is documented", args: ["doc", "--lint", "lib/mod.ts"] },
  {
    name: "examples",
    what: "every example in doc comments and README holds",
    args: ["test", "--doc", "--quiet", ...examplePermissions, "lib", "README.md"],
  },
  {
    name: "tests",
    what: "unit, property and golden tests of the library",
    args: [
      ...["test", "--quiet", ...testPermissions, "tests"],
      `--ignore=${END_TO_END.join(",")}`,
    ],
  },
  {
    name: "runs",
    what: "notebooks, commands, the README and other projects, run as users run them",
    args: ["test", "--quiet", ...testPermissions, ...END_TO_END],
  },
];

const HELP = `Runs every check, or the steps named, side by side, and stops when one fails.

Usage: deno task test [STEP]... [--help]

${steps.map((step) => `  ${step.name.padEnd(11)}${step.what}`).join("\n")}

Exit codes: 0 all hold, 1 one does not, 2 wrong usage, 130 and 143 stopped.`;

if (import.meta.main) {
  const most = Infinity;
  await command({ task: "deno task test", help: HELP, options: {}, most }, main);
}

async function main(_values: unknown, names: string[]): Promise<number> {
  const unknown = names.find((name) => !steps.some((step) => step.name === name));
  if (unknown !== undefined) {
    throw new UsageError(
      `Cannot run step ${excerpt(unknown)} as it must be one of ${
        steps.map((step) => step.name).join(", ")
      }`,
    );
  }
  const chosen = names.length === 0 ? steps : steps.filter((step) => names.includes(step.name));
  print(`Running ${chosen.map((step) => step.name).join(", ")}`);
  using stop = new StopSignals();
  const failure = new AbortController();
  const end = AbortSignal.any([stop.signal, failure.signal]);
  const runs = chosen.map((step) => new StepRun(step.args, root));
  const queue = runs.values();
  const work = async () => {
    for (const run of queue) await run.start(end);
  };
  const done = Promise.all(Array.from({ length: ATONCE }, work));
  for (const [index, step] of chosen.entries()) {
    print(`[${index + 1}/${chosen.length}] ${step.name}: ${step.what}`);
    if (await runs[index]!.show()) continue;
    failure.abort();
    await done;
    if (stop.signal.aborted) return stop.code;
    printError(`Failed: ${step.name}`);
    return 1;
  }
  print(`Passed: ${chosen.map((step) => step.name).join(", ")}`);
  return 0;
}
