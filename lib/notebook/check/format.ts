/** Whether a notebook's cells are as `deno fmt` writes them. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { formatNotebook, type Notebook, parseNotebook } from "../file/nbformat.ts";
import { type Finding, placeOf } from "./finding.ts";
import { findConfig } from "../kernel/find_config.ts";
import { runDeno } from "../kernel/run_deno.ts";

const OWN_CONFIG = fileURLToPath(new URL("../../../deno.json", import.meta.url));

/**
 * Compares each cell with what `deno fmt` makes of it. `deno fmt --check` itself cannot be used: it
 * also finds fault with Markdown cells that do not end with a line end, which `deno fmt` leaves so.
 */
export async function checkFormat(
  path: string,
  notebook: Notebook,
  options: { signal?: AbortSignal },
): Promise<Finding[]> {
  // A notebook that was never run may not say its language, and then its code is left as it is.
  const language_info = { name: "typescript", file_extension: ".ts" };
  const typed = { ...notebook, metadata: { ...notebook.metadata, language_info } };
  // A notebook that was copied out of the project is still written as the project's are.
  const config = await findConfig(dirname(path)) ?? OWN_CONFIG;
  const { code, stdout, stderr } = await runDeno(
    ["fmt", "--config", config, "--ext=ipynb", "-"],
    { ...options, cwd: dirname(path), input: formatNotebook(typed) },
  );
  if (code !== 0) {
    return [{ check: "format", ...placeOf(notebook, null), message: stderr.trim() }];
  }
  const formatted = parseNotebook(stdout, path);
  return notebook.cells.flatMap((cell, index): Finding[] => {
    const [before, after] = [cell, formatted.cells[index]!].map(({ source }) => source.trimEnd());
    if (before === after) return [];
    const [old, fresh] = [before!.split("\n"), after!.split("\n")];
    const line = old.findIndex((row, at) => row !== fresh[at]) + 1 || old.length;
    const place = placeOf(notebook, { cell: index, line });
    const kind = cell.cell_type === "code" ? "this cell" : "the text below this cell";
    return [{ check: "format", ...place, message: `deno fmt would change ${kind}` }];
  });
}
