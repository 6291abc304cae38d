/** Turns the ways in which a command is told to stop into one `AbortSignal`. */

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const;
type StopName = keyof typeof EXIT_CODES;
const PARENT_INTERVAL = 250;
/**
 * Milliseconds in which a second signal is the same press of Ctrl-C: the terminal sends it to every
 * process of the job, and `deno task` and the launcher pass it on.
 */
const SAME_PRESS = 500;

/** The signals that tell a command to stop, on this system. */
export const STOP_NAMES: readonly StopName[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** Listens for Ctrl-C, SIGTERM, SIGHUP, and the death of the process that started this one. */
export class StopSignals {
  #controller = new AbortController();
  #again = new AbortController();
  #code = 130;
  #since = 0;
  #listeners: [StopName, () => void][];
  #parentTimer: ReturnType<typeof setInterval>;

  /**
   * Starts to listen.
   *
   * @param names Signals to listen for; all unless told
   */
  constructor(names: readonly StopName[] = STOP_NAMES) {
    this.#listeners = names.map((name) => [name, () => this.stop(name)]);
    for (const [name, listener] of this.#listeners) Deno.addSignalListener(name, listener);
    const parent = Deno.ppid;
    this.#parentTimer = setInterval(() => {
      if (Deno.ppid !== parent) this.stop("SIGTERM");
    }, PARENT_INTERVAL);
    Deno.unrefTimer(this.#parentTimer);
  }

  /** Aborted when the command has to stop. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Aborted when told a second time, half a second or more after the first: at once, then. */
  get again(): AbortSignal {
    return this.#again.signal;
  }

  /** Exit code for what stopped the command: 130 for Ctrl-C, else 143. */
  get code(): number {
    return this.#code;
  }

  /** Which signal that was. */
  get name(): "SIGINT" | "SIGTERM" {
    return this.#code === 130 ? "SIGINT" : "SIGTERM";
  }

  /**
   * Stops now.
   *
   * @param name As if this signal had come
   */
  stop(name: StopName): void {
    const now = performance.now();
    if (this.signal.aborted) {
      if (now - this.#since >= SAME_PRESS) this.#again.abort();
      return;
    }
    this.#since = now;
    this.#code = EXIT_CODES[name];
    this.#controller.abort(new DOMException(`Stopped by ${name}`, "AbortError"));
  }

  /** Stops to listen. */
  [Symbol.dispose](): void {
    clearInterval(this.#parentTimer);
    for (const [name, listener] of this.#listeners) Deno.removeSignalListener(name, listener);
  }
}
