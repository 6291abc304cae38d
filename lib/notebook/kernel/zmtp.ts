/**
 * A ZMTP 3.0 socket: the part of ZeroMQ's wire protocol that Jupyter needs, on both sides.
 *
 * Source: https://rfc.zeromq.org/spec/23/ (NULL security; frames of up to 2^53 bytes).
 */

import { Buffer } from "node:buffer";

const FLAG_MORE = 1;
const FLAG_LONG = 2;
const FLAG_COMMAND = 4;
const GREETING_LENGTH = 64;
const encoder = new TextEncoder();

/** The kinds of socket that a Jupyter client opens, then those that a kernel does. */
export type ZmtpSocketType = "DEALER" | "SUB" | "ROUTER" | "PUB" | "REP";

/** One connection to a ZeroMQ peer; messages are lists of frames. */
export class ZmtpSocket {
  #connection: Deno.TcpConn;
  #pending: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #sending: Promise<void> = Promise.resolve();
  #peerIdentity = "";

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /**
   * Connects and shakes hands; a SUB socket subscribes to everything.
   *
   * @param type The socket type that the peer is told
   * @param port TCP port of the peer, on this machine
   * @param identity What the peer may know this socket by, ASCII
   * @throws {SyntaxError} If the peer does not speak ZMTP 3
   */
  static async connect(
    type: ZmtpSocketType,
    port: number,
    identity = "",
  ): Promise<ZmtpSocket> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    return await ZmtpSocket.#open(type, connection, identity);
  }

  /**
   * Shakes hands with a peer that has connected.
   *
   * @param type The socket type that the peer is told
   * @param connection Closed where the peer does not speak ZMTP 3
   * @throws {SyntaxError} If the peer does not speak ZMTP 3
   */
  static accept(type: ZmtpSocketType, connection: Deno.TcpConn): Promise<ZmtpSocket> {
    return ZmtpSocket.#open(type, connection, "");
  }

  static async #open(
    type: ZmtpSocketType,
    connection: Deno.TcpConn,
    identity: string,
  ): Promise<ZmtpSocket> {
    connection.setNoDelay(true);
    const socket = new ZmtpSocket(connection);
    try {
      await socket.#shakeHands(type, identity);
    } catch (error) {
      socket.close();
      throw error;
    }
    return socket;
  }

  /** What the peer may be known by; empty where it does not say. */
  get peerIdentity(): string {
    return this.#peerIdentity;
  }

  async #shakeHands(type: ZmtpSocketType, identity: string): Promise<void> {
    const greeting = new Uint8Array(GREETING_LENGTH);
    greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
    greeting.set(encoder.encode("NULL"), 12);
    await this.#writeAll(greeting);
    const answer = await this.#read(GREETING_LENGTH);
    if (answer === null || answer[0] !== 0xff || answer[9] !== 0x7f || (answer[10] ?? 0) < 3) {
      throw new SyntaxError("Cannot shake hands as the peer must speak ZMTP 3: it does not");
    }
    const ready = Buffer.concat([
      Uint8Array.of(5),
      encoder.encode("READY"),
      encodeProperty("Socket-Type", type),
      ...(identity === "" ? [] : [encodeProperty("Identity", identity)]),
    ]);
    await this.#writeAll(encodeFrame(ready, FLAG_COMMAND));
    const reply = await this.#readFrame();
    if (reply === null || (reply.flags & FLAG_COMMAND) === 0) {
      throw new SyntaxError("Cannot shake hands as the peer must answer READY: it does not");
    }
    this.#peerIdentity = readProperty(reply.body, "Identity");
    if (type === "SUB") await this.send([Uint8Array.of(1)]);
  }

  /**
   * Sends one message; messages sent at the same time do not mix.
   *
   * @param frames The message's frames, one or more
   */
  send(frames: readonly Uint8Array[]): Promise<void> {
    const parts = frames.map((body, index) =>
      encodeFrame(body, index < frames.length - 1 ? FLAG_MORE : 0)
    );
    const bytes = Buffer.concat(parts);
    const sent = this.#sending.then(() => this.#writeAll(bytes));
    this.#sending = sent.catch(() => {}); // the sender gets the error; the next message its own
    return sent;
  }

  /**
   * The next message's frames, or null when the peer has closed the connection.
   */
  async receive(): Promise<Uint8Array[] | null> {
    const frames: Uint8Array[] = [];
    while (true) {
      const frame = await this.#readFrame();
      if (frame === null) return null;
      if (frame.flags & FLAG_COMMAND) continue;
      frames.push(frame.body);
      if ((frame.flags & FLAG_MORE) === 0) return frames;
    }
  }

  /** Closes the connection; a waiting `receive` ends. */
  close(): void {
    try {
      this.#connection.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error; // already closed
    }
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      written += await this.#connection.write(bytes.subarray(written));
    }
  }

  async #readFrame(): Promise<{ flags: number; body: Uint8Array } | null> {
    const flags = (await this.#read(1))?.[0];
    if (flags === undefined) return null;
    const isLong = (flags & FLAG_LONG) !== 0;
    const size = await this.#read(isLong ? 8 : 1);
    if (size === null) return null;
    const view = new DataView(size.buffer, size.byteOffset, size.byteLength);
    const length = isLong ? Number(view.getBigUint64(0)) : view.getUint8(0);
    const body = await this.#read(length);
    return body === null ? null : { flags, body };
  }

  /** Exactly `length` bytes, or null at the end of the connection. */
  async #read(length: number): Promise<Uint8Array | null> {
    if (this.#pending.length < length) {
      const parts = [this.#pending];
      let have = this.#pending.length;
      const chunk = new Uint8Array(Math.max(65536, Math.min(length - have, 1 << 24)));
      while (have < length) {
        const count = await this.#readChunk(chunk);
        if (count === null) return null;
        parts.push(chunk.slice(0, count));
        have += count;
      }
      const all = Buffer.concat(parts);
      this.#pending = new Uint8Array(all.buffer, all.byteOffset, all.length);
    }
    const bytes = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return bytes;
  }

  async #readChunk(chunk: Uint8Array): Promise<number | null> {
    try {
      return await this.#connection.read(chunk);
    } catch (error) {
      // A peer that was killed resets the connection; our own close interrupts the read.
      if (error instanceof Deno.errors.ConnectionReset) return null;
      if (error instanceof Deno.errors.BadResource) return null;
      if (error instanceof Deno.errors.Interrupted) return null;
      throw error;
    }
  }
}

