/**
 * The notebook file: nbformat 4.5, read with checks and written so that two runs give the same
 * bytes.
 *
 * Source: https://nbformat.readthedocs.io/en/latest/format_description.html; written as Jupyter
 * itself does (sorted keys, one space, text in lines), so that saving it there changes nothing.
 */
import { tmpdir } from "node:os";
import { writeResult } from "../../files.ts";
import { KERNELSPEC } from "../kernel/kernelspec.ts";
import type { JsonObject, JsonValue } from "../kernel/message.ts";
import { MOST_NESTING, nestsTooDeep } from "./nesting.ts";

/** One output of a code cell, as nbformat has it, with text as whole strings. */
export type Output =
  | { output_type: "stream"; name: string; text: string }
  | { output_type: "display_data"; data: JsonObject; metadata: JsonObject }
  | {
    output_type: "execute_result";
    data: JsonObject;
    metadata: JsonObject;
    execution_count: number | null;
  }
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

/** One cell, with its source as a whole string. */
export interface Cell {
  /** `code`, `markdown` or `raw`. */
  cell_type: string;
  /** Unique in the notebook. */
  id: string;
  /** Holds `tags`, among others. */
  metadata: JsonObject;
  /** TypeScript or Markdown. */
  source: string;
  /** Of a code cell. */
  outputs?: Output[];
  /** Of a code cell; null when it did not run. */
  execution_count?: number | null;
  /** Of a markdown cell: its embedded images. */
  attachments?: JsonObject;
}

/** A notebook. */
export interface Notebook {
  /** Kernel and language, among others. */
  metadata: JsonObject;
  /** In order. */
  cells: Cell[];
}

const SPLIT_MIME = /^text\/|^image\/svg\+xml$|^application\/javascript$/;

/** Reads a notebook file; throws as {@linkcode parseNotebook}. */
export async function readNotebook(path: string): Promise<Notebook> {
  return parseNotebook(await Deno.readTextFile(path), path);
}

/**
 * Reads a notebook from its JSON text, which errors call `name`.
 *
 * @throws {SyntaxError} If it is no notebook of nbformat 4, with the place and the rule
 */
export function parseNotebook(text: string, name: string): Notebook {
  const fail = (rule: string, state: string): never => {
    throw new SyntaxError(`Cannot read ${name} as ${rule}: ${state}`);
  };
  let raw: JsonValue;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return fail("it must be JSON", (error as Error).message);
  }
  if (nestsTooDeep(raw)) {
    fail(`its values must be nested at most ${MOST_NESTING} deep`, "they are deeper");
  }
  if (!isObject(raw)) return fail("it must be a JSON object", `it is ${JSON.stringify(raw)}`);
  if (raw.nbformat !== 4) fail("nbformat must be 4", `it is ${JSON.stringify(raw.nbformat)}`);
  if (!Array.isArray(raw.cells)) return fail("it must have a list of cells", "it has none");
  const metadata = raw.metadata ?? {};
  if (!isObject(metadata)) return fail("its metadata must be an object", "they are not");
  const language = isObject(metadata.kernelspec ?? null)
    ? (metadata.kernelspec as JsonObject).language ?? "typescript"
    : "typescript";
  if (language !== "typescript" && language !== "javascript") {
    fail("its kernel must be Deno", `its language is ${JSON.stringify(language)}`);
  }
  const ids = new Set<string>();
  const given = new Set(raw.cells.map((cell) => isObject(cell) ? cell.id : undefined));
  const cells = raw.cells.map((cell, index): Cell => {
    const where = `cell ${index + 1}`;
    if (!isObject(cell)) return fail(`${where} must be an object`, "it is not");
    const { cell_type, source } = cell;
    if (cell_type !== "code" && cell_type !== "markdown" && cell_type !== "raw") {
      return fail(`${where} must be code, markdown or raw`, `it is ${JSON.stringify(cell_type)}`);
    }
    const lines = typeof source === "string" ? [source] : source;
    if (!Array.isArray(lines) || lines.some((line) => typeof line !== "string")) {
      return fail(`the source of ${where} must be text`, "it is not");
    }
    const cellMetadata = cell.metadata ?? {};
    if (!isObject(cellMetadata)) return fail(`${where} must have metadata`, "they are no object");
    // nbformat 4.4 has no ids; made from the position, they are the same in each run.
    const id = cell.id ?? freeId(`cell-${index + 1}`, given);
    if (typeof id !== "string" || !/^[a-zA-Z0-9-_]{1,64}$/.test(id) || ids.has(id)) {
      return fail(`the id of ${where} must be its own 1 to 64 letters`, `it is ${String(id)}`);
    }
    ids.add(id);
    const common = { cell_type, id, metadata: cellMetadata, source: lines.join("") };
    if (cell_type === "code") {
      return {
        ...common,
        outputs: readOutputs(cell.outputs ?? [], where, fail),
        execution_count: typeof cell.execution_count === "number" ? cell.execution_count : null,
      };
    }
    return isObject(cell.attachments ?? null)
      ? { ...common, attachments: cell.attachments as JsonObject }
      : common;
  });
  return { metadata, cells };
}

