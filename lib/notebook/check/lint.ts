/** What the linter says of a notebook's cells. */
import type { Notebook } from "../file/nbformat.ts";
import type { ModuleFinding } from "./finding.ts";
import type { CheckModule } from "./module.ts";
import { runDeno } from "../kernel/run_deno.ts";

interface LintDiagnostic {
  code: string;
  message: string;
  hint?: string;
  range: { start: { line: number } };
}

/** Lints the cells as one module. */
export async function lintModule(
  cwd: string,
  module: CheckModule,
  notebook: Notebook,
  options: { signal?: AbortSignal },
): Promise<ModuleFinding[]> {
  const { stdout, stderr } = await runDeno(["lint", "--json", "--ext=ts", "-"], {
    ...options,
    cwd,
    input: module.source,
  });
  let report: { diagnostics: LintDiagnostic[]; errors: { message: string }[] };
  try {
    report = JSON.parse(stdout);
  } catch (error) {
    throw new Error(`Cannot lint the notebook as deno lint must answer: ${stderr}`, {
      cause: error,
    });
  }
  const last = notebook.cells.findLastIndex((cell) => cell.cell_type === "code");
  return [
    ...report.diagnostics
      .filter(({ code, range }) => {
        if (code === "no-inner-declarations") return false; // the blocks are ours
        // What the last cell declares may be there for the reader to go on with.
        return code !== "no-unused-vars" || module.lines[range.start.line - 1]?.cell !== last;
      })
      .map(({ code, message, hint, range }) => ({
        line: range.start.line,
        message: [`${code}: ${message}`, ...(hint === undefined ? [] : [hint])].join("; "),
      })),
    ...report.errors.map(({ message }) => ({ line: 0, message })),
  ];
}