/** A property of a READY command: its name's length, name, its value's length in 4 bytes, value. */
function encodeProperty(name: string, value: string): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, value.length);
  return Buffer.concat([
    Uint8Array.of(name.length),
    encoder.encode(name),
    length,
    encoder.encode(value),
  ]);
}

/** The value of a property of a READY command, byte by byte; empty if it is not there. */
function readProperty(ready: Uint8Array, name: string): string {
  const view = new DataView(ready.buffer, ready.byteOffset, ready.byteLength);
  const text = (start: number, length: number) =>
    String.fromCharCode(...ready.subarray(start, start + length));
  for (let at = 1 + ready[0]!; at < ready.length;) {
    const nameLength = ready[at]!;
    const valueAt = at + 1 + nameLength + 4;
    if (valueAt > ready.length) return "";
    const valueLength = view.getUint32(valueAt - 4);
    if (text(at + 1, nameLength).toLowerCase() === name.toLowerCase()) {
      return text(valueAt, valueLength);
    }
    at = valueAt + valueLength;
  }
  return "";
}

function encodeFrame(body: Uint8Array, flags: number): Uint8Array {
  const isLong = body.length > 255;
  const frame = new Uint8Array((isLong ? 9 : 2) + body.length);
  const view = new DataView(frame.buffer);
  view.setUint8(0, flags | (isLong ? FLAG_LONG : 0));
  if (isLong) view.setBigUint64(1, BigInt(body.length));
  else view.setUint8(1, body.length);
  frame.set(body, frame.length - body.length);
  return frame;
}
