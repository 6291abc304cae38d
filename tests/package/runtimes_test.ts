/** The library in Node.js and Bun: the README's example, and those of the doors that promise it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { projectRoot } from "../project_copy.ts";
import { examplesOf, publicNames } from "./doc.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { textOutput } from "../text_output.ts";

const DOORS = ["preprocessing", "autoencoder", "tuner", "detect", "charts"];
const RUNTIMES = [
  { name: "Node.js", command: "node", least: 24 },
  { name: "Bun", command: "bun", least: 1 },
];

/** A runtime's program, from the folder in ELB_RUNTIMES or the path; or why there is none. */
async function find({ command, least }: typeof RUNTIMES[number]) {
  const folder = Deno.env.get("ELB_RUNTIMES");
  const program = folder === undefined ? command : join(folder, command);
  try {
    const { stdout } = await textOutput(program, { args: ["--version"] });
    const version = stdout.trim().replace(/^v/, "");
    if (parseInt(version) >= least) return { program };
    return { reason: `it is version ${version}, not ${least} or later` };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { reason: "it is not installed" };
  }
}

/** The TypeScript of an example, with the library imported by its path. */
function source(example: string): string {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(example)!;
  return code!.replaceAll(
    /(from "|import\(")elb-anomaly(\/\w+)?"/g,
    (_, before: string, door = "") => `${before}${join(projectRoot, "lib", door, "mod.ts")}"`,
  );
}

/** Examples by name, without those that use files the way Deno does. */
function examples(): [name: string, text: string][] {
  const named = DOORS.flatMap((door) =>
    publicNames(door).flatMap(({ name, declarations }) =>
      examplesOf(declarations).map((example): [string, string] => [`${door}/${name}`, example])
    )
  );
  const readme = Deno.readTextFileSync(join(projectRoot, "README.md"));
  const example = /```ts\nimport assert[\s\S]*?```/.exec(readme)![0];
  return [["README", example] as [string, string], ...named]
    .map(([name, text]): [string, string] => [name, source(text)])
    .filter(([, text]) => !/\bDeno\./.test(text));
}

for (const runtime of RUNTIMES) {
  const { program, reason } = await find(runtime);
  if (program === undefined) console.log(`skipped: the library in ${runtime.name}, as ${reason}`);
  Deno.test({
    name: `${runtime.name} runs the README's example and those of ${DOORS.join(", ")}`,
    ignore: program === undefined,
    async fn() {
      await using folder = await temporaryFolder();
      const files = await Promise.all(
        examples().map(async ([name, text]) => {
          const file = join(folder.path, `${name.replaceAll("/", ".")}.mts`);
          await Deno.writeTextFile(file, text);
          return file;
        }),
      );
      assert.ok(files.length > 60, `${files.length} examples`);
      const all = join(folder.path, "all.mjs");
      const lines = files.map((file) => `await import(${JSON.stringify(file)});`);
      await Deno.writeTextFile(all, `${lines.join("\n")}\nconsole.log("all");\n`);
      const { stdout, stderr } = await textOutput(program!, { args: [all], cwd: folder.path });
      assert.match(stdout, /^all$/m, stderr);
    },
  });
}