/** An id like one that is wished for, and not taken. */
export function freeId(wished: string, taken: ReadonlySet<unknown>): string {
  return taken.has(wished) ? freeId(`${wished}-`, taken) : wished;
}

function readOutputs(
  raw: JsonValue,
  where: string,
  fail: (rule: string, state: string) => never,
): Output[] {
  if (!Array.isArray(raw)) return fail(`the outputs of ${where} must be a list`, "they are not");
  return raw.map((output): Output => {
    const type = isObject(output) ? output.output_type : undefined;
    if (!isObject(output)) return fail(`each output of ${where} must be an object`, "one is not");
    if (type === "stream") {
      const text = joinLines(output.text);
      if (typeof text !== "string") {
        return fail(`the text of an output of ${where} must be text`, "it is not");
      }
      return { output_type: type, name: output.name === "stderr" ? "stderr" : "stdout", text };
    }
    if (type === "error") {
      const traceback = Array.isArray(output.traceback) ? output.traceback.map(String) : [];
      const ename = String(output.ename ?? "Error");
      return { output_type: type, ename, evalue: String(output.evalue ?? ""), traceback };
    }
    if (type !== "display_data" && type !== "execute_result") {
      return fail(`an output of ${where} must be of a known type`, JSON.stringify(type ?? null));
    }
    if (!isObject(output.data)) return fail(`an output of ${where} must have data`, "it has none");
    const data = Object.fromEntries(
      Object.entries(output.data).map(([mime, value]) => [mime, joinLines(value)]),
    ) as JsonObject;
    const metadata = isObject(output.metadata ?? null) ? output.metadata as JsonObject : {};
    if (type === "display_data") return { output_type: type, data, metadata };
    const count = typeof output.execution_count === "number" ? output.execution_count : null;
    return { output_type: type, data, metadata, execution_count: count };
  });
}

/**
 * The text of a notebook file: nbformat 4.5, keys in order, so that equal notebooks are equal
 * bytes.
 */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: splitLines(cell.source),
    ...(cell.outputs ? { outputs: cell.outputs.map(formatOutput) } : {}),
  }));
  const metadata = { kernelspec: KERNELSPEC, ...notebook.metadata };
  return JSON.stringify(sortKeys({ cells, metadata, nbformat: 4, nbformat_minor: 5 }), null, 1) +
    "\n";
}

/**
 * Writes a notebook file whole; where that cannot be, beside its place or into the temporary
 * folder.
 */
export function writeNotebook(path: string, notebook: Notebook): ReturnType<typeof writeResult> {
  return writeResult(path, formatNotebook(notebook), temporaryFolder());
}

function* temporaryFolder(): Generator<string> {
  yield tmpdir(); // asked for only when it is needed, since that takes a permission
}

/** A cell's tags. */
export function cellTags(cell: Cell): string[] {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags.map(String) : [];
}

/** Whether a run executes a cell. */
export function isExecuted(cell: Cell): boolean {
  return cell.cell_type === "code" && cell.source.trim() !== "" &&
    !cellTags(cell).includes("skip-execution");
}

/** The nearest Markdown heading above a cell, without its `#`; empty if there is none. */
export function headingAbove(notebook: Notebook, index: number): string {
  for (const cell of notebook.cells.slice(0, index).reverse()) {
    if (cell.cell_type !== "markdown") continue;
    const heading = lastHeading(cell.source);
    if (heading !== undefined) return heading;
  }
  return "";
}

function lastHeading(markdown: string): string | undefined {
  let fence = "";
  let heading: string | undefined;
  for (const line of markdown.split("\n")) {
    const mark = line.slice(0, 3);
    if (fence !== "") {
      if (mark === fence) fence = "";
    } else if (mark === "```" || mark === "~~~") fence = mark;
    else if (/^#{1,6} /.test(line)) heading = line;
  }
  if (heading === undefined) return undefined;
  let [start, end] = [0, heading.trimEnd().length];
  while (heading[start] === "#") start++;
  while (end > start && heading[end - 1] === "#") end--;
  return heading.slice(start, end).trim();
}

function formatOutput(output: Output): unknown {
  if (output.output_type === "stream") return { ...output, text: splitLines(output.text) };
  if (output.output_type === "error") return output;
  const data = Object.entries(output.data).map(([mime, value]) => [
    mime,
    typeof value === "string" && SPLIT_MIME.test(mime) ? splitLines(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

/** Lines with their ends, as nbformat stores text. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function joinLines(value: JsonValue | undefined): JsonValue {
  if (Array.isArray(value) && value.every((line) => typeof line === "string")) {
    return value.join("");
  }
  return value ?? "";
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
