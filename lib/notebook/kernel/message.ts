/**
 * Jupyter messages on the wire: five frames, the first of them an HMAC-SHA256 over the other four.
 *
 * Source: https://jupyter-client.readthedocs.io/en/stable/messaging.html (protocol 5.3)
 */
import { createHmac, timingSafeEqual } from "node:crypto";

const DELIMITER = "<IDS|MSG>";
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** A value that JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | JsonValue[]
  | { [key: string]: JsonValue };

/** A JSON object. */
export type JsonObject = { [key: string]: JsonValue };

/** A Jupyter message without its signature. */
export interface Message {
  /** `msg_id`, `msg_type`, `session`, `username`, `date`, `version`. */
  header: JsonObject;
  /** The header of the message that this one answers, or an empty object. */
  parent: JsonObject;
  /** Rarely used by kernels. */
  metadata: JsonObject;
  /** The message itself; its shape depends on `header.msg_type`. */
  content: JsonObject;
}

/** A message's frames, signed with the connection file's `key`. */
export function encodeMessage(message: Message, key: string): Uint8Array[] {
  const parts = [message.header, message.parent, message.metadata, message.content]
    .map((part) => encoder.encode(JSON.stringify(part)));
  return [encoder.encode(DELIMITER), encoder.encode(sign(parts, key)), ...parts];
}

/**
 * Reads a message and verifies its signature; topic and identity frames before the delimiter, and
 * binary buffers after the content, are left out. Throws a `SyntaxError` at what is no message by
 * `key`.
 */
export function decodeMessage(frames: readonly Uint8Array[], key: string): Message {
  const start = frames.findIndex((frame) =>
    frame.length === DELIMITER.length && decoder.decode(frame) === DELIMITER
  );
  const parts = frames.slice(start + 2, start + 6);
  const signature = frames[start + 1];
  if (start < 0 || signature === undefined || parts.length < 4) {
    throw new SyntaxError(
      `Cannot read the message as it must have a delimiter and five frames: got ${frames.length}`,
    );
  }
  const expected = encoder.encode(sign(parts, key));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    throw new SyntaxError("Cannot read the message as its signature must be by our key: it is not");
  }
  const [header, parent, metadata, content] = parts.map((part) =>
    asObject(JSON.parse(decoder.decode(part)))
  );
  return { header: header!, parent: parent!, metadata: metadata!, content: content! };
}

/** The value if it is an object, else an empty one: a cell may send whatever it likes. */
export function asObject(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as JsonObject
    : {};
}

function sign(parts: readonly Uint8Array[], key: string): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}
