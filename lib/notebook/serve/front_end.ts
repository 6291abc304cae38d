/** A kernel's side of the Jupyter protocol: the sockets that a front end connects to. */
import { decodeMessage, encodeMessage, type JsonObject, type Message } from "../kernel/message.ts";
import type { Connection } from "../kernel/process.ts";
import { ZmtpSocket, type ZmtpSocketType } from "../kernel/zmtp.ts";

/** A request, and the way back to who sent it. */
export interface Request {
  /** As it came. */
  readonly message: Message;
  /** What its sender's sockets are known by. */
  readonly sender: string;
  /** Sends the reply. */
  readonly reply: (type: string, content: JsonObject) => void;
}

type Channel = "shell" | "control" | "iopub" | "stdin" | "heartbeat";

/** Who is connected to a kernel. */
export class FrontEnd {
  /** What who connects is told. */
  state: "busy" | "idle" = "idle";
  #connection: Connection;
  #listeners: Readonly<Record<Channel, Deno.TcpListener>>;
  #session = crypto.randomUUID();
  #subscribers = new Set<ZmtpSocket>();
  #questions = new Set<ZmtpSocket>();
  #onAnswer: ((content: JsonObject) => void) | undefined;

  /**
   * Listens where a connection file says; who connects waits for {@linkcode FrontEnd.serve}.
   *
   * @param connection What it holds
   */
  constructor(connection: Connection) {
    this.#connection = connection;
    const { ip: hostname, shell_port, control_port, iopub_port, stdin_port, hb_port } = connection;
    this.#listeners = {
      shell: Deno.listen({ hostname, port: shell_port }),
      control: Deno.listen({ hostname, port: control_port }),
      iopub: Deno.listen({ hostname, port: iopub_port }),
      stdin: Deno.listen({ hostname, port: stdin_port }),
      heartbeat: Deno.listen({ hostname, port: hb_port }),
    };
  }

  /**
   * Serves who connects.
   *
   * @param receive Gets what comes on the shell channel, and on the control channel, each in order
   */
  serve(receive: (request: Request) => void): void {
    this.#accept("shell", "ROUTER", (socket) => this.#receive(socket, receive));
    this.#accept("control", "ROUTER", (socket) => this.#receive(socket, receive));
    this.#accept("iopub", "PUB", (socket) => {
      // A front end whose kernel was restarted waits for this before it asks.
      for (const execution_state of ["starting", this.state]) {
        this.#send(socket, this.#published("status", { execution_state }));
      }
      this.#keep(socket, this.#subscribers);
    });
    this.#accept("stdin", "ROUTER", (socket) => this.#keep(socket, this.#questions));
    this.#accept("heartbeat", "REP", echo);
  }

  /**
   * Publishes a message.
   *
   * @param type Such as `stream`
   * @param content Of the message
   * @param parent The request that it belongs to
   * @param metadata Of the message
   */
  publish(type: string, content: JsonObject, parent: Message, metadata: JsonObject = {}): void {
    const frames = this.#published(type, content, parent, metadata);
    for (const socket of this.#subscribers) this.#send(socket, frames);
  }

  /** A published message's frames, the first of them what subscriptions are about. */
  #published(type: string, content: JsonObject, parent?: Message, metadata?: JsonObject) {
    return [new TextEncoder().encode(type), ...this.#encode(type, content, parent, metadata)];
  }

  /**
   * Asks the user who runs a cell.
   *
   * @param content Of an `input_request`
   * @param request Whose cell asks
   * @returns Content of the answer; what was asked before and not answered stays so
   */
  ask(content: JsonObject, { message, sender }: Request): Promise<JsonObject> {
    const answer = Promise.withResolvers<JsonObject>();
    this.#onAnswer = answer.resolve;
    const frames = this.#encode("input_request", content, message);
    for (const socket of this.#questions) {
      if (socket.peerIdentity === sender) this.#send(socket, frames);
    }
    return answer.promise;
  }

  async #accept(
    channel: Channel,
    type: ZmtpSocketType,
    use: (socket: ZmtpSocket) => void,
  ): Promise<void> {
    for await (const connection of this.#listeners[channel]) {
      // Who does not speak the protocol is not served.
      ZmtpSocket.accept(type, connection).then(use, () => {});
    }
  }

  async #receive(socket: ZmtpSocket, receive: (request: Request) => void): Promise<void> {
    for await (const message of this.#messages(socket)) {
      const reply = (type: string, content: JsonObject) => {
        this.#send(socket, this.#encode(type, content, message));
      };
      receive({ message, sender: socket.peerIdentity, reply });
    }
  }

  /** Keeps a socket among others until it closes. */
  async #keep(socket: ZmtpSocket, sockets: Set<ZmtpSocket>): Promise<void> {
    sockets.add(socket);
    // Subscribers send their subscriptions, which are no messages; all of them get everything.
    for await (const { header, content } of this.#messages(socket)) {
      if (header.msg_type === "input_reply") this.#onAnswer?.(content);
    }
    sockets.delete(socket);
  }

  /** Messages with our signature; others are passed over. */
  async *#messages(socket: ZmtpSocket): AsyncGenerator<Message> {
    for (let frames = await socket.receive(); frames !== null; frames = await socket.receive()) {
      let message: Message;
      try {
        message = decodeMessage(frames, this.#connection.key);
      } catch (error) {
        if (error instanceof SyntaxError || error instanceof TypeError) continue;
        throw error;
      }
      yield message;
    }
    socket.close();
  }

  #encode(type: string, content: JsonObject, parent?: Message, metadata: JsonObject = {}) {
    const header = {
      msg_id: crypto.randomUUID(),
      msg_type: type,
      session: this.#session,
      username: "kernel",
      date: new Date().toISOString(),
      version: "5.3",
    };
    const message = { header, parent: parent?.header ?? {}, metadata, content };
    return encodeMessage(message, this.#connection.key);
  }

  #send(socket: ZmtpSocket, frames: readonly Uint8Array[]): void {
    socket.send(frames).catch(() => {}); // it has gone
  }
}

/** Sends back whatever comes: the heartbeat. */
async function echo(socket: ZmtpSocket): Promise<void> {
  for (let frames = await socket.receive(); frames !== null; frames = await socket.receive()) {
    await socket.send(frames);
  }
  socket.close();
}
