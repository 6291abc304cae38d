/**
 * Finds out what is wrong with a cell that does not parse: the kernel itself only says "Execution
 * failed".
 */

import { runDeno } from "../kernel/run_deno.ts";

/** Where and why a cell does not parse. */
export interface SyntaxFinding {
  /** What the parser says. */
  message: string;
  /** Lines of the cell around the place, with a mark under it. */
  excerpt: string[];
}

/** What the kernel says where it gives no reason. */
const MUTE = "Execution failed";

/**
 * Why a cell failed for which the kernel has published no error.
 *
 * @param source The cell
 * @param reply What the kernel replied
 */
export async function explainFailure(
  source: string,
  { ename, evalue }: { ename: string; evalue: string },
): Promise<{ ename: string; evalue: string; traceback: string[] }> {
  const syntax = await findSyntaxError(source);
  if (syntax !== null) {
    return { ename: "SyntaxError", evalue: syntax.message, traceback: syntax.excerpt };
  }
  const reason = evalue === MUTE
    ? "the kernel gives no reason; the cell may await what nothing settles, or import what is not " +
      "in deno.lock"
    : evalue;
  return { ename, evalue: reason, traceback: [] };
}

/**
 * Asks Deno's own parser about a cell.
 *
 * @param source TypeScript
 * @returns Null if it parses
 */
async function findSyntaxError(source: string): Promise<SyntaxFinding | null> {
  const { code, stderr: text } = await runDeno(["fmt", "--no-config", "--ext", "ts", "-"], {
    input: source,
  });
  if (code === 0) return null;
  const message = /error: (?:SyntaxError: )?(.*)/.exec(text)?.[1] ?? text.trim();
  const [, line, column] = /^[ \t]+at \S+:(\d+):(\d+)$/m.exec(text) ?? [];
  return {
    message: line === undefined ? message : `${message} (line ${line}, column ${column})`,
    excerpt: text.split("\n").filter((row) => /^\s*\d* \|/.test(row) && row.trim() !== "|"),
  };
}
