/** A text of rows and columns, in any dialect, to the collector of a series. */
import { counted } from "../../text.ts";
import type { SeriesCollector } from "../reading/collector.ts";
import type { CheckedOptions } from "../reading/options.ts";
import type { Peeked } from "../reading/source.ts";
import {
  findHeader,
  findSeparator,
  headerRule,
  isBlank,
  isComment,
  type Line,
  partHead,
  statedSeparator,
} from "./dialect.ts";
import { readRecords } from "./records.ts";

/** The header is looked for among so many records. */
const HEAD_RECORDS = 200;
const SAMPLE_ROWS = 50;

/** Reads a text into a collector; throws `SyntaxError`s that name the source. */
export async function readTable(
  { start, bytes }: Peeked,
  collector: SeriesCollector,
  { shown, options }: { shown: string; options: CheckedOptions },
): Promise<void> {
  const text = new TextDecoder().decode(start);
  const separator = options.separator ?? statedSeparator(text) ?? findSeparator(text);
  const table = new TableHead(collector, options, separator);
  await readRecords(bytes, shown, (fields, line) => table.add({ fields, line }), separator);
  table.finish();
}

/** Holds the first records back until the header is known. */
class TableHead {
  readonly #collector: SeriesCollector;
  readonly #options: CheckedOptions;
  readonly #separator: string;
  #held: Line[] | undefined = [];
  #names: string[] = [];
  #comments = 0;
  #headers = 0;

  constructor(collector: SeriesCollector, options: CheckedOptions, separator: string) {
    this.#collector = collector;
    this.#options = options;
    this.#separator = separator;
  }

  add(record: Line): void {
    if (this.#held !== undefined) {
      this.#held.push(record);
      if (this.#held.length === HEAD_RECORDS) this.#start(this.#held);
      return;
    }
    const { fields, line } = record;
    const first = fields[0]!;
    // Only records of these kinds are looked at closely, since most are none of them.
    if (fields.length !== this.#names.length || first === "" || /^[\s#+=|-]/.test(first)) {
      if (isBlank(record)) return;
      if (isComment(record)) {
        this.#comments++;
        return;
      }
    }
    if (first === this.#names[0] && fields.every((field, i) => field === this.#names[i])) {
      this.#headers++;
      return;
    }
    this.#collector.row(fields, line);
  }

  finish(): void {
    if (this.#held !== undefined) this.#start(this.#held);
    if (this.#comments > 0) {
      this.#collector.notes.push(
        `${counted(this.#comments, "comment line was", "comment lines were")} left out.`,
      );
    }
    if (this.#headers > 0) {
      this.#collector.notes.push(`The header stood ${this.#headers + 1} times: read once.`);
    }
  }

  #start(head: Line[]): void {
    this.#held = undefined;
    const { timestamp, value } = this.#options;
    const told = [timestamp, value].filter((name) => name !== undefined);
    const found = findHeader(head, told);
    if (found === undefined) {
      throw this.#collector.error("it must have a header and rows: it is empty");
    }
    if ("missing" in found) {
      throw this.#collector.error(`it ${headerRule(found.missing, this.#separator)}`);
    }
    const { index, names } = found;
    const { notes, below } = partHead(head, found);
    for (const note of notes) this.#collector.notes.push(note);
    const rows = below.filter((record) => !isBlank(record) && !isComment(record));
    this.#names = head[index]!.fields;
    this.#collector.header({
      names: names.map((name) => name.trim()),
      place: `the header on line ${head[index]!.line}`,
      sample: rows.slice(0, SAMPLE_ROWS).map(({ fields }) => fields.map((field) => field.trim())),
      unit: "line",
      separator: this.#separator,
    });
    for (const record of below) this.add(record);
  }
}
