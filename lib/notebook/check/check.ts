/**
 * Checks of a notebook that need no kernel: types, lint, format, and what the file says about its
 * last run.
 */
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ifThere } from "../../files.ts";
import { findBlockAwait } from "./block_awaits.ts";
import { anchorImports, buildCheckModule, type CheckModule } from "./module.ts";
import { childEnvironment } from "../kernel/child_environment.ts";
import {
  cellTags,
  formatNotebook,
  headingAbove,
  type Notebook,
  parseNotebook,
  readNotebook,
} from "../file/nbformat.ts";

const OWN_CONFIG = fileURLToPath(new URL("../../../deno.json", import.meta.url));

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
    const tags = cellTags(cell);
    const isRun = cell.source.trim() !== "" && !tags.includes("skip-execution");
    const expected = isRun ? ++count : null;
    const report = (message: string) =>
      findings.push({ check: "run", ...placeOf(notebook, { cell: index, line: 0 }), message });
    if (cell.execution_count !== expected) {
      report(`the execution count must be ${expected}: it is ${cell.execution_count}`);
    }
    const error = cell.outputs?.find((output) => output.output_type === "error");
    if (error?.output_type === "error" && !tags.includes("raises-exception")) {
      report(`the outputs must hold no error: there is ${error.ename}: ${error.evalue}`);
    }
  }
  return findings;
}

interface ModuleFinding {
  line: number;
  message: string;
}

async function checkTypes(
  path: string,
  module: CheckModule,
  options: { signal?: AbortSignal },
): Promise<ModuleFinding[]> {
  const base = new URL(".", pathToFileURL(resolve(path)));
  const folder = await Deno.makeTempDir({ prefix: "elb-check-" });
  try {
    const file = join(folder, "notebook.ts");
    await Deno.writeTextFile(file, anchorImports(module.source, base));
    const config = await findConfig(dirname(path));
    const { code, stderr } = await runDeno(
      ["check", ...(config === null ? [] : ["--config", config]), file],
      dirname(path),
      { ...options, input: "" },
    );
    if (code === 0) return [];
    const text = stderr.replaceAll(base.href, "./");
    return parseTypeErrors(text, pathToFileURL(await Deno.realPath(file)).href);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Messages in the form `TS2322 [ERROR]: text`, code lines, `at URL:LINE:COLUMN`. */
function parseTypeErrors(text: string, url: string): ModuleFinding[] {
  const findings: ModuleFinding[] = [];
  for (const part of text.split(/^(?=TS\d+ \[ERROR\]: )/m)) {
    if (!/^TS\d+ /.test(part)) continue;
    const at = [...part.matchAll(/at (\S+):(\d+):\d+$/gm)].find((match) => match[1] === url);
    const message = part.split(/^[ \t]+at \S+:\d+:\d+$/m)[0]!.trim().replace(" [ERROR]", "");
    findings.push({ line: Number(at?.[2] ?? 0), message });
  }
  return findings.length > 0 ? findings : [{ line: 0, message: text.trim() }];
}

async function lintModule(
  cwd: string,
  module: CheckModule,
  notebook: Notebook,
  options: { signal?: AbortSignal },
): Promise<ModuleFinding[]> {
  const { stdout, stderr } = await runDeno(["lint", "--json", "--ext=ts", "-"], cwd, {
    ...options,
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

/** Finds cells for which VS Code may show a false error. */
function checkAwaits(notebook: Notebook): Finding[] {
  return notebook.cells.flatMap((cell, index): Finding[] => {
    const line = cell.cell_type === "code" ? findBlockAwait(cell.source) : null;
    if (line === null) return [];
    const message = "TS1309 in VS Code, where a package.json above says CommonJS: an await that " +
      "stands in a block needs an import, or an await outside all blocks, in its cell";
    return [{ check: "types", ...placeOf(notebook, { cell: index, line }), message }];
  });
}

interface LintDiagnostic {
  code: string;
  message: string;
  hint?: string;
  range: { start: { line: number } };
}

/**
 * Compares each cell with what `deno fmt` makes of it. `deno fmt --check` itself cannot be used: it
 * also finds fault with Markdown cells that do not end with a line end, which `deno fmt` leaves so.
 */
async function checkFormat(
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
    dirname(path),
    { ...options, input: formatNotebook(typed) },
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

function placeOf(
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

async function runDeno(
  args: string[],
  cwd: string,
  options: { input: string; signal?: AbortSignal },
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { input, signal } = options;
  const child = new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    clearEnv: true,
    env: childEnvironment({ NO_COLOR: "1", RUST_BACKTRACE: "0" }).env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    ...(signal === undefined ? {} : { signal }),
  }).spawn();
  const output = child.output();
  try {
    await new Blob([input]).stream().pipeTo(child.stdin);
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error; // its output says why it ended
  }
  const { code, stdout, stderr } = await output;
  signal?.throwIfAborted();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** The configuration that Deno would take for a file in a folder. */
async function findConfig(folder: string): Promise<string | null> {
  for (const name of ["deno.json", "deno.jsonc"]) {
    if ((await ifThere(Deno.stat(join(folder, name))))?.isFile) return join(folder, name);
  }
  return dirname(folder) === folder ? null : await findConfig(dirname(folder));
}
