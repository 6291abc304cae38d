/**
 * `deno task test`: every check of the project, in the order in which they fail fastest.
 *
 * @module
 */
import { parseArgs } from "node:util";

const root = new URL("../../", import.meta.url);
const deno = Deno.execPath();

/** What tests may do: read, write temporary files, talk to this machine, start Deno and the peers they name. */
const testPermissions = [
  "--no-prompt",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
  "--allow-ffi=./node_modules",
  "--allow-net=127.0.0.1,localhost",
];

/** Doc examples compute; those that show files write them into a temporary folder. */
const examplePermissions = [
  "--no-prompt",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
  "--allow-ffi=./node_modules",
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
    args: ["task", "--quiet", "notebooks:check"],
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
    args: ["test", "--quiet", ...testPermissions, "--allow-run", "tests"],
  },
];

const help = `Usage: deno task test [STEP]... [--help]

Runs every check, or the steps named, and stops at the first that fails.

${steps.map((step) => `  ${step.name.padEnd(11)}${step.what}`).join("\n")}

Exit codes: 0 all hold, 1 one does not, 2 wrong usage.`;

function chosenSteps(args: string[]): readonly Step[] | undefined {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" } },
  });
  if (values.help) return undefined;
  const unknown = positionals.find((name) => !steps.some((step) => step.name === name));
  if (unknown !== undefined) {
    throw new RangeError(
      `Cannot run step "${unknown}" as a step must be one of ${
        steps.map((step) => step.name).join(", ")
      }`,
    );
  }
  return positionals.length === 0 ? steps : steps.filter((step) => positionals.includes(step.name));
}

function runStep(step: Step): Promise<Deno.CommandStatus> {
  const child = new Deno.Command(deno, { args: [...step.args], cwd: root, stdin: "null" }).spawn();
  return child.status;
}

let chosen: readonly Step[] | undefined;
try {
  chosen = chosenSteps(Deno.args);
} catch (error) {
  console.error(`${(error as Error).message}\n\n${help}`);
  Deno.exit(2);
}
if (chosen === undefined) {
  console.log(help);
  Deno.exit(0);
}
for (const [index, step] of chosen.entries()) {
  console.log(`[${index + 1}/${chosen.length}] ${step.name}: ${step.what}`);
  const { code } = await runStep(step);
  if (code !== 0) {
    console.error(`Failed: ${step.name} (exit code ${code})`);
    Deno.exit(1);
  }
}
console.log(`Passed: ${chosen.map((step) => step.name).join(", ")}`);
