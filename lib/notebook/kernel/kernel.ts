/**
 * A fresh Deno kernel, and what is said to it.
 *
 * The 2.9 kernel sends outputs after `idle` and under the wrong cell's parent, so nothing here
 * waits for `idle` or looks at parents: after each reply a barrier (a message that takes the same
 * queue as the outputs) tells that all outputs of the cell have arrived.
 */
import {
  bootstrapSource,
  INTERRUPTED,
  RENEW_SOURCE,
  SYNC_MESSAGE,
  syncSource,
} from "./bootstrap.ts";
import { Conversation } from "./conversation.ts";
import { KernelDiedError } from "./kernel_died.ts";
import type { JsonObject, Message } from "./message.ts";
import type { ExecuteOptions, ExecuteReply, KernelOptions } from "./options.ts";
import { RUNNER_VARIABLE } from "./origin.ts";
import { leftSource, TRACE_SOURCE } from "./pending.ts";
import { KernelProcess } from "./process.ts";
import { wait } from "./wait.ts";

const START_ATTEMPTS = 3;
const INFO_RETRY = 1_000;
const SHUTDOWN_TIMEOUT = 2_000;

/** A running kernel. */
export class Kernel {
  /** What the kernel says of itself and its language. */
  info: JsonObject = {};
  #process: KernelProcess;
  #talk: Conversation;
  #syncs = new Map<string, () => void>();
  #onOutput: ((message: Message) => void) | undefined;
  #hasHeard = true;
  /** Outputs that came between two cells, such as a timer's; the next cell gets them. */
  #early: Message[] = [];

  private constructor(process: KernelProcess) {
    this.#process = process;
    this.#talk = new Conversation(process);
    this.#talk.onOutput = (message) => this.#receiveOutput(message);
  }

  /**
   * Starts a kernel and waits until it answers and its outputs arrive.
   *
   * @param options Where and how it runs
   * @throws {KernelDiedError} If it ends before that, also by the signal
   */
  static async start(options: KernelOptions): Promise<Kernel> {
    const environment = {
      NO_COLOR: "1",
      FORCE_COLOR: "",
      [RUNNER_VARIABLE]: "1",
      TZ: "UTC",
      ...options.environment,
    };
    for (let attempt = 1;; attempt++) {
      options.signal?.throwIfAborted();
      const kernel = new Kernel(
        await KernelProcess.spawn(options.cwd, environment, options.watchJob ?? false),
      );
      const abort = () => kernel.kill();
      options.signal?.addEventListener("abort", abort);
      try {
        await kernel.#talk.connect();
        await kernel.#arm();
        return kernel;
      } catch (error) {
        await kernel.kill();
        const isPortTaken = error instanceof KernelDiedError &&
          /AddrInUse|address already in use/i.test(error.exit.stderr);
        if (!isPortTaken || attempt === START_ATTEMPTS) throw error;
      } finally {
        options.signal?.removeEventListener("abort", abort);
      }
    }
  }

  /** The kernel's description of its language, for a notebook's metadata. */
  get languageInfo(): JsonObject {
    return (this.info.language_info ?? {}) as JsonObject;
  }

  /** Rejects with a {@linkcode KernelDiedError} when the kernel ends. */
  get died(): Promise<never> {
    return this.#talk.died;
  }

