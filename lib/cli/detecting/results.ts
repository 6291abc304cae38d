/**
 * What `deno task detect` tells of many series.
 *
 * @module
 */
import { writeFileAtomic } from "../../files.ts";
import { bySeries, type FleetResult, type FleetWork } from "../../fleet/mod.ts";
import { toCaller } from "../shared/caller.ts";
import { print, printError } from "../shared/print.ts";

/** Writes or prints a line a series, in the order of their names; 1 if some are bad. */
export async function tell(
  done: readonly FleetResult[],
  { work, out }: { work: FleetWork; out: string | undefined },
): Promise<number> {
  work.badLines.forEach(printError);
  const results = [...done, ...work.bad].sort(bySeries);
  const lines = results.map(({ line }) => line).join("\n");
  if (out !== undefined) await writeFileAtomic(out, lines === "" ? "" : `${lines}\n`);
  else if (lines !== "") print(lines);
  const bad = results.filter(({ error }) => error !== undefined);
  for (const { series, error } of bad) printError(`${series}: ${error}`);
  const ringing = results.filter(({ alerts = 0 }) => alerts > 0);
  const alerts = ringing.reduce((sum, result) => sum + result.alerts!, 0);
  printError(
    `${results.length} series: ${alerts} alerts in ${ringing.length}, ${bad.length} bad${
      out === undefined ? "" : `; wrote ${toCaller(out)}`
    }`,
  );
  return bad.length + work.badLines.length > 0 ? 1 : 0;
}
