/** JSON of any of the forms that are read, to the collector of a series. */
import type { SeriesCollector } from "../reading/collector.ts";
import type { Peeked } from "../reading/source.ts";
import { type Answer, readAnswer } from "./answers.ts";
import { readDocuments } from "./documents.ts";
import { isObject, type Json, type JsonObject, type JsonRow, textOf } from "./values.ts";

/** The columns are those of so many first rows. */
const HEAD_ROWS = 500;

/** A row of a document and where it stands. */
interface PlacedRow {
  readonly row: JsonRow;
  readonly place: number;
}

/** Reads JSON into a collector; throws `SyntaxError`s that name the source. */
export async function readJson(
  peeked: Peeked,
  shown: string,
  collector: SeriesCollector,
): Promise<void> {
  const table = new JsonTable(collector);
  let number = 0;
  await readDocuments(peeked, shown, (document, line) => {
    if (table.addLine(document, line)) return;
    const at = { shown, line };
    const answer = answerOf(document, at);
    table.answer(answer, line === 0 ? "row" : "line");
    for (const row of rowsOf(answer, at)) table.add({ row, place: line === 0 ? ++number : line });
  });
  table.finish();
}

/** Holds the first rows back until their columns are known. */
class JsonTable {
  readonly #collector: SeriesCollector;
  readonly #keys = new Set<string>();
  readonly #labels = new Set<string>();
  readonly #notes = new Set<string>();
  #names: string[] = [];
  #held: PlacedRow[] | undefined = [];
  #unit: "line" | "row" = "row";
  /** Whether each line so far was a row. */
  #isRowALine = true;

  constructor(collector: SeriesCollector) {
    this.#collector = collector;
  }

  /** Adds a line like those before, an object with a cell for each column; false if it is none. */
  addLine(document: unknown, line: number): boolean {
    if (this.#held !== undefined || !this.#isRowALine || line === 0) return false;
    if (!isObject(document as Json)) return false;
    const cells: string[] = [];
    for (const name of this.#names) {
      const value = (document as JsonObject)[name];
      if (value === undefined || typeof value === "object" && value !== null) return false;
      cells.push(textOf(value));
    }
    this.#collector.row(cells, line);
    return true;
  }

  answer({ notes, keys, labels = [], format, isRow = false }: Answer, unit: "line" | "row"): void {
    this.#unit = unit;
    if (!isRow) this.#isRowALine = false;
    if (format !== undefined) this.#collector.fixFormat(format);
    for (const note of notes) this.#notes.add(note);
    for (const key of keys) this.#keys.add(key);
    for (const label of labels) this.#labels.add(label);
  }

  add(placed: PlacedRow): void {
    if (this.#held === undefined) {
      const { row, place } = placed;
      this.#collector.row(this.#names.map((name) => row[name] ?? ""), place);
    } else if (this.#held.push(placed) === HEAD_ROWS) this.#start(this.#held);
  }

  finish(): void {
    if (this.#held !== undefined) this.#start(this.#held);
    this.#collector.notes.push(...this.#notes);
  }

  #start(rows: readonly PlacedRow[]): void {
    this.#held = undefined;
    this.#names = [...new Set(rows.flatMap(({ row }) => Object.keys(row)))];
    if (this.#names.length === 0) throw this.#collector.error("it must have rows: it holds none");
    this.#collector.header({
      names: this.#names,
      place: "it",
      sample: rows.map(({ row }) => this.#names.map((name) => row[name] ?? "")),
      unit: this.#unit,
      keys: [...this.#keys],
      labels: [...this.#labels],
    });
    for (const row of rows) this.add(row);
  }
}

function answerOf(document: unknown, at: { shown: string; line: number }): Answer {
  try {
    return readAnswer(document, at.line !== 0);
  } catch (cause) {
    throw placed(cause, at);
  }
}

function* rowsOf(answer: Answer, at: { shown: string; line: number }): Generator<JsonRow> {
  try {
    yield* answer.rows;
  } catch (cause) {
    throw placed(cause, at);
  }
}

/** An answer's rule as an error about the source. */
function placed(cause: unknown, { shown, line }: { shown: string; line: number }): unknown {
  if (!(cause instanceof SyntaxError)) return cause;
  const where = line === 0 ? "" : `on line ${line} `;
  return new SyntaxError(`Cannot read ${shown} as ${where}${cause.message}`, { cause });
}
