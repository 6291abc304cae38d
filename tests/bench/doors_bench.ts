/**
 * A program: what importing each door costs, in time and memory, beside an empty program and, with
 * `--beside FOLDER`, beside another working tree's `lib/mod.ts`. Each is a fresh process, in turns.
 *
 * `deno run -A tests/bench/doors_bench.ts [--rounds N] [--beside FOLDER]`
 */
import { parseArgs } from "node:util";
import { textTable } from "../../lib/text.ts";
import config from "../../deno.json" with { type: "json" };
import { projectRoot } from "../project_copy.ts";

/** Prints milliseconds since the process began and its peak resident memory, in KB. */
const MEASURE = `const at = performance.now();
console.log(at, /VmHWM:\\s*(\\d+)/.exec(Deno.readTextFileSync("/proc/self/status"))[1]);`;

const { values: options } = parseArgs({
  options: { rounds: { type: "string", default: "9" }, beside: { type: "string" } },
});
const subjects = [
  ...(options.beside === undefined ? [] : [["beside", options.beside, "lib/mod.ts"]]),
  ["an empty program", projectRoot, undefined],
  ...Object.entries(config.exports).map(([name, path]) => [name, projectRoot, path]),
] as [name: string, root: string, path: string | undefined][];
const found = new Map(subjects.map(([name]) => [name, [] as [number, number][]]));

const folder = Deno.makeTempDirSync({ prefix: "elb-doors-" });

/** One process. */
function measure(root: string, path: string | undefined): [number, number] {
  const program = `${folder}/program.js`;
  const load = path === undefined ? "" : `import ${JSON.stringify(`${root}/${path}`)};\n`;
  Deno.writeTextFileSync(program, load + MEASURE);
  const { success, stdout, stderr } = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", `--config=${root}/deno.json`, program],
    cwd: root,
  }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const [time, memory] = new TextDecoder().decode(stdout).trim().split(" ").map(Number);
  return [time!, memory! / 1024];
}

for (let round = 0; round <= Number(options.rounds); round++) {
  for (const [name, root, path] of subjects) {
    const cost = measure(root, path);
    if (round > 0) found.get(name)!.push(cost); // the first fills the caches
  }
}
Deno.removeSync(folder, { recursive: true });
const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1]!;
const rows = [...found].map(([name, costs]) => ({
  name,
  time: median(costs.map(([time]) => time)),
  memory: median(costs.map(([, memory]) => memory)),
}));
const yardstick = rows.find(({ name }) =>
  name === (options.beside === undefined ? "." : "beside")
)!;
console.log(
  textTable([
    ["door", "ms", "share", "MB", "share"],
    ...rows.map(({ name, time, memory }) => [
      ...[name, time.toFixed(0), (time / yardstick.time).toFixed(3)],
      ...[memory.toFixed(1), (memory / yardstick.memory).toFixed(3)],
    ]),
  ], [false, true, true, true, true]),
);
