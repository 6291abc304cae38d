/** Where a series comes from: a file, a URL, standard input; and its bytes, unpacked. */
import { excerpt } from "../../checks.ts";
import { fetchBytes, fileBytes, maskedUrl, readAll } from "../../files.ts";
import { toUtf8, utf16Of } from "./encoding.ts";

/** A source that gives bytes. */
export interface OpenSource {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly origin: "file" | "download";
  /** What errors call it: the path or URL, a password in it masked. */
  readonly shown: string;
  /** Name of the series in it: that of the file, without folders and endings. */
  readonly name: string;
}

/** Bytes with the first of them known. */
export interface Peeked {
  /** The first 64 KiB, or all there are. */
  readonly start: Uint8Array;
  /** All bytes, the first included. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

const PEEKED_BYTES = 65_536;
const ENDINGS = /(?:\.(?:csv|tsv|txt|json|jsonl|ndjson|parquet|gz|log))+$/i;

/** What a source means: `@FILE` the first line of that file, any other itself. */
export async function sourceIn(source: string | URL): Promise<string | URL> {
  if (source instanceof URL || !source.startsWith("@")) return source;
  const text = new TextDecoder().decode(await readAll(fileBytes(source.slice(1))));
  return text.split(/\r?\n/, 1)[0]!.trim();
}

/** Opens a source; nothing is read yet. */
export function openSource(source: string | URL, timeout: number): OpenSource {
  if (source === "-") {
    return {
      bytes: Deno.stdin.readable,
      origin: "file",
      shown: "standard input",
      name: "standard input",
    };
  }
  const isUrl = source instanceof URL || /^[a-z][a-z0-9+.-]+:\/\//i.test(source) ||
    /^file:/i.test(source);
  const url = isUrl ? parseUrl(source) : undefined;
  const shown = url === undefined ? String(source) : maskedUrl(url);
  const name = seriesName(url === undefined ? String(source) : decoded(url.pathname));
  return url === undefined || url.protocol === "file:"
    ? { bytes: fileBytes(url ?? source), origin: "file", shown, name }
    : { bytes: fetchBytes(url, { timeout }), origin: "download", shown, name };
}

/** A path's last part, without the endings of the forms that are read. */
function seriesName(path: string): string {
  const last = path.split(/[\\/]/).findLast((part) => part !== "") ?? "";
  return last.replace(ENDINGS, "") || last || "series";
}

/** The bytes inside: of a gzip file, and of UTF-16 text as UTF-8, else as they are. */
export async function unpack(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  shown: string,
): Promise<Peeked> {
  const peeked = await peek(chunks);
  const { start } = peeked;
  if (start[0] === 0x1f && start[1] === 0x8b) {
    return await unpack(gunzip(peeked.bytes, shown), shown);
  }
  const utf16 = utf16Of(start);
  return utf16 === undefined ? peeked : await peek(toUtf8(peeked.bytes, utf16, shown));
}

/** The first bytes of a stream, and all of them. */
export async function peek(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Peeked> {
  async function* each() {
    yield* chunks;
  }
  const iterator = each();
  const pieces: Uint8Array[] = [];
  let [length, isDone] = [0, false];
  while (length < PEEKED_BYTES) {
    const { value, done } = await iterator.next();
    if (done) {
      isDone = true;
      break;
    }
    pieces.push(value.slice()); // a source may fill one buffer anew each time
    length += value.length;
  }
  const first = new Uint8Array(length);
  let position = 0;
  for (const piece of pieces) {
    first.set(piece, position);
    position += piece.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield first;
      while (!isDone) {
        const { value, done } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return();
    }
  }
  return { start: first.subarray(0, PEEKED_BYTES), bytes: all() };
}

/** Also of several archives one after the other, as log deliveries are. */
async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  shown: string,
): AsyncGenerator<Uint8Array> {
  async function* copies() {
    for await (const chunk of chunks) yield chunk.slice();
  }
  // Loaded where it is used; the web's own stream stops after the first archive of several.
  const { createGunzip } = await import("node:zlib");
  const { pipeline, Readable } = await import("node:stream");
  const unzip = createGunzip();
  pipeline(Readable.from(copies()), unzip, () => {}); // the loop below meets the error
  try {
    for await (const chunk of unzip) yield chunk;
  } catch (cause) {
    if (!String((cause as { code?: unknown }).code).startsWith("Z_")) throw cause;
    throw new SyntaxError(
      `Cannot read ${shown} as its gzip archive must be whole: ${(cause as Error).message}`,
      { cause },
    );
  }
}

function parseUrl(source: string | URL): URL {
  try {
    return new URL(source);
  } catch { // whose text holds the URL as it is, a password included
    throw new TypeError(
      `Cannot read a source as its URL must be valid: ${excerpt(String(source))}`,
    );
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a name is only shown; one with a stray % stays as it is
  }
}
