/**
 * Measures the headless notebook beside what Python needs to import the original's packages: the
 * two take turns, each a process of its own, both warm.
 *
 * `deno run -A tests/bench/notebook_bench.ts --peers VENV [--rounds 5]`: a Python environment with
 * `tensorflow` (or `tensorflow-cpu`), `optuna`, `scikit-learn`, `pandas` and `matplotlib`.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { textTable } from "../../lib/text.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const IMPORTS = "import tensorflow, optuna, sklearn, pandas, matplotlib.pyplot";
/** A shell's own clock: seconds, and those of processors, of a command and all below it. */
const TIMED = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>/dev/null';

const { values } = parseArgs({
  options: { peers: { type: "string" }, rounds: { type: "string", default: "5" } },
});
if (values.peers === undefined) throw new TypeError("Cannot measure as --peers must name a folder");
const output = await Deno.makeTempFile({ suffix: ".ipynb" });
const commands = {
  notebook: [Deno.execPath(), "task", "notebook", "--output", output],
  "Python's imports": [join(values.peers, "bin/python"), "-c", IMPORTS],
};
const runs = new Map<string, [wall: number, cpu: number][]>();
for (let round = 0; round <= Number(values.rounds); round++) {
  for (const [name, command] of Object.entries(commands)) {
    const measured = await measure(command);
    if (round > 0) runs.set(name, [...runs.get(name) ?? [], measured]); // the first warms up
  }
}
await Deno.remove(output);

const row = (name: string, figures: number[]) => [
  name,
  ...figures.map((figure) => figure.toFixed(1)),
  Math.min(...figures).toFixed(1),
];
const rows = [...runs].flatMap(([name, measured]) => [
  row(`${name}, s`, measured.map(([wall]) => wall)),
  row(`${name}, processor s`, measured.map(([, cpu]) => cpu)),
]);
const header = ["", ...rows[0]!.slice(1, -1).map((_, round) => `round ${round + 1}`), "least"];
console.log(`Load: ${Deno.loadavg().map((load) => load.toFixed(1)).join(", ")}\n`);
console.log(textTable([header, ...rows], header.map((_, column) => column > 0)));

async function measure(command: string[]): Promise<[wall: number, cpu: number]> {
  const { success, stderr } = await new Deno.Command("bash", {
    args: ["-c", TIMED, "bash", ...command],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error(`Cannot measure as the command must end well: ${command[0]}`);
  const [wall, user, system] = new TextDecoder().decode(stderr).trim().split(" ").map(Number);
  return [wall!, user! + system!];
}
