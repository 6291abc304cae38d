/** Timing: many short repetitions, of which the smallest and the median are kept. */
import process from "node:process";

/** What some repetitions came to. */
export interface Timing {
  /** Smallest repetition: what the code costs when nothing else runs. */
  min: number;
  /** Median repetition. */
  median: number;
}

/** The smallest and the median of some times. */
export function timingOf(times: number[]): Timing {
  const sorted = times.toSorted((a, b) => a - b);
  return { min: sorted[0]!, median: sorted[sorted.length >> 1]! };
}

/**
 * Repeats `run` for about `milliseconds`, at least `least` times.
 *
 * @returns Milliseconds of each repetition. Long ones count with their wall or their processor
 *   time, whichever is smaller, so that what else runs on the machine counts as little as can be;
 *   for short ones the processor's clock is too coarse, and among many of them some run undisturbed
 */
export async function repeat(
  run: () => void | Promise<void>,
  milliseconds: number,
  least = 3,
): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + milliseconds;
  while (times.length < least || performance.now() < end) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    await run();
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    times.push(wall < LONG ? wall : Math.min(wall, (user + system) / 1000));
  }
  return times;
}

/** From how many milliseconds on a repetition is a long one. */
const LONG = 20;

/** A request to a peer, one JSON object a line; it answers with one line. */
export type Request =
  | { op: "about" }
  | { op: "step"; layers: number[]; batch: number; rows: number; milliseconds: number }
  | { op: "pipeline"; pipeline: unknown }
  | { op: "score"; layers: number[]; points: number };

/** Another library in a process of its own. */
export class Peer {
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #rest = "";

  constructor(
    readonly name: string,
    command: string,
    args: string[],
    env: Record<string, string> = {},
  ) {
    this.#process = new Deno.Command(command, {
      args,
      env,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#lines = this.#process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Asks and waits for the answer; throws if the peer ends or says why it cannot. */
  async ask<Answer>(request: Request): Promise<Answer> {
    await this.#writer.write(new TextEncoder().encode(JSON.stringify(request) + "\n"));
    for (;;) {
      const end = this.#rest.indexOf("\n");
      if (end >= 0) {
        const line = this.#rest.slice(0, end);
        this.#rest = this.#rest.slice(end + 1);
        if (!line.startsWith("{")) continue; // something the library printed
        const answer = JSON.parse(line);
        if (answer.error !== undefined) throw new Error(`${this.name}: ${answer.error}`);
        return answer;
      }
      const { value, done } = await this.#lines.read();
      if (done) throw new Error(`${this.name} ended before it answered ${request.op}`);
      this.#rest += value;
    }
  }

  /** Ends the process. */
  async close(): Promise<void> {
    await this.#writer.close();
    await this.#process.status;
  }
}
