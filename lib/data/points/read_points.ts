/**
 * Points of many series as they come: lines of JSON, or a CSV table with a column that names the
 * series; memory stays at one chunk, however long the stream.
 */
import {
  excerpt,
  requireKind,
  requireKindIfGiven,
  requireKnownOptions,
  requireOneOf,
} from "../../checks.ts";
import { node } from "../../node.ts";
import { findSeparator, statedSeparator } from "../csv/dialect.ts";
import { MAX_RECORD_BYTES } from "../csv/records.ts";
import { findTables } from "../json/tables.ts";
import { flatten, type JsonObject } from "../json/values.ts";
import { checkCellOptions } from "../reading/options.ts";
import { optionName, optionWords } from "../reading/words.ts";
import { isTimeLike } from "../reading/time_cells.ts";
import { isNumeric } from "../reading/number_column.ts";
import { hasUnit } from "../reading/number_unit.ts";
import { CsvLines, type LineParser } from "./csv_lines.ts";
import { type Point, PointCollector, type ReadPointsOptions, UNNAMED } from "./point_collector.ts";

const NEWLINE = 10;
const OPENING_BRACE = 123;
const SPACES = [9, 10, 13, 32];
const OPTIONS = [
  "timestamp",
  "value",
  "key",
  "format",
  "timeZone",
  "where",
  "separator",
  "decimal",
  "name",
  "onBadLine",
  "onNote",
  "wayIn",
];

/**
 * Reads points as they come, one batch for each chunk of bytes that holds any.
 *
 * The stream is lines of JSON, `{"timestamp": "2026-11-26T10:00:00Z", "value": 17000}`, or text in
 * columns with a header. Timestamps are texts as `readSeries` takes them, or Unix time. A cell that
 * is empty, null, NaN and the like is a missing sample: it gives no point. Rows of several series
 * may come in any order. Blank lines, comments and a header that comes again are passed over.
 *
 * @param chunks The bytes, in pieces of any size
 * @param options See {@linkcode ReadPointsOptions}
 * @returns Batches of points, in the order of the stream
 * @throws {SyntaxError} If it is neither, (without `onBadLine`) a line holds no point, or no row is
 * as `where` says
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
  requireKnownOptions("read points", options, OPTIONS);
  const { wayIn = "library", name, key, onBadLine, onNote } = options;
  requireOneOf("read points", { wayIn }, ["library", "notebook", "command"]);
  checkCellOptions(options, (option) => optionName(wayIn, option));
  requireKindIfGiven("read points", { name, key }, "a text");
  requireKindIfGiven("read points", { onBadLine, onNote }, "a function");
  const { [Symbol.asyncIterator]: later, [Symbol.iterator]: now } = Object(chunks);
  requireKind("read points", { "the iterator of chunks": later ?? now }, "a function");
  const collector = new PointCollector(options);
  let lines: LineParser | undefined;
  let held: Uint8Array = new Uint8Array(0); // until the first line tells the form
  for await (let chunk of chunks) {
    requireKind("read points", { "a chunk": chunk }, "bytes in a Uint8Array");
    if (lines === undefined) {
      held = new Uint8Array(node.buffer.Buffer.concat([held, chunk]));
      const start = held.findIndex((byte) => !SPACES.includes(byte));
      const isWhole = start !== -1 && held.includes(NEWLINE, start);
      if (!isWhole && held.length < MAX_RECORD_BYTES) continue;
      lines = parserOf(held, collector, options);
      chunk = held;
    }
    await lines.push(chunk);
    const batch = collector.take();
    if (batch.length > 0) yield batch;
  }
  if (lines === undefined && held.some((byte) => !SPACES.includes(byte))) {
    lines = parserOf(held, collector, options);
    await lines.push(held);
  }
  await lines?.end();
  const batch = collector.take();
  if (batch.length > 0) yield batch;
  if (lines !== undefined) collector.finish();
}

function parserOf(
  start: Uint8Array,
  collector: PointCollector,
  { name = UNNAMED, separator, key, wayIn = "library" }: ReadPointsOptions,
): LineParser {
  if (start.find((byte) => !SPACES.includes(byte)) === OPENING_BRACE) {
    const [without, one] = [optionName(wayIn, "key"), { [key ?? ""]: "NAME" }];
    const advice = key === undefined
      ? ""
      : `, to be read a series at a time, without ${without} (${optionWords(wayIn, "where", one)})`;
    return new JsonLines(collector, `must hold one point: it is a document of many${advice}`);
  }
  const text = new TextDecoder().decode(start);
  const mark = separator ?? statedSeparator(text) ?? findSeparator(text);
  return new CsvLines(collector, name, mark);
}

/** Lines of JSON, each an object. */
class JsonLines implements LineParser {
  readonly #collector: PointCollector;
  readonly #documentRule: string;
  /** Once an object has them all. */
  #columns: readonly string[] | undefined;
  readonly #decoder = new TextDecoder();
  #held = "";
  #line = 0;

  constructor(collector: PointCollector, documentRule: string) {
    this.#collector = collector;
    this.#documentRule = documentRule;
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
    let fields: JsonObject;
    try {
      fields = JSON.parse(text);
      if (typeof fields !== "object" || fields === null) throw new SyntaxError("no object");
    } catch {
      this.#collector.refuse(this.#line, `must be an object in JSON: it is ${excerpt(text)}`);
      return;
    }
    const columns = this.#columns ??= this.#choose(fields);
    if (columns === undefined) return;
    const row = columns.every((name) => Object.hasOwn(fields, name)) ? fields : flatten(fields);
    this.#collector.add(
      this.#line,
      columns.map((name) => {
        const field = row[name] === null ? "" : row[name];
        return typeof field === "string" || typeof field === "number" ? String(field) : undefined;
      }),
    );
  }

  /** The fields of the first object that has them; another one is told, and decides nothing. */
  #choose(fields: JsonObject): readonly string[] | undefined {
    const row = flatten(fields);
    const names = Object.keys(row).filter((name) =>
      row[name] === "" || isTimeLike(row[name]!) || isNumeric(row[name]!) ||
      hasUnit(row[name]!) || this.#collector.columns.includes(name)
    ); // no message of a log
    try {
      return this.#collector.choose(names, names.map((name) => row[name]!));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const isDocument = findTables(fields).some(({ hasTimes }) => hasTimes);
      this.#collector.refuse(this.#line, isDocument ? this.#documentRule : error.message);
      return undefined;
    }
  }
}
