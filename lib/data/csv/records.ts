/**
 * CSV text to records, as it streams in: RFC 4180 with UTF-8 checked, lines counted and memory
 * bounded.
 *
 * Own code, since most of the errors that a user meets are named here: csv-parse 6.2.1 turns bytes
 * that are not UTF-8 into U+FFFD without a word, and takes twice as long as the whole loader.
 */
import { excerpt } from "../../checks.ts";

/** The longest record that is read, in bytes: more than that is no line of a series. */
export const MAX_RECORD_BYTES = 1_048_576;

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/**
 * Splits a byte stream into CSV records.
 *
 * Fields are separated by one character, by any number of blanks, or by two and more, and lines
 * end in LF or CRLF, the last one optionally. A field in double quotes may hold separators, line
 * breaks and doubled quotes. A UTF-8 byte order mark is skipped. Memory stays at one chunk and one
 * record, whatever the size of the file.
 *
 * `onRecord` takes the fields of each record and the line it starts on, from 1; one empty field is
 * a blank line. Throws a `SyntaxError` where the text is not UTF-8, has a record longer than
 * {@linkcode MAX_RECORD_BYTES}, or breaks the rules for quotes or line ends.
 */
export async function readRecords(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  name: string,
  onRecord: (fields: string[], line: number) => void,
  separator = ",",
): Promise<void> {
  const onFields = separator !== " " ? onRecord : (fields: string[], line: number) => {
    const filled = fields.filter((field) => field !== "");
    onRecord(filled.length > 0 ? filled : [""], line);
  };
  const splitter = new RecordSplitter(name, onFields, separator);
  for await (const chunk of chunks) splitter.push(chunk);
  splitter.finish();
}

class RecordSplitter {
  readonly #name: string;
  readonly #onRecord: (fields: string[], line: number) => void;
  readonly #separator: string;
  readonly #fieldEnd: RegExp;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  /** Bytes after the last line end. */
  #held: Uint8Array[] = [];
  #heldLength = 0;
  /** Decoded text of a record whose quoted field is still open. */
  #open = "";
  /** Line on which the next record starts. */
  #line = 1;
  #started = false;

  constructor(
    name: string,
    onRecord: (fields: string[], line: number) => void,
    separator: string,
  ) {
    this.#name = name;
    this.#onRecord = onRecord;
    this.#separator = separator;
    this.#fieldEnd = new RegExp(`[${RegExp.escape(separator)}\\n"]`, "g");
  }

