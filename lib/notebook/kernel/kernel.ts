/**
 * A fresh Deno kernel, and the Jupyter conversation with it.
 *
 * The 2.9 kernel sends outputs after `idle` and under the wrong cell's parent, so nothing here
 * waits for `idle` or looks at parents: after each reply a barrier (a message that takes the same
 * queue as the outputs) tells that all outputs of the cell have arrived. It never sends
 * `interrupt_request`, which wedges a kernel that awaits.
 *
 * @module
 */
import { bootstrapSource, SYNC_MESSAGE, syncSource } from "./bootstrap.ts";
import { KernelDiedError } from "./kernel_died.ts";
import { KernelProcess } from "./process.ts";
import { decodeMessage, encodeMessage, type JsonObject, type Message } from "./message.ts";
import { RUNNER_VARIABLE } from "./origin.ts";
import { ZmtpSocket } from "./zmtp.ts";

const START_ATTEMPTS = 3;
const START_TIMEOUT = 60_000;
const INFO_RETRY = 1_000;
const SHUTDOWN_TIMEOUT = 2_000;

/** What a kernel needs to start. */
export interface KernelOptions {
  /** Its working folder: what relative imports and paths in cells start from. */
  cwd: string;
  /** Variables beside this process's own. */
  environment?: Record<string, string>;
  /** Whether to end this process (SIGTERM) when one above it in its process group ends. */
  watchJob?: boolean;
  /** Ends the start, and with it the kernel. */
  signal?: AbortSignal;
}

/** The reply to an executed cell. */
export interface ExecuteReply {
  /** Whether the cell ran through. */
  status: "ok" | "error";
  /** The kernel's count of cells. */
  executionCount: number | null;
  /** Name of the error. */
  ename: string;
  /** Message of the error. */
  evalue: string;
}

/** A running kernel. */
export class Kernel {
  /** The kernel's description of its language, for the notebook's metadata. */
  languageInfo: JsonObject = {};
  #process: KernelProcess;
  #died: Promise<never>;
  #shell!: ZmtpSocket;
  #iopub!: ZmtpSocket;
  #control!: ZmtpSocket;
  #session = crypto.randomUUID();
  #replies = new Map<string, (message: Message) => void>();
  #syncs = new Map<string, () => void>();
  #onOutput: ((message: Message) => void) | undefined;
  /** Outputs that came between two cells, such as a timer's; the next cell gets them. */
  #early: Message[] = [];

