/** Checks of a notebook that need no kernel. */
import { dirname } from "node:path";
import { readNotebook } from "../file/nbformat.ts";
import { checkAwaits } from "./block_awaits.ts";
import { type Finding, placeOf } from "./finding.ts";
import { checkFormat } from "./format.ts";
import { checkRun } from "./last_run.ts";
import { lintModule } from "./lint.ts";
import { buildCheckModule, type CheckModule } from "./module.ts";
import { checkTypes } from "./static_types.ts";

/**
 * Checks a notebook: the cells are type-checked and linted as one module, which for that time
 * stands in a temporary folder; they are as `deno fmt` writes them; and its last run was whole (see
 * {@linkcode checkRun}). No findings if all is well.
 */
export async function checkNotebook(
  path: string,
  options: { signal?: AbortSignal } = {},
): Promise<Finding[]> {
  const notebook = await readNotebook(path);
  let module: CheckModule;
  try {
    module = buildCheckModule(notebook);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [{ check: "types", cell: 0, line: 0, heading: "", message: error.message }];
  }
  const place = (line: number) => placeOf(notebook, module.lines[line - 1] ?? null);
  const types = await checkTypes(path, module, options);
  const lint = await lintModule(dirname(path), module, notebook, options);
  return [
    ...types.map(({ line, message }): Finding => ({ check: "types", ...place(line), message })),
    ...lint.map(({ line, message }): Finding => ({ check: "lint", ...place(line), message })),
    ...checkAwaits(notebook),
    ...await checkFormat(path, notebook, options),
    ...checkRun(notebook),
  ];
}
