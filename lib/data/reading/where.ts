/** Which rows of a table are the series: those with the told values in other columns. */
import { excerpt } from "../../checks.ts";
import { someValues } from "./key_columns.ts";

/** Values that are remembered, to tell them where the told one is not among them. */
const MOST_VALUES = 1000;

/** The conditions of one table. */
export class Where {
  /** Columns with a condition. */
  readonly indexes: readonly number[];
  readonly #conditions: { index: number; name: string; value: string; seen: Map<string, number> }[];

  /** Throws a rule, as a `SyntaxError`, if a column is not there. */
  constructor(names: readonly string[], where: Readonly<Record<string, string>>) {
    this.#conditions = Object.entries(where).map(([name, value]) => ({
      index: indexOf(names, name),
      name,
      value: String(value),
      seen: new Map(),
    }));
    this.indexes = this.#conditions.map(({ index }) => index);
  }

  accepts(cells: readonly string[]): boolean {
    for (const { index, value, seen } of this.#conditions) {
      const cell = cells[index]!.trim();
      if (seen.size < MOST_VALUES) seen.set(cell, 1);
      if (cell !== value) return false;
    }
    return true;
  }

  /** Why no row was accepted; undefined if that is not the reason. */
  unmet(): string | undefined {
    const none = this.#conditions.find(({ value, seen }) => seen.size > 0 && !seen.has(value));
    return none &&
      `it must have rows where ${none.name} is ${excerpt(none.value)}: there it holds ${
        someValues({ values: none.seen })
      }`;
  }
}

/** A column by its name, else by its name in another case. */
function indexOf(names: readonly string[], name: string): number {
  const exact = names.indexOf(name);
  if (exact !== -1) return exact;
  const folded = names.flatMap((one, i) => one.toLowerCase() === name.toLowerCase() ? [i] : []);
  if (folded.length === 1) return folded[0]!;
  throw new SyntaxError(
    `must have the column ${excerpt(name)} of where: its columns are ${
      names.map((one) => excerpt(one)).join(", ")
    }`,
  );
}
