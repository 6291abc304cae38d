/** Programs that run side by side and are shown one after the other. */
import { signalChild } from "../../notebook/kernel/mod.ts";
import { write } from "./print.ts";

/** A Deno that may run while another one is shown: what it prints waits for its turn. */
export class StepRun {
  readonly #args: readonly string[];
  readonly #folder: URL;
  readonly #printed: Uint8Array[] = [];
  readonly #ended = Promise.withResolvers<boolean>();
  #isShown = false;

  /** Takes what Deno is to be called with, and where. */
  constructor(args: readonly string[], folder: URL) {
    this.#args = args;
    this.#folder = folder;
  }

  /** Runs the step to its end, or until `end`. */
  async start(end: AbortSignal): Promise<void> {
    if (end.aborted) return this.#ended.resolve(false);
    const child = new Deno.Command(Deno.execPath(), {
      args: [...this.#args],
      cwd: this.#folder,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...(!Deno.noColor && Deno.stdout.isTerminal() ? { env: { FORCE_COLOR: "1" } } : {}),
    }).spawn();
    const kill = () => signalChild(child, "SIGTERM");
    end.addEventListener("abort", kill);
    const take = async (stream: ReadableStream<Uint8Array>) => {
      for await (const bytes of stream) {
        if (this.#isShown) write(Deno.stdout, bytes);
        else this.#printed.push(bytes);
      }
    };
    const [{ success }] = await Promise.all([
      child.status,
      take(child.stdout),
      take(child.stderr),
    ]);
    end.removeEventListener("abort", kill);
    this.#ended.resolve(success);
  }

  /** Prints what the step printed, and goes on until it ends; gives whether all holds. */
  async show(): Promise<boolean> {
    for (const bytes of this.#printed.splice(0)) write(Deno.stdout, bytes);
    this.#isShown = true;
    return await this.#ended.promise;
  }
}
