/** `deno task worker`: works on the series of a queue. */
import { type BatchReport, serveQueue } from "../fleet/queue/mod.ts";
import { counted } from "../text.ts";
import { command, toInteger, UsageError, type Values } from "./shared/command.ts";
import { print } from "./shared/print.ts";
import { openGivenQueue, Troubles } from "./shared/queue.ts";
import { QUEUE_VARIABLE, readSecret, warnOfPassword } from "./shared/secret.ts";
import { StopSignals } from "./shared/stop_signals.ts";

const HELP =
  `Works on the series that deno task detect --queue sends to a queue, until it is stopped.
Any number may run, on any number of machines; a queue is a schema, elb_anomaly, in a PostgreSQL
database, which the first one that comes makes. They need the database, and nothing else: the series
come from it.

Usage: deno task worker --queue URL [options]

  --queue URL    postgresql://user@host:port/database, with the password in PGPASSWORD or ~/.pgpass.
                 A URL that holds the password stands in ${QUEUE_VARIABLE}, without this option, or in the
                 first line of FILE: --queue @FILE; on a command line others can read it in process
                 lists and logs
  --workers N    series worked on at a time; unless told, one a core
  --once         end when no series waits and none is under way, for schedulers of batches
  --help         show this text

Each batch is a line on standard output; what goes wrong, and is tried again, one on standard error.
Run the same commit as detect does: series sent by another one are left alone, since its numbers
might differ. A worker that is stopped gives back what it has not done, at once; what one that
vanished has had is given to another after 20 seconds.
Exit codes: 0 --once is done, 1 the database is away as it starts, 2 wrong usage or a refusal, such as a
wrong password, that starting again does not cure, 130 and 143 stopped.`;

const OPTIONS = {
  queue: { type: "string" },
  workers: { type: "string" },
  once: { type: "boolean", default: false },
} as const;

/** Names on a line, at most. */
const MOST_NAMES = 3;

if (import.meta.main) {
  await command({ task: "deno task worker", help: HELP, options: OPTIONS }, main);
}

async function main(values: Values<typeof OPTIONS>): Promise<number> {
  const url = readSecret("--queue", values.queue, QUEUE_VARIABLE);
  if (url === undefined) {
    throw new UsageError(`Cannot work as --queue or ${QUEUE_VARIABLE} must be given`);
  }
  warnOfPassword(values.queue, `in ${QUEUE_VARIABLE} or as --queue @FILE`);
  const cores = String(navigator.hardwareConcurrency);
  const workers = toInteger("--workers", values.workers ?? cores, { min: 1, max: 1024 });
  using stop = new StopSignals();
  const troubles = new Troubles();
  const onTrouble = (message: string) => troubles.tell(message);
  const connections = Math.min(workers + 2, 8);
  const queue = await openGivenQueue(url, { role: "worker", connections, onTrouble });
  if (queue === undefined) return 2;
  try {
    print(`At the queue ${queue.database.name}, ${counted(workers, "series", "series")} at a time`);
    await serveQueue(queue, {
      workers,
      untilEmpty: values.once,
      signal: stop.signal,
      onBatch: (report) => print(batchLine(report)),
      onTrouble,
    });
    return stop.signal.aborted ? stop.code : 0;
  } finally {
    await queue.close();
  }
}

/** What became of some series, on a line. */
function batchLine({ results, lost, returned, seconds }: BatchReport): string {
  const alerts = results.reduce((sum, result) => sum + (result.alerts ?? 0), 0);
  const bad = results.filter(({ error }) => error !== undefined).length;
  const names = results.slice(0, MOST_NAMES).map(({ series }) => series).join(", ");
  const more = results.length > MOST_NAMES ? ` and ${results.length - MOST_NAMES} more` : "";
  return [
    `${counted(results.length, "series", "series")}${names === "" ? "" : ` (${names}${more})`}`,
    counted(alerts, "alert"),
    ...bad === 0 ? [] : [`${bad} bad`],
    ...lost === 0 ? [] : [`${lost} were another worker's by then`],
    ...returned === 0 ? [] : [`${returned} given back`],
    `${seconds.toFixed(1)} s`,
  ].join(", ");
}
