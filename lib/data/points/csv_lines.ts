/** Text in columns to points, as it comes. */
import {
  findHeader,
  headerRule,
  isBlank,
  isComment,
  isDescription,
  type Line,
  partHead,
} from "../csv/dialect.ts";
import { readRecords } from "../csv/records.ts";
import type { PointCollector } from "./point_collector.ts";

/** Records above the rows: titles and labels are a dozen, and what is no table is told soon. */
const MOST_HELD = 20;

/** Takes bytes, and gives what lines they hold to a collector. */
export interface LineParser {
  push(chunk: Uint8Array): Promise<void>;
  end(): Promise<void>;
}

/** A CSV table: the reader of records runs beside, and asks for a chunk after each. */
export class CsvLines implements LineParser {
  readonly #collector: PointCollector;
  readonly #name: string;
  readonly #separator: string;
  readonly #reading: Promise<void>;
  #next = Promise.withResolvers<Uint8Array | undefined>();
  #isThrough = Promise.withResolvers<void>();
  readonly #head: Line[] = [];
  #header: readonly string[] | undefined;
  #places: readonly number[] | undefined;

  constructor(collector: PointCollector, name: string, separator: string) {
    this.#collector = collector;
    this.#name = name;
    this.#separator = separator;
    const onRecord = (fields: string[], line: number) => this.#take(fields, line);
    this.#reading = readRecords(this.#feed(), name, onRecord, separator);
    this.#reading.catch(() => {}); // push and end throw it
  }

  async push(chunk: Uint8Array): Promise<void> {
    this.#isThrough = Promise.withResolvers();
    this.#next.resolve(chunk);
    await Promise.race([this.#isThrough.promise, this.#reading]);
    const isWaiting = this.#header === undefined && this.#head.length > 1 &&
      !this.#head.every(isDescription);
    if (isWaiting) this.#start(); // what came together holds no row: what is wrong is told now
  }

  async end(): Promise<void> {
    this.#next.resolve(undefined);
    await this.#reading;
    if (this.#header === undefined && this.#head.length > 0) this.#start();
    if (this.#header !== undefined) this.#places ??= this.#collector.header(this.#header);
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

  /** Holds records until a row of data tells which of those before it is the header. */
  #hold(record: Line): void {
    if (isBlank(record) || isComment(record)) return;
    this.#head.push(record);
    if (isDescription(record)) return;
    const names = record.fields.map((name) => name.trim());
    const isNamed = this.#collector.columns.every((column) => names.includes(column));
    const found = isNamed ? undefined : findHeader(this.#head, []);
    // A period of 300 among labels looks like a counter.
    const isOpen = found !== undefined && "index" in found &&
      (found.data === undefined || isDescription(this.#head[found.data]!));
    if (!isOpen || this.#head.length === MOST_HELD) this.#start();
  }

  /** Takes the header of the records that were held, and those below it. */
  #start(): void {
    const head = this.#head.splice(0);
    const found = findHeader(head, this.#collector.columns);
    if (found !== undefined && "missing" in found) {
      const hint = "; what follows a file must begin with its header, as tail -n +1 -F does";
      throw new SyntaxError(
        `Cannot read ${this.#name} as it ${headerRule(found.missing, this.#separator, hint)}`,
      );
    }
    this.#header = found!.names.map((name) => name.trim());
    const { notes, below } = partHead(head, found!);
    this.#collector.note(notes);
    for (const { fields, line } of below) this.#take(fields, line);
  }

  #take(fields: string[], line: number): void {
    if (this.#header === undefined) {
      this.#hold({ fields, line });
      return;
    }
    const { length } = this.#header;
    const first = fields[0]!;
    // Only records of these kinds are looked at closely, since most are none of them.
    if (fields.length !== length || first === "" || /^[\s#+=|-]/.test(first)) {
      if (isBlank({ fields, line }) || isComment({ fields, line })) return;
    }
    if (fields.length === length) {
      const isHeader = first.trim() === this.#header[0] &&
        fields.every((field, i) => field.trim() === this.#header![i]);
      if (isHeader) return; // once more, as where files follow one another
      const places = this.#places ??= this.#collector.header(
        this.#header,
        fields.map((field) => field.trim()),
      );
      this.#collector.add(line, places.map((place) => fields[place]!.trim()));
      return;
    }
    const rule = `must have ${length} fields as the header has: it has ${fields.length}`;
    this.#collector.refuse(line, rule);
  }
}
