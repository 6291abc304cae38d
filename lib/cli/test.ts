/**
 * `deno task test`: every check of the project, in the order in which they fail fastest.
 *
 * @module
 */
import { excerpt } from "../checks.ts";
import { StopSignals } from "./shared/stop_signals.ts";
import { command, UsageError } from "./shared/command.ts";
import { print, printError } from "./shared/print.ts";

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
    what: "unit, property, golden, notebook and command tests",
    args: ["test", "--quiet", ...testPermissions, "tests"],
  },
];

const HELP = `Runs every check, or the steps named, and stops at the first that fails.

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
  using stop = new StopSignals();
  for (const [index, step] of chosen.entries()) {
    print(`[${index + 1}/${chosen.length}] ${step.name}: ${step.what}`);
    const code = await run(step, stop);
    if (code === 0) continue;
    printError(`Failed: ${step.name}`);
    return code;
  }
  print(`Passed: ${chosen.map((step) => step.name).join(", ")}`);
  return 0;
}

async function run(step: Step, stop: StopSignals): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...step.args],
    cwd: root,
    stdin: "null",
  }).spawn();
  const end = () => child.kill("SIGTERM");
  stop.signal.addEventListener("abort", end);
  const { success } = await child.status;
  stop.signal.removeEventListener("abort", end);
  if (stop.signal.aborted) return stop.code;
  return success ? 0 : 1;
}
