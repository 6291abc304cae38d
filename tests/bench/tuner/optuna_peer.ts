/** Optuna's samplers behind a pipe. */
import type { Distribution } from "../../../lib/tuner/mod.ts";
import { toInternal } from "../../../lib/tuner/distributions/distribution.ts";
import { distributionToJson } from "../../../lib/tuner/distributions/distribution_json.ts";
import type { Problem } from "./mixed_problems.ts";
import { type Curve, running } from "./samplers.ts";

export class OptunaPeer {
  readonly #process: Deno.ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  /** Optuna's. */
  readonly version: Promise<string>;

  /** Starts a process in the Python environment of that folder. */
  constructor(environment: string) {
    this.#process = new Deno.Command(`${environment}/bin/python`, {
      args: ["-W", "ignore", new URL("./optuna_peer.py", import.meta.url).pathname],
      env: { OMP_NUM_THREADS: "1" }, // its processor time is then what one core takes
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#lines = lines(this.#process.stdout);
    this.version = this.#answer<{ optuna: string }>().then(({ optuna }) => optuna);
  }

  async #answer<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("Optuna's process ended; what it said is above");
    return JSON.parse(value);
  }

  async #ask<T>(question: unknown): Promise<T> {
    await this.#writer.write(new TextEncoder().encode(JSON.stringify(question) + "\n"));
    return await this.#answer();
  }

  async curve(sampler: string, seed: number, problem: Problem, trials: number): Promise<Curve> {
    await this.#ask({ seed, sampler, space: jsonSpace(problem.space) });
    const values: number[] = [];
    for (let i = 0; i < trials; i++) {
      const params = await this.#ask<Record<string, never>>({ ask: 1 });
      const internal = Object.entries(problem.space).map(([name, d]) => [
        name,
        toInternal(d, params[name]!),
      ]);
      values.push(await problem.value(Object.fromEntries(internal)));
      await this.#ask({ tell: values.at(-1) });
    }
    return running(values, trials);
  }

  /** Processor milliseconds of each of so many suggestions on so many finished trials. */
  async times(
    sampler: string,
    space: Record<string, Distribution>,
    trials: number,
    repeats: number,
  ): Promise<number[]> {
    await this.#ask({ seed: 0, sampler, space: jsonSpace(space) });
    return await this.#ask({ time: trials, repeats });
  }

  async close(): Promise<void> {
    await this.#writer.close();
    await this.#process.status;
  }
}

async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const bytes of stream) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
}

function jsonSpace(space: Record<string, Distribution>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(space).map(([name, d]) => [name, JSON.parse(distributionToJson(d))]),
  );
}
