/** What checks find, and where. */
import { headingAbove, type Notebook } from "../file/nbformat.ts";

/** Something that is wrong with a notebook. */
export interface Finding {
  /** Which check found it. */
  check: "types" | "lint" | "format" | "run";
  /** Which code cell, from 1; 0 for the whole notebook. */
  cell: number;
  /** Line in the cell, from 1; 0 for the whole cell. */
  line: number;
  /** The nearest heading above the cell. */
  heading: string;
  /** What is wrong. */
  message: string;
}

/** Something that is wrong with the cells as one module. */
export interface ModuleFinding {
  /** Line of the module, from 1; 0 for all of it. */
  line: number;
  /** What is wrong. */
  message: string;
}

/** A place in a notebook, as findings name it; null is the whole notebook. */
export function placeOf(
  notebook: Notebook,
  line: { cell: number; line: number } | null,
): Pick<Finding, "cell" | "line" | "heading"> {
  if (line === null) return { cell: 0, line: 0, heading: "" };
  const upTo = notebook.cells.slice(0, line.cell + 1);
  return {
    cell: upTo.filter((cell) => cell.cell_type === "code").length,
    line: line.line,
    heading: headingAbove(notebook, line.cell),
  };
}
