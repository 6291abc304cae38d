/** Whether a notebook's outputs come from one whole run. */
import { cellTags, isExecuted, type Notebook } from "../file/nbformat.ts";
import { type Finding, placeOf } from "./finding.ts";

/**
 * Checks that the outputs in a notebook come from one whole run: the execution counts are 1, 2, 3
 * and so on, and there is no error that no tag allows.
 */
export function checkRun(notebook: Notebook): Finding[] {
  const findings: Finding[] = [];
  const code = notebook.cells.filter((cell) => cell.cell_type === "code");
  if (code.length > 0 && code.every((cell) => (cell.execution_count ?? null) === null)) {
    const message = "the notebook must have been run: no cell has an execution count";
    return [{ check: "run", ...placeOf(notebook, null), message }];
  }
  let count = 0;
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== "code") continue;
    const expected = isExecuted(cell) ? ++count : null;
    const report = (message: string) =>
      findings.push({ check: "run", ...placeOf(notebook, { cell: index, line: 0 }), message });
    if (cell.execution_count !== expected) {
      report(`the execution count must be ${expected}: it is ${cell.execution_count}`);
    }
    const error = cell.outputs?.find((output) => output.output_type === "error");
    if (error?.output_type === "error" && !cellTags(cell).includes("raises-exception")) {
      report(`the outputs must hold no error: there is ${error.ename}: ${error.evalue}`);
    }
  }
  return findings;
}
