/** The columns that are neither timestamp nor value: do they tell several series apart? */
import { excerpt } from "../../checks.ts";
import { findGaps } from "../gaps.ts";
import { isNumeric } from "./number_column.ts";
import { doubled } from "./row_buffer.ts";

/** More distinct values than this name no series. */
const MOST_VALUES = 1000;
const MOST_COLUMNS = 24;

/** A column's cells, as numbers of its distinct values. */
class KeyColumn {
  readonly name: string;
  readonly index: number;
  readonly values = new Map<string, number>();
  #codes = new Uint16Array(4096);
  #previous = "";
  #previousCode = -1;

  constructor(name: string, index: number) {
    this.name = name;
    this.index = index;
  }

  add(cell: string, row: number): boolean {
    let code = cell === this.#previous ? this.#previousCode : -1;
    if (code === -1) {
      code = this.values.get(cell) ?? this.values.size;
      this.values.set(cell, code);
      this.#previous = cell;
      this.#previousCode = code;
    }
    if (row === this.#codes.length) this.#codes = doubled(this.#codes);
    this.#codes[row] = code;
    return this.values.size <= MOST_VALUES;
  }

  /** The cell of a row. */
  cell(row: number): string {
    return [...this.values.keys()][this.code(row)]!;
  }

  code(row: number): number {
    return this.#codes[row]!;
  }

  get isNumeric(): boolean {
    return [...this.values.keys()].every((value) => value === "" || isNumeric(value));
  }
}

/** Remembers the other cells of each row, as long as they repeat. */
export class KeyColumns {
  #columns: KeyColumn[];
  #rows = 0;

  constructor(names: readonly string[], taken: ReadonlySet<number>) {
    this.#columns = names.map((name, index) => new KeyColumn(name, index))
      .filter(({ index, name }) => !taken.has(index) && name !== "").slice(0, MOST_COLUMNS);
  }

  /** The cells of the next row. */
  add(cells: readonly string[]): void {
    const row = this.#rows++;
    if (this.#columns.length === 0) return;
    let isFull = false;
    for (const column of this.#columns) {
      if (!column.add((cells[column.index] ?? "").trim(), row)) isFull = true;
    }
    if (isFull) {
      this.#columns = this.#columns.filter(({ values }) => values.size <= MOST_VALUES);
    }
  }

  /** A column by its name, if its values repeat. */
  find(name: string): KeyColumn | undefined {
    return this.#columns.find((column) => column.name === name);
  }

  /** Whether two rows differ in a column of words. */
  differ(a: number, b: number): boolean {
    return this.#words().some((column) => column.code(a) !== column.code(b));
  }

  /**
   * The one column, or else two, that tell the rows of each group apart, with fewest values; none
   * if that cannot be.
   *
   * @param groups Rows that share a time
   */
  separating(groups: readonly (readonly number[])[]): readonly KeyColumn[] {
    const candidates = this.#columns
      .filter((column) =>
        column.values.size > 1 && column.values.size <= Math.max(2, this.#rows / 2) &&
        (!column.isNumeric || column.values.size <= 50)
      )
      .sort((a, b) => a.values.size - b.values.size);
    const separate = (...columns: KeyColumn[]) =>
      groups.every((rows) =>
        new Set(rows.map((row) => columns.map((column) => column.code(row)).join())).size ===
          rows.length
      );
    const one = candidates.find((column) => separate(column));
    if (one !== undefined) return [one];
    const pairs = candidates.flatMap((a, i) => candidates.slice(i + 1).map((b) => [a, b] as const));
    return pairs.find(([a, b]) => separate(a, b)) ?? [];
  }

  /** The column whose few values each come at even steps: they are series that take turns. */
  interleaved(timestamps: Float64Array): KeyColumn | undefined {
    return this.#columns.filter(({ values }) => values.size > 1 && values.size <= 50).find(
      (column) => {
        const each = Array.from(column.values, (): number[] => []);
        timestamps.forEach((time, row) => each[column.code(row)]!.push(time));
        return each.every((times) =>
          times.length > 2 &&
          findGaps(Float64Array.from(times).sort()).length < times.length / 10
        );
      },
    );
  }

  /** One sentence for each column of words whose few values may be several series. */
  notes(): string[] {
    return this.#words()
      .filter(({ values }) => values.size > 1 && values.size <= Math.min(50, this.#rows / 4))
      .map((column) =>
        `Column ${excerpt(column.name)} holds ${column.values.size} values (${
          someValues(column)
        }): all rows were taken as one series.`
      );
  }

  #words(): KeyColumn[] {
    return this.#columns.filter((column) => !column.isNumeric);
  }
}

/** The first few values of a key column, for a message. */
export function someValues({ values }: { values: ReadonlyMap<string, number> }): string {
  const shown = [...values.keys()].slice(0, 5).map((value) => excerpt(value)).join(", ");
  return values.size > 5 ? `${shown}, ...` : shown;
}