  private constructor(process: KernelProcess) {
    this.#process = process;
    this.#died = process.exit.then((exit) => {
      throw new KernelDiedError(exit);
    });
    this.#died.catch(() => {}); // each wait races against it; between waits nobody listens
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
        await kernel.#connect();
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

  /**
   * Executes one cell.
   *
   * @param code TypeScript
   * @param onOutput Gets every iopub message of the cell, in order; all of them come before the
   * returned promise settles
   * @throws {KernelDiedError} If the kernel ends
   */
  async execute(code: string, onOutput: (message: Message) => void): Promise<ExecuteReply> {
    for (const message of this.#early.splice(0)) onOutput(message);
    this.#onOutput = onOutput;
    try {
      const { content } = await this.#request("execute_request", {
        code,
        silent: false,
        store_history: true,
        user_expressions: {},
        allow_stdin: false,
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
   * Waits for what cells left running, such as a promise that nobody awaits.
   *
   * @param milliseconds How long
   * @param onOutput Gets every iopub message of that time, and those since the last cell
   * @throws {KernelDiedError} If the kernel ends
   */
  async settle(milliseconds: number, onOutput: (message: Message) => void): Promise<void> {
    for (const message of this.#early.splice(0)) onOutput(message);
    this.#onOutput = onOutput;
    const timer = wait(milliseconds);
    try {
      await Promise.race([timer.done, this.#died]);
      await this.#barrier();
    } finally {
      timer.cancel();
      this.#onOutput = undefined;
    }
  }

  /** Asks the kernel to end, and makes it end when it has not after two seconds. */
  async shutdown(): Promise<void> {
    const timer = wait(SHUTDOWN_TIMEOUT);
    try {
      const content = { restart: false };
      // A kernel that is gone or does not read is what the time limit and kill() are for.
      this.#control.send(this.#encode("shutdown_request", content).frames).catch(() => {});
      await Promise.race([this.#process.exit, timer.done]);
    } finally {
      timer.cancel();
      await this.kill();
    }
  }

  /** Ends the kernel and the processes its cells started, at once. */
  async kill(): Promise<void> {
    await this.#process.kill();
    for (const socket of [this.#shell, this.#iopub, this.#control]) socket?.close();
  }

  async #connect(): Promise<void> {
    const { shell_port, iopub_port, control_port } = this.#process.connection;
    const deadline = Date.now() + START_TIMEOUT;
    this.#iopub = await this.#open("SUB", iopub_port, deadline);
    this.#shell = await this.#open("DEALER", shell_port, deadline);
    this.#control = await this.#open("DEALER", control_port, deadline);
    this.#pump(this.#iopub, (message) => this.#receiveOutput(message));
    this.#pump(this.#shell, (message) => this.#receiveReply(message));
    this.#pump(this.#control, () => {});
    await this.#process.removeConnectionFile();
  }

  async #open(type: "SUB" | "DEALER", port: number, deadline: number): Promise<ZmtpSocket> {
    while (true) {
      try {
        return await Promise.race([ZmtpSocket.connect(type, port), this.#died]);
      } catch (error) {
        if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
        if (Date.now() > deadline) {
          throw new Error(
            `Cannot start the kernel as it must listen within ${START_TIMEOUT / 1000} s: ` +
              `nothing listens on port ${port}`,
          );
        }
        await Promise.race([new Promise((resolve) => setTimeout(resolve, 10)), this.#died]);
      }
    }
  }

  /**
   * Asks who the kernel is, until its `idle` for that arrives as well: only then is our
   * subscription known to the kernel. Then installs the watcher.
   */
  async #arm(): Promise<void> {
    for (let isSubscribed = false; !isSubscribed;) {
      const { id, frames } = this.#encode("kernel_info_request", {});
      const idle = Promise.withResolvers<boolean>();
      this.#onOutput = (message) => {
        const isIdle = message.content.execution_state === "idle";
        if (isIdle && message.parent.msg_id === id) idle.resolve(true);
      };
      const { content } = await this.#send(id, frames);
      this.languageInfo = (content.language_info ?? {}) as JsonObject;
      const timer = wait(INFO_RETRY);
      const late = timer.done.then(() => false);
      isSubscribed = await Promise.race([idle.promise, late, this.#died]);
      timer.cancel();
    }
    this.#onOutput = undefined;
    await this.#executeSilently(bootstrapSource(this.#process.guard));
    await this.#barrier();
  }

  /** Waits until all outputs sent so far have arrived. */
  async #barrier(): Promise<void> {
    const token = crypto.randomUUID();
    const arrived = Promise.withResolvers<void>();
    this.#syncs.set(token, arrived.resolve);
    await this.#executeSilently(syncSource(token));
    await Promise.race([arrived.promise, this.#died]);
    this.#syncs.delete(token);
  }

  async #executeSilently(code: string): Promise<void> {
    const { content } = await this.#request("execute_request", {
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

  #request(type: string, content: JsonObject): Promise<Message> {
    const { id, frames } = this.#encode(type, content);
    return this.#send(id, frames);
  }

  async #send(id: string, frames: Uint8Array[]): Promise<Message> {
    const reply = Promise.withResolvers<Message>();
    this.#replies.set(id, reply.resolve);
    try {
      await Promise.race([this.#shell.send(frames), this.#died]);
      return await Promise.race([reply.promise, this.#died]);
    } finally {
      this.#replies.delete(id);
    }
  }

  #encode(type: string, content: JsonObject): { id: string; frames: Uint8Array[] } {
    const id = crypto.randomUUID();
    const header = {
      msg_id: id,
      msg_type: type,
      session: this.#session,
      username: "runner",
      date: new Date().toISOString(),
      version: "5.3",
    };
    const message = { header, parent: {}, metadata: {}, content };
    return { id, frames: encodeMessage(message, this.#process.connection.key) };
  }

  async #pump(socket: ZmtpSocket, receive: (message: Message) => void): Promise<void> {
    while (true) {
      const frames = await socket.receive();
      if (frames === null) return; // the process's end is what the waits look at
      try {
        receive(decodeMessage(frames, this.#process.connection.key));
      } catch (error) {
        this.#process.stderr += `\n${(error as Error).message}`; // it cannot be talked to
        return this.kill();
      }
    }
  }

  #receiveReply(message: Message): void {
    this.#replies.get(String(message.parent.msg_id))?.(message);
  }

  #receiveOutput(message: Message): void {
    if (message.header.msg_type === SYNC_MESSAGE) {
      this.#syncs.get(String(message.content.token))?.();
    } else if (this.#onOutput !== undefined) {
      this.#onOutput(message);
    } else {
      this.#early.push(message);
    }
  }
}

function wait(milliseconds: number): { done: Promise<void>; cancel: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  return { done: promise, cancel: () => clearTimeout(timer) };
}