  push(chunk: Uint8Array): void {
    // A line end byte is never a part of another UTF-8 character, so text may be cut there.
    const cut = chunk.lastIndexOf(NEWLINE) + 1;
    if (cut > 0) {
      const block = this.#takeHeld(chunk.subarray(0, cut));
      this.#parse(block, false);
    }
    if (cut < chunk.length) {
      this.#held.push(chunk.slice(cut));
      this.#heldLength += chunk.length - cut;
    }
    if (this.#heldLength > MAX_RECORD_BYTES) throw this.#tooLong();
  }

  finish(): void {
    this.#parse(this.#takeHeld(), true);
  }

  #takeHeld(last: Uint8Array = new Uint8Array(0)): Uint8Array {
    if (this.#heldLength === 0) return last;
    const bytes = new Uint8Array(this.#heldLength + last.length);
    let position = 0;
    for (const piece of [...this.#held, last]) {
      bytes.set(piece, position);
      position += piece.length;
    }
    this.#held = [];
    this.#heldLength = 0;
    return bytes;
  }

  #parse(block: Uint8Array, isLast: boolean): void {
    const { decoded, bad } = this.#decode(block);
    const text = this.#open + decoded;
    let position = 0;
    let quote = text.indexOf('"');
    while (position < text.length) {
      let end = text.indexOf("\n", position);
      if (end === -1) end = text.length;
      if (quote !== -1 && quote < position) quote = text.indexOf('"', position);
      if (quote === -1 || quote > end) {
        if (isTooLong(text, position, end)) throw this.#tooLong();
        const hasReturn = text.charCodeAt(end - 1) === CARRIAGE_RETURN;
        const record = text.slice(position, hasReturn ? end - 1 : end);
        if (this.#line === 1 && record.includes("\r")) {
          throw this.#error(" must end in LF or CRLF: found a carriage return alone");
        }
        this.#onRecord(this.#split(record), this.#line);
        this.#line++;
      } else {
        const record = this.#quotedRecord(text, position);
        end = record?.end ?? text.length;
        if (isTooLong(text, position, end)) throw this.#tooLong();
        if (record === undefined) {
          if (isLast && bad === undefined) {
            throw this.#error(" must close its quoted field: it is still open at the end");
          }
          break;
        }
        this.#onRecord(record.fields, this.#line);
        this.#line += countLineEnds(text, position, end) + 1;
      }
      position = end + 1;
    }
    this.#open = text.slice(position);
    if (bad !== undefined) throw bad;
  }

  /** The fields of a record without quotes; blanks that separate also align, so more are one. */
  #split(record: string): string[] {
    if (this.#separator === "  ") return record.trim().split(/ {2,}/);
    return this.#separator === " " ? record.trim().split(/ +/) : record.split(this.#separator);
  }

  /** The text of the block, up to the first line that is not UTF-8, and the error about that. */
  #decode(block: Uint8Array): { decoded: string; bad?: SyntaxError } {
    if (!this.#started) {
      this.#started = true;
      if (block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf) block = block.subarray(3);
    }
    try {
      return { decoded: this.#decoder.decode(block) };
    } catch (cause) {
      let line = this.#line + countLineEnds(this.#open, 0, this.#open.length);
      let from = 0;
      for (; from < block.length; line++) {
        const lineEnd = block.indexOf(NEWLINE, from);
        const end = lineEnd === -1 ? block.length : lineEnd + 1;
        if (!this.#isUtf8(block.subarray(from, end))) break;
        from = end;
      }
      const bad = new SyntaxError(
        `Cannot read ${this.#name} as it must be UTF-8 text: line ${line} holds other bytes (is the file in Latin-1 or Windows-1252?)`,
        { cause },
      );
      return { decoded: this.#decoder.decode(block.subarray(0, from)), bad };
    }
  }

  #isUtf8(bytes: Uint8Array): boolean {
    try {
      this.#decoder.decode(bytes);
      return true;
    } catch {
      return false; // the question is just whether it throws
    }
  }

  /** One record that has quotes; `undefined` if the text ends inside a quoted field. */
  #quotedRecord(text: string, start: number): { fields: string[]; end: number } | undefined {
    const fields: string[] = [];
    let position = start;
    for (;;) {
      if (text[position] === '"') {
        let value = "";
        let from = position + 1;
        for (;;) {
          const close = text.indexOf('"', from);
          if (close === -1) return undefined;
          value += text.slice(from, close);
          from = close + 1;
          if (text[from] !== '"') break;
          value += '"';
          from++;
        }
        fields.push(value);
        position = from;
      } else {
        this.#fieldEnd.lastIndex = position;
        const end = this.#fieldEnd.exec(text)?.index ?? text.length;
        if (text[end] === '"') {
          throw this.#error(
            `, column ${fields.length + 1} must have its quotes around the whole field: found ${
              excerpt(text.slice(position, end + 1))
            }`,
          );
        }
        const isLineEnd = text[end] !== this.#separator && text[end - 1] === "\r";
        fields.push(text.slice(position, isLineEnd ? end - 1 : end));
        position = end;
      }
      if (text[position] === this.#separator) {
        position++;
        continue;
      }
      if (text[position] === "\r" && text[position + 1] === "\n") position++;
      if (position >= text.length || text[position] === "\n") return { fields, end: position };
      throw this.#error(
        `, column ${fields.length} must end after its closing quote: found ${
          excerpt(text[position]!)
        } there`,
      );
    }
  }

  #tooLong(): SyntaxError {
    return this.#error(` must be at most ${MAX_RECORD_BYTES} bytes long: it is longer`);
  }

  #error(rule: string): SyntaxError {
    return new SyntaxError(`Cannot read ${this.#name} as line ${this.#line}${rule}`);
  }
}

/** Whether a record has too many bytes, counted only where its characters may have them. */
function isTooLong(text: string, from: number, to: number): boolean {
  if (3 * (to - from) <= MAX_RECORD_BYTES) return false;
  return new TextEncoder().encode(text.slice(from, to)).length > MAX_RECORD_BYTES;
}

function countLineEnds(text: string, from: number, to: number): number {
  let count = 0;
  for (let i = text.indexOf("\n", from); i !== -1 && i < to; i = text.indexOf("\n", i + 1)) count++;
  return count;
}