  /**
   * Executes one cell.
   *
   * @param code TypeScript
   * @param onOutput Gets every iopub message of the cell, in order; all of them come before the
   * returned promise settles
   * @param options Whether it counts, and who answers its questions
   * @throws {KernelDiedError} If the kernel ends
   */
  async execute(
    code: string,
    onOutput: (message: Message) => void,
    options: ExecuteOptions = {},
  ): Promise<ExecuteReply> {
    const { isCounted = true, onInput } = options;
    for (const message of this.#early.splice(0)) onOutput(message);
    this.#onOutput = onOutput;
    this.#talk.onInput = onInput;
    try {
      const content = await this.#talk.ask("execute_request", {
        code,
        silent: false,
        store_history: isCounted,
        user_expressions: {},
        allow_stdin: onInput !== undefined,
        stop_on_error: true,
      });
      await this.#barrier();
      return {
        status: content.status === "ok" ? "ok" : "error",
        executionCount: typeof content.execution_count === "number"
          ? content.execution_count
          : null,
        ename: String(content.ename ?? "Error"),
        evalue: String(content.evalue ?? ""),
      };
    } finally {
      this.#onOutput = undefined;
    }
  }

  /**
   * Sends a request and gives the content of its reply.
   *
   * @param type Such as `complete_request`
   * @param content Of the request
   * @throws {KernelDiedError} If the kernel ends
   */
  ask(type: string, content: JsonObject): Promise<JsonObject> {
    return this.#talk.ask(type, content);
  }

  /** Interrupts what runs, where that yields: by SIGINT, which `setupNotebook()` listens to. */
  interrupt(): void {
    this.#hasHeard = false;
    this.#process.interrupt();
  }

  /**
   * Whether the kernel has heard the last interrupt. It does when its thread is free, so until then
   * it computes.
   */
  get hasHeard(): boolean {
    return this.#hasHeard;
  }

  /**
   * Breaks off what computes. Never to be called where the kernel may be awaiting: that wedges it
   * for good (see {@linkcode hasHeard}).
   */
  breakOff(): void {
    this.#talk.tell("interrupt_request", {});
  }

  /** Traces what cells start from now on. */
  async trace(): Promise<void> {
    await this.#executeSilently(TRACE_SOURCE);
  }

  /**
   * Waits, so long at most, for what cells left running since {@linkcode trace}, such as a promise
   * that nobody awaits. `onOutput` gets the messages of that time and those since the last cell.
   */
  async finish(milliseconds: number, onOutput: (message: Message) => void): Promise<void> {
    await this.#listen(this.#executeSilently(leftSource(milliseconds)), onOutput);
  }

  /** Waits so long for outputs that are still under way; `onOutput` gets them. */
  async settle(milliseconds: number, onOutput: (message: Message) => void): Promise<void> {
    const timer = wait(milliseconds);
    await this.#listen(timer.done, onOutput).finally(timer.cancel);
  }

  /** Gives the next cell a fresh signal, after one that was stopped. */
  async renewSignal(): Promise<void> {
    await this.#executeSilently(RENEW_SOURCE);
  }

  /** Asks the kernel to end, and makes it end when it has not after two seconds. */
  async shutdown(): Promise<void> {
    const timer = wait(SHUTDOWN_TIMEOUT);
    try {
      this.#talk.tell("shutdown_request", { restart: false });
      await Promise.race([this.#process.exit, timer.done]);
    } finally {
      timer.cancel();
      await this.kill();
    }
  }

  /** Ends the kernel and the processes its cells started, at once. */
  async kill(): Promise<void> {
    await this.#process.kill();
    this.#talk.close();
  }

  /**
   * Asks who the kernel is, until its `idle` for that arrives as well: only then is our
   * subscription known to the kernel. Then arms it.
   */
  async #arm(): Promise<void> {
    for (let isSubscribed = false; !isSubscribed;) {
      const idle = Promise.withResolvers<boolean>();
      this.info = await this.#talk.ask("kernel_info_request", {}, (id) => {
        this.#onOutput = ({ content, parent }) => {
          if (content.execution_state === "idle" && parent.msg_id === id) idle.resolve(true);
        };
      });
      const timer = wait(INFO_RETRY);
      const late = timer.done.then(() => false);
      isSubscribed = await Promise.race([idle.promise, late, this.died]);
      timer.cancel();
    }
    this.#onOutput = undefined;
    await this.#executeSilently(bootstrapSource(this.#process.guard));
    await this.#barrier();
  }

  async #listen(until: Promise<void>, onOutput: (message: Message) => void): Promise<void> {
    for (const message of this.#early.splice(0)) onOutput(message);
    this.#onOutput = onOutput;
    try {
      await Promise.race([until, this.died]);
      await this.#barrier();
    } finally {
      this.#onOutput = undefined;
    }
  }

  /** Waits until all outputs sent so far have arrived. */
  async #barrier(): Promise<void> {
    const token = crypto.randomUUID();
    const arrived = Promise.withResolvers<void>();
    this.#syncs.set(token, arrived.resolve);
    await this.#executeSilently(syncSource(token));
    await Promise.race([arrived.promise, this.died]);
    this.#syncs.delete(token);
  }

  async #executeSilently(code: string): Promise<void> {
    const content = await this.#talk.ask("execute_request", {
      code,
      silent: true,
      store_history: false,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    });
    if (content.status !== "ok") {
      throw new Error(
        `Cannot talk to the kernel as its own code must run in it: ${content.evalue}`,
      );
    }
  }

  #receiveOutput(message: Message): void {
    if (message.header.msg_type === SYNC_MESSAGE) {
      if (message.content.token === INTERRUPTED) this.#hasHeard = true;
      this.#syncs.get(String(message.content.token))?.();
    } else if (this.#onOutput !== undefined) {
      this.#onOutput(message);
    } else {
      this.#early.push(message);
    }
  }
}
