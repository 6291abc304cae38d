/**
 * `deno task data:simulate`: writes a simulated series and its labels.
 *
 * @module
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { CARRIED_SIMULATION, simulateElb, writeSimulation } from "../data/mod.ts";

const USAGE = `Usage: deno task data:simulate [--seed N] [--days N] [--output FILE.csv] [--json]

Writes a simulated series of request counts, and beside it FILE.labels.json with the windows of its
anomalies. Without options it makes data/elb_simulated.csv anew, byte for byte.

  --seed N           integer in 0..4294967295 (default ${CARRIED_SIMULATION.seed})
  --days N           integer in 1..3650 (default ${CARRIED_SIMULATION.days})
  --output FILE.csv  where to (default data/elb_simulated.csv of the project)
  --json             print one JSON object instead of a sentence
  --help             print this`;

async function main(args: string[]): Promise<number> {
  let options;
  try {
    options = parseArgs({
      args,
      options: {
        seed: { type: "string", default: String(CARRIED_SIMULATION.seed) },
        days: { type: "string", default: String(CARRIED_SIMULATION.days) },
        output: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    return wrongUsage(error);
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const output = options.output === undefined
    ? fileURLToPath(new URL("../../data/elb_simulated.csv", import.meta.url))
    : resolve(Deno.env.get("INIT_CWD") ?? "", options.output);
  let simulation;
  try {
    if (!output.endsWith(".csv")) {
      throw new RangeError(`Cannot write to ${output} as its name must end in .csv`);
    }
    simulation = simulateElb({
      seed: toInteger("--seed", options.seed),
      days: toInteger("--days", options.days),
    });
  } catch (error) {
    return wrongUsage(error);
  }
  const labels = await writeSimulation(output, simulation);
  const { frame, anomalies } = simulation;
  console.log(
    options.json
      ? JSON.stringify({ output, labels, samples: frame.height, anomalies })
      : `Wrote ${frame.height} samples with ${anomalies.length} anomalies to ${output} and their windows to ${labels}`,
  );
  return 0;
}

function toInteger(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new RangeError(
    `Cannot read ${option} as it must be an integer: current value is ${JSON.stringify(text)}`,
  );
}

function wrongUsage(error: unknown): number {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  return 2;
}

if (import.meta.main) {
  try {
    Deno.exitCode = await main(Deno.args);
  } catch (error) {
    console.error((error as Error).message);
    Deno.exitCode = 1;
  }
}
