/**
 * Turns the ways in which a command is told to stop into one `AbortSignal`.
 *
 * @module
 */

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
type StopName = keyof typeof EXIT_CODES;
const PARENT_INTERVAL = 250;

/** Listens for Ctrl-C, SIGTERM, and the death of the process that started this one. */
export class StopSignals {
  #controller = new AbortController();
  #code = 130;
  #listeners: [StopName, () => void][];
  #parentTimer: ReturnType<typeof setInterval>;

  /** Starts to listen. */
  constructor() {
    const names: StopName[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
    this.#listeners = names.map((name) => [name, () => this.#stop(name)]);
    for (const [name, listener] of this.#listeners) Deno.addSignalListener(name, listener);
    const parent = Deno.ppid;
    this.#parentTimer = setInterval(() => {
      if (Deno.ppid !== parent) this.#stop("SIGTERM");
    }, PARENT_INTERVAL);
    Deno.unrefTimer(this.#parentTimer);
  }

  /** Aborted when the command has to stop. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Exit code for what stopped the command: 130 for Ctrl-C, else 143. */
  get code(): number {
    return this.#code;
  }

  /** Stops to listen. */
  [Symbol.dispose](): void {
    clearInterval(this.#parentTimer);
    for (const [name, listener] of this.#listeners) Deno.removeSignalListener(name, listener);
  }

  #stop(name: StopName): void {
    if (this.signal.aborted) return;
    this.#code = EXIT_CODES[name];
    this.#controller.abort(new DOMException(`Stopped by ${name}`, "AbortError"));
  }
}
