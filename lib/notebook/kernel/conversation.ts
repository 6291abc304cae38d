/** The sockets to a kernel, and the messages on them. */
import { KernelDiedError } from "./kernel_died.ts";
import { decodeMessage, encodeMessage, type JsonObject, type Message } from "./message.ts";
import type { KernelProcess } from "./process.ts";
import { ZmtpSocket } from "./zmtp.ts";

const START_TIMEOUT = 60_000;

/** A client's side of the Jupyter protocol. */
export class Conversation {
  /** Rejects when the kernel ends; every wait for the kernel races against it. */
  readonly died: Promise<never>;
  /** Gets every message that the kernel publishes. */
  onOutput: (message: Message) => void = () => {};
  /** Answers what the kernel asks the user. */
  onInput: ((request: Message) => Promise<JsonObject>) | undefined;
  #process: KernelProcess;
  #shell!: ZmtpSocket;
  #iopub!: ZmtpSocket;
  #control!: ZmtpSocket;
  #stdin!: ZmtpSocket;
  #session = crypto.randomUUID();
  #replies = new Map<string, (message: Message) => void>();

  /**
   * Takes a kernel that may not listen yet.
   *
   * @param process The kernel's
   */
  constructor(process: KernelProcess) {
    this.#process = process;
    this.died = process.exit.then((exit) => {
      throw new KernelDiedError(exit);
    });
    this.died.catch(() => {}); // between waits nobody listens
  }

  /**
   * Opens the sockets, and removes the connection file.
   *
   * @throws {KernelDiedError} If the kernel ends before that
   */
  async connect(): Promise<void> {
    const { shell_port, iopub_port, control_port, stdin_port } = this.#process.connection;
    const deadline = Date.now() + START_TIMEOUT;
    this.#iopub = await this.#open("SUB", iopub_port, deadline);
    this.#shell = await this.#open("DEALER", shell_port, deadline);
    this.#control = await this.#open("DEALER", control_port, deadline);
    this.#stdin = await this.#open("DEALER", stdin_port, deadline);
    this.#pump(this.#iopub, (message) => this.onOutput(message));
    this.#pump(this.#shell, (message) => {
      this.#replies.get(String(message.parent.msg_id))?.(message);
    });
    this.#pump(this.#stdin, (message) => this.#answer(message));
    this.#pump(this.#control, () => {});
    await this.#process.removeConnectionFile();
  }

  /**
   * Sends a request and waits for its reply.
   *
   * @param type Such as `execute_request`
   * @param content Of the request
   * @param onSent Is told the request's id
   * @throws {KernelDiedError} If the kernel ends
   */
  async ask(
    type: string,
    content: JsonObject,
    onSent: (id: string) => void = () => {},
  ): Promise<JsonObject> {
    const { id, frames } = this.#encode(type, content);
    onSent(id);
    const reply = Promise.withResolvers<Message>();
    this.#replies.set(id, reply.resolve);
    try {
      await Promise.race([this.#shell.send(frames), this.died]);
      return (await Promise.race([reply.promise, this.died])).content;
    } finally {
      this.#replies.delete(id);
    }
  }

  /** Sends a request that is heard also while a cell runs; its reply is not waited for. */
  tell(type: string, content: JsonObject): void {
    // A kernel that is gone or does not read is what time limits and kill() are for.
    this.#control.send(this.#encode(type, content).frames).catch(() => {});
  }

  /** Closes the sockets. */
  close(): void {
    for (const socket of [this.#shell, this.#iopub, this.#control, this.#stdin]) socket?.close();
  }

  async #open(type: "SUB" | "DEALER", port: number, deadline: number): Promise<ZmtpSocket> {
    while (true) {
      try {
        return await Promise.race([
          ZmtpSocket.connect(type, port, this.#session),
          this.died,
        ]);
      } catch (error) {
        if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
        if (Date.now() > deadline) {
          throw new Error(
            `Cannot start the kernel as it must listen within ${START_TIMEOUT / 1000} s: ` +
              `nothing listens on port ${port}`,
          );
        }
        await Promise.race([new Promise((resolve) => setTimeout(resolve, 10)), this.died]);
      }
    }
  }

  #encode(type: string, content: JsonObject, parent: JsonObject = {}) {
    const id = crypto.randomUUID();
    const header = {
      msg_id: id,
      msg_type: type,
      session: this.#session,
      username: "runner",
      date: new Date().toISOString(),
      version: "5.3",
    };
    const message = { header, parent, metadata: {}, content };
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
        return this.#process.kill();
      }
    }
  }

  async #answer(request: Message): Promise<void> {
    if (request.header.msg_type !== "input_request" || this.onInput === undefined) return;
    const { frames } = this.#encode("input_reply", await this.onInput(request), request.header);
    await this.#stdin.send(frames);
  }
}
