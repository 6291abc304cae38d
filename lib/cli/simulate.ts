/** `deno task data:simulate`: writes a simulated series and its labels. */
import { fileURLToPath } from "node:url";
import { excerpt } from "../checks.ts";
import { CARRIED_SIMULATION, simulateElb, writeSimulation } from "../data/mod.ts";
import { counted } from "../text.ts";
import { fromCaller } from "./shared/caller.ts";
import { checkWritable, command, toInteger, UsageError, type Values } from "./shared/command.ts";
import { print } from "./shared/print.ts";

const HELP = `Usage: deno task data:simulate [--seed N] [--days N] [--output FILE.csv] [--json]

Writes a simulated series of request counts, and beside it FILE.labels.json with the windows of its
anomalies. Without options it makes data/elb_simulated.csv anew, byte for byte.

  --seed N           integer in 0..4294967295 (default ${CARRIED_SIMULATION.seed})
  --days N           integer in 1..3650 (default ${CARRIED_SIMULATION.days})
  --output FILE.csv  where to (default data/elb_simulated.csv of the project)
  --json             print one JSON object instead of a sentence
  --help             print this

Exit codes: 0 done, 2 wrong usage, 5 a file could not be written, 130 and 143 stopped.`;

const OPTIONS = {
  seed: { type: "string", default: String(CARRIED_SIMULATION.seed) },
  days: { type: "string", default: String(CARRIED_SIMULATION.days) },
  output: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

if (import.meta.main) {
  await command({ task: "deno task data:simulate", help: HELP, options: OPTIONS }, main);
}

async function main(options: Values<typeof OPTIONS>): Promise<number> {
  const output = options.output === undefined
    ? fileURLToPath(new URL("../../data/elb_simulated.csv", import.meta.url))
    : fromCaller(options.output);
  if (!output.endsWith(".csv")) {
    throw new UsageError(`Cannot write ${excerpt(output)} as its name must end in .csv`);
  }
  const seed = toInteger("--seed", options.seed, { min: 0, max: 0xffffffff });
  const days = toInteger("--days", options.days, { min: 1, max: 3650 });
  await checkWritable(output);
  const simulation = simulateElb({ seed, days });
  const labels = await writeSimulation(output, simulation);
  const { frame, anomalies } = simulation;
  print(
    options.json
      ? JSON.stringify({ output, labels, samples: frame.height, anomalies })
      : `Wrote ${counted(frame.height, "sample")} with ${
        counted(anomalies.length, "anomaly", "anomalies")
      } to ${output} and the windows to ${labels}`,
  );
  return 0;
}
