/**
 * Points of many series as they come: lines of JSON, or a CSV table with a column that names the
 * series; memory stays at one chunk, however long the stream.
 *
 * @module
 */
import { excerpt, requireKnownOptions } from "../../checks.ts";
import { MAX_RECORD_BYTES, readRecords } from "../csv/records.ts";
import { isMissing } from "../reading/number_column.ts";
import { parseTimestamp } from "../timestamps/timestamp.ts";

/** One point of one of several series. */
export interface Point {
  /** Name of the series; empty where there is one only. */
  readonly series: string;
  /** Epoch milliseconds (UTC). */
  readonly time: number;
  /** A finite number. */
  readonly value: number;
}

/** A line that holds no point. */
export interface BadLine {
  /** Its number, 1 first. */
  readonly line: number;
  /** Series it belongs to, if that can be told. */
  readonly series?: string;
  /** What is wrong, a sentence. */
  readonly message: string;
}

/** Options of {@linkcode readPoints}. */
export interface ReadPointsOptions {
  /** Name of the column or field with the timestamps; `timestamp` unless told. */
  readonly timestamp?: string;
  /** Name of the column or field with the numbers; `value` unless told. */
  readonly value?: string;
  /** Name of the column or field that names the series; without it all is one series. */
  readonly key?: string;
  /** What errors call the stream; "the points" unless told. */
  readonly name?: string;
  /** Takes lines that hold no point; without it the first one is an error. */
  readonly onBadLine?: (line: BadLine) => void;
}

