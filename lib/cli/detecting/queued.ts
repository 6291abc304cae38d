/** `deno task detect --queue`: many series, worked on by the workers of a queue. */
import { setTimeout as delay } from "node:timers/promises";
import type { ReadSeriesOptions } from "../../data/mod.ts";
import type { StreamingDetectorOptions } from "../../detect/mod.ts";
import {
  allSeries,
  type FleetResult,
  type FleetWork,
  type NamedSeries,
  type States,
} from "../../fleet/mod.ts";
import {
  countWorkers,
  type JobQueue,
  QueuedRun,
  QueueError,
  type RunProgress,
} from "../../fleet/queue/mod.ts";
import type { Progress } from "../../notebook/mod.ts";
import { counted } from "../../text.ts";
import { printError } from "../shared/print.ts";
import { openGivenQueue, Troubles } from "../shared/queue.ts";
import type { StopSignals } from "../shared/stop_signals.ts";
import { tell } from "./results.ts";

/** What is asked of a queue. */
interface QueuedSeries {
  /** Its URL. */
  readonly queue: string;
  readonly detector: StreamingDetectorOptions;
  readonly read: ReadSeriesOptions;
  readonly states: States | undefined;
  readonly out: string | undefined;
  readonly state: string | undefined;
  readonly bar: Progress;
}

/** Milliseconds between two looks. */
const LOOK = 1000;
/** Looks from one count of the workers to the next; a worker that starts needs some of them. */
const LOOKS_A_COUNT = 5;
/** Looks from one line to the next where there is no terminal for a bar. */
const LOOKS_A_LINE = 60;

/** Sends the series to a queue, waits for the results and tells of them; 1 if some are bad. */
export async function detectQueued(
  work: FleetWork,
  { queue: url, detector, read, states, bar, ...told }: QueuedSeries,
  stop: StopSignals,
): Promise<number> {
  const troubles = new Troubles();
  const onTrouble = (message: string) => troubles.tell(message);
  const queue = await openGivenQueue(url, { role: "detect", connections: 2, onTrouble });
  if (queue === undefined) return 2;
  try {
    const bad: FleetResult[] = [];
    const series = goodSeries(work, { read, bad, signal: stop.signal });
    const run = await QueuedRun.send(queue, series, {
      detector,
      states,
      onSent: (sent) => bar.update(0, `${sent} of ${work.series} sent`),
    });
    const { name } = queue.database;
    const before = run.found > 0 ? `; ${run.found} were done before` : "";
    printError(`${counted(run.total, "series", "series")} in the queue at ${name}${before}`);
    const last = await waitFor(run, { queue, bar, troubles, signal: stop.signal });
    if (stop.signal.aborted) {
      await run.halt();
      printError(
        `Stopped: ${last.done} of ${last.total} are done, and are kept for two weeks; the same command goes on with the rest`,
      );
      return stop.code;
    }
    bar.done();
    const dead = await run.deadLetters();
    const results = [...await run.results(), ...dead, ...bad];
    const code = await tell(results, { ...told, work, states });
    if (dead.length === 0) await run.forget();
    else {
      printError(
        `${
          counted(dead.length, "series is", "series are")
        } in the queue's list of dead letters: the same command tries them again, and keeps what is done`,
      );
    }
    return code;
  } finally {
    await queue.close();
  }
}

/** The series that can be sent; the others are added to `bad`. */
async function* goodSeries(
  { jobs }: FleetWork,
  { read, bad, signal }: { read: ReadSeriesOptions; bad: FleetResult[]; signal: AbortSignal },
): AsyncGenerator<NamedSeries> {
  for await (const one of allSeries(jobs, read)) {
    signal.throwIfAborted();
    if ("line" in one) bad.push(one);
    else yield one;
  }
}

/** Waits until every series has a result or is given up, or until it is told to stop. */
async function waitFor(
  run: QueuedRun,
  { queue, bar, troubles, signal }: {
    queue: JobQueue;
    bar: Progress;
    troubles: Troubles;
    signal: AbortSignal;
  },
): Promise<RunProgress> {
  let last: RunProgress = { done: run.found, dead: 0, total: run.total };
  let note = "";
  for (let look = 0; !signal.aborted; look++) {
    try {
      last = await run.progress();
      if (last.done + last.dead >= last.total) break;
      if (look % LOOKS_A_COUNT === 0) {
        const { own, others } = await countWorkers(queue);
        note = counted(own, "worker");
        if (own === 0 && look > 0) troubles.tell(lackOfWorkers(others));
      }
    } catch (error) {
      if (!(error instanceof QueueError) || !error.isTemporary) throw error;
      troubles.tell(`${error.message}; trying again`);
    }
    const { done, dead, total } = last;
    const stand = `${done} of ${total}, ${note}`;
    bar.update((done + dead) / total, stand);
    if (!Deno.stderr.isTerminal() && look % LOOKS_A_LINE === LOOKS_A_LINE - 1) printError(stand);
    await delay(LOOK, undefined, { signal }).catch(() => {}); // stopped: the loop ends
  }
  return last;
}

function lackOfWorkers(others: number): string {
  const start = "start one with deno task worker and the same --queue";
  return others === 0
    ? `No worker is at this queue: ${start}`
    : `No worker that is at this queue has the same code as this program: ${start}, from the same commit (${
      counted(others, "worker")
    } of another one ${others === 1 ? "leaves" : "leave"} these series alone)`;
}
