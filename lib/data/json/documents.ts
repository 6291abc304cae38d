/** JSON in a stream of bytes: one document, or one a line. */
import { excerpt } from "../../checks.ts";
import { readAll } from "../../files.ts";
import type { Peeked } from "../reading/source.ts";

/** More than this is not read as one document. */
const MOST_BYTES = 2 ** 28;
/** A line may hold a whole series, as VictoriaMetrics' export has it. */
const MOST_LINE_BYTES = 2 ** 26;
const NEWLINE = 10;

/** Whether bytes start as a JSON object or array does. */
export function isJson(start: Uint8Array): boolean {
  const text = new TextDecoder().decode(start.subarray(0, 4096)); // drops a byte order mark
  return /^\s*(?:\{|\[\s*(?:[[{\]"]|-?\d[\d.eE+-]{0,40}\s{0,40}[,\]]))/.test(text);
}

/**
 * Gives each document with the line on which it stands (0 where one document is all); throws a
 * `SyntaxError` that names the source.
 */
export async function readDocuments(
  { start, bytes }: Peeked,
  shown: string,
  onDocument: (document: unknown, line: number) => void,
): Promise<void> {
  if (!isOneALine(start)) {
    const text = await readText(bytes, shown);
    const end = text.indexOf("\n");
    // A first line longer than what was looked at may be a document of its own after all.
    if (text.length <= start.length || end === -1 || !isDocument(text.slice(0, end))) {
      return onDocument(parse(text, { shown }), 0);
    }
    for (const [i, one] of text.split("\n").entries()) {
      if (one.trim() !== "") onDocument(parse(one, { shown, line: i + 1 }), i + 1);
    }
    return;
  }
  let line = 0;
  for await (const batch of lines(bytes, shown)) {
    for (const text of batch) {
      line++;
      if (text.trim() !== "") onDocument(parse(text, { shown, line }), line);
    }
  }
}

/** Whether the first line is a document of its own. */
function isOneALine(start: Uint8Array): boolean {
  const text = new TextDecoder().decode(start).trimStart();
  const end = text.indexOf("\n");
  return end !== -1 && text.slice(end).trim() !== "" && isDocument(text.slice(0, end));
}

function isDocument(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // it goes on in the next line
  }
}

async function readText(bytes: AsyncIterable<Uint8Array>, shown: string): Promise<string> {
  async function* counted() {
    let length = 0;
    for await (const chunk of bytes) {
      length += chunk.length;
      if (length > MOST_BYTES) {
        throw new RangeError(
          `Cannot read ${shown} as one JSON document must be at most ${MOST_BYTES} bytes: it is larger (write one object a line)`,
        );
      }
      yield chunk;
    }
  }
  return decode(await readAll(counted()), shown);
}

/** The lines, in batches as the bytes come. */
async function* lines(bytes: AsyncIterable<Uint8Array>, shown: string): AsyncGenerator<string[]> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    const cut = chunk.lastIndexOf(NEWLINE);
    if (cut !== -1) {
      yield decode(await join([...held, chunk.subarray(0, cut)]), shown).split("\n");
      [held, length] = [[], 0];
    }
    held.push(chunk.slice(cut + 1));
    length += chunk.length - cut - 1;
    if (length > MOST_LINE_BYTES) {
      throw new SyntaxError(
        `Cannot read ${shown} as its lines must be at most ${MOST_LINE_BYTES} bytes long: one is longer`,
      );
    }
  }
  yield [decode(await join(held), shown)];
}

async function join(pieces: Uint8Array[]): Promise<Uint8Array> {
  return pieces.length === 1
    ? pieces[0]!
    : new Uint8Array(await new Blob(pieces as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

function decode(bytes: Uint8Array, shown: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SyntaxError(`Cannot read ${shown} as it must be UTF-8 text: it holds other bytes`, {
      cause,
    });
  }
}

function parse(text: string, { shown, line }: { shown: string; line?: number }): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const where = line === undefined ? "it" : `line ${line}`;
    throw new SyntaxError(
      `Cannot read ${shown} as ${where} must be JSON, an object or array with its end: ${
        excerpt((cause as Error).message)
      }`,
      { cause },
    );
  }
}