const UNNAMED = "the points";
const OPENING_BRACE = 123;
const SPACES = [9, 10, 13, 32];
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads points as they come, one batch for each chunk of bytes that holds any.
 *
 * The stream is lines of JSON, `{"timestamp": "2026-11-26T10:00:00Z", "value": 17000}`, or CSV with
 * a header. Timestamps are texts as `readSeries` takes them, or Unix time. A cell that is empty, null,
 * NaN and the like is a missing sample: it gives no point. Rows of several series
 * may come in any order.
 *
 * @param chunks The bytes, in pieces of any size
 * @param options See {@linkcode ReadPointsOptions}
 * @returns Batches of points, in the order of the stream
 * @throws {SyntaxError} If it is neither, or (without `onBadLine`) a line holds no point
 * @throws {TypeError} If an option is unknown
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readPoints } from "elb-anomaly/data";
 *
 * const text = "timestamp,value,lb\n2026-11-26 10:00,7,a\n2026-11-26 10:00,9,b\n";
 * const batches = await Array.fromAsync(readPoints([new TextEncoder().encode(text)], { key: "lb" }));
 * assert.deepEqual(batches.flat().map(({ series, value }) => [series, value]), [["a", 7], ["b", 9]]);
 * ```
 */
export async function* readPoints(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadPointsOptions = {},
): AsyncGenerator<Point[]> {
  requireKnownOptions("read points", options, ["timestamp", "value", "key", "name", "onBadLine"]);
  const collector = new PointCollector(options);
  let lines: LineParser | undefined;
  for await (const chunk of chunks) {
    const start = chunk.find((byte) => !SPACES.includes(byte));
    if (start === undefined && lines === undefined) continue; // nothing but blanks so far
    lines ??= start === OPENING_BRACE
      ? new JsonLines(collector)
      : new CsvLines(collector, options.name ?? UNNAMED);
    await lines.push(chunk);
    const batch = collector.take();
    if (batch.length > 0) yield batch;
  }
  await lines?.end();
  const batch = collector.take();
  if (batch.length > 0) yield batch;
}

/** Takes bytes, and gives what lines they hold to a collector. */
interface LineParser {
  push(chunk: Uint8Array): Promise<void>;
  end(): Promise<void>;
}

/** Lines of JSON, each an object. */
class JsonLines implements LineParser {
  readonly #collector: PointCollector;
  readonly #decoder = new TextDecoder();
  #held = "";
  #line = 0;

  constructor(collector: PointCollector) {
    this.#collector = collector;
  }

  push(chunk: Uint8Array): Promise<void> {
    const lines = (this.#held + this.#decoder.decode(chunk, { stream: true })).split("\n");
    this.#held = lines.pop()!;
    if (this.#held.length > MAX_RECORD_BYTES) {
      throw new SyntaxError(
        `Cannot read points as a line must be at most ${MAX_RECORD_BYTES} characters: line ${
          this.#line + lines.length + 1
        } is longer`,
      );
    }
    for (const line of lines) this.#take(line);
    return Promise.resolve();
  }

  end(): Promise<void> {
    this.#take(this.#held + this.#decoder.decode());
    return Promise.resolve();
  }

  #take(text: string): void {
    this.#line++;
    if (text.trim() === "") return;
    let fields: Record<string, unknown>;
    try {
      fields = JSON.parse(text);
      if (typeof fields !== "object" || fields === null) throw new SyntaxError("no object");
    } catch {
      this.#collector.refuse(this.#line, `must be an object in JSON: it is ${excerpt(text)}`);
      return;
    }
    this.#collector.add(this.#line, (name) => {
      const field = fields[name] === null ? "" : fields[name];
      return typeof field === "string" || typeof field === "number" ? String(field) : undefined;
    });
  }
}

/** A CSV table: the reader of records runs beside, and asks for a chunk when it is through with one. */
class CsvLines implements LineParser {
  readonly #collector: PointCollector;
  readonly #reading: Promise<void>;
  #next = Promise.withResolvers<Uint8Array | undefined>();
  #isThrough = Promise.withResolvers<void>();
  #columns: ReadonlyMap<string, number> | undefined;

  constructor(collector: PointCollector, name: string) {
    this.#collector = collector;
    this.#reading = readRecords(this.#feed(), name, (fields, line) => this.#take(fields, line));
    this.#reading.catch(() => {}); // push and end throw it
  }

  async push(chunk: Uint8Array): Promise<void> {
    this.#isThrough = Promise.withResolvers();
    this.#next.resolve(chunk);
    await Promise.race([this.#isThrough.promise, this.#reading]);
  }

  async end(): Promise<void> {
    this.#next.resolve(undefined);
    await this.#reading;
  }

  async *#feed(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = await this.#next.promise;
      if (chunk === undefined) return;
      this.#next = Promise.withResolvers();
      yield chunk;
      this.#isThrough.resolve();
    }
  }

  #take(fields: string[], line: number): void {
    if (fields.length === 1 && fields[0]!.trim() === "") return;
    if (this.#columns === undefined) {
      this.#columns = new Map(fields.map((field, i) => [field.trim(), i]));
      this.#collector.requireColumns([...this.#columns.keys()]);
      return;
    }
    const columns = this.#columns;
    if (fields.length === columns.size) {
      this.#collector.add(line, (name) => fields[columns.get(name) ?? -1]?.trim());
      return;
    }
    const rule = `must have ${columns.size} fields as the header has: it has ${fields.length}`;
    this.#collector.refuse(line, rule);
  }
}

/** Checks fields and keeps the points until they are taken. */
export class PointCollector {
  readonly #options: ReadPointsOptions;
  readonly #timestamp: string;
  readonly #value: string;
  #points: Point[] = [];

  constructor(options: ReadPointsOptions) {
    this.#options = options;
    this.#timestamp = options.timestamp ?? "timestamp";
    this.#value = options.value ?? "value";
  }

  take(): Point[] {
    const points = this.#points;
    this.#points = [];
    return points;
  }

  requireColumns(columns: readonly string[]): void {
    const { key, name = UNNAMED } = this.#options;
    const needed = { timestamp: this.#timestamp, value: this.#value, key };
    for (const [option, column] of Object.entries(needed)) {
      if (column === undefined || columns.includes(column)) continue;
      throw new SyntaxError(
        `Cannot read ${name} as the header must have a column ${excerpt(column)}: its columns are ${
          columns.slice(0, 20).map(excerpt).join(", ")
        } (to take another: the option ${option})`,
      );
    }
  }

  add(line: number, field: (name: string) => string | undefined): void {
    const { key } = this.#options;
    const series = key === undefined ? "" : field(key) ?? "";
    if (key !== undefined && series === "") {
      this.refuse(line, `must name its series in ${excerpt(key)}`);
      return;
    }
    const cell = field(this.#value);
    if (cell !== undefined && isMissing(cell)) return; // a missing sample
    const number = cell ?? "";
    const value = NUMBER.test(number) ? Number(number) : NaN;
    if (!Number.isFinite(value)) {
      const rule = `must hold a finite number in ${excerpt(this.#value)}: it is ${excerpt(number)}`;
      this.refuse(line, rule, series);
      return;
    }
    let time: number;
    try {
      time = parseTimestamp(field(this.#timestamp) ?? "");
    } catch (error) {
      const why = (error as Error).message;
      this.refuse(line, `must hold a timestamp in ${excerpt(this.#timestamp)}: ${why}`, series);
      return;
    }
    this.#points.push({ series, time, value });
  }

  refuse(line: number, rule: string, series?: string): void {
    const { name = UNNAMED, onBadLine } = this.#options;
    const message = `Cannot read ${name} as line ${line} ${rule}`;
    if (onBadLine === undefined) throw new SyntaxError(message);
    onBadLine({ line, message, ...(series === undefined ? {} : { series }) });
  }
}
