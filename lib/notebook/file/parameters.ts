/**
 * A notebook's parameters: constants of one cell that a run may replace, typed by their defaults.
 *
 * As papermill does it: the defaults stand in the first code cell tagged `parameters`; new values
 * go into a cell of their own right after it, tagged `injected-parameters`. Unlike papermill,
 * unknown names and values of another type are refused.
 */
import { isAbsolute, relative, resolve } from "node:path";
import { withoutUserInfo } from "../../checks.ts";
import { nestsTooDeep } from "./nesting.ts";
import { type Cell, cellTags, freeId, type Notebook } from "./nbformat.ts";
import type { JsonValue } from "../kernel/message.ts";
import { type Parameter, parseDeclarations } from "./parameters_cell.ts";

/** Where parameters which are paths start from and where they lead to. */
export interface ParameterPlace {
  /** What errors call the notebook. */
  name: string;
  /** Folder from which given paths are meant. */
  from: string;
  /** Folder in which the kernel runs. */
  to: string;
}

const TAG = "parameters";
const INJECTED_TAG = "injected-parameters";

/**
 * The parameters that a notebook declares, in order; none if no cell has the tag. Throws a
 * `SyntaxError` if the cell holds more than `const` or `let` with literal values.
 */
export function readParameters(notebook: Notebook): Parameter[] {
  const cell = findTagged(notebook, TAG);
  return cell === undefined ? [] : parseDeclarations(cell.source);
}

/**
 * Types values given as lines `name=value`, each by its parameter's default: a number for a number,
 * `true` or `false` for a boolean, JSON for a list, text as it is for a string, JSON or else text
 * for null. Throws a `SyntaxError`, `RangeError` or `TypeError` at a wrong line, name or type.
 */
export function parseParameterTexts(
  parameters: Parameter[],
  texts: string[],
  name: string,
): Record<string, JsonValue> {
  const values: Record<string, JsonValue> = {};
  for (const text of texts) {
    const match = /^([^=\s]+)=([^]*)$/.exec(text);
    if (match === null) {
      throw new SyntaxError(
        `Cannot read the parameter as it must have the form name=value: it is ${text}`,
      );
    }
    const parameter = findParameter(parameters, match[1]!, name);
    if (Object.hasOwn(values, parameter.name)) {
      throw new SyntaxError(
        `Cannot read the parameters as each may be given once: ${parameter.name} is given twice`,
      );
    }
    const value = parseText(match[2]!, parameter.value);
    checkType(parameter, value);
    values[parameter.name] = value;
  }
  return values;
}

/**
 * A copy of a notebook with a cell that sets parameters to new values; a plain copy where there are
 * none. Throws a `RangeError` at an unknown name, a `TypeError` at another type than its default's.
 */
export function injectParameters(
  notebook: Notebook,
  values: Record<string, JsonValue>,
  place: ParameterPlace,
): Notebook {
  const copy = structuredClone(notebook);
  const names = Object.keys(values);
  if (names.length === 0) return copy;
  const parameters = readParameters(copy);
  const lines = names.map((name) => {
    const parameter = findParameter(parameters, name, place.name);
    const value = values[name]!;
    checkType(parameter, value);
    const placed = parameter.isPath ? placePath(String(value), place) : value;
    const annotation = parameter.annotation === "" ? "" : `: ${parameter.annotation}`;
    return `${parameter.declaration} ${parameter.name}${annotation} = ${formatValue(placed)};`;
  });
  const source = ["// given to this run", ...lines].join("\n");
  const existing = findTagged(copy, INJECTED_TAG);
  if (existing !== undefined) {
    existing.source = source;
    return copy;
  }
  const index = copy.cells.indexOf(findTagged(copy, TAG)!);
  copy.cells.splice(index + 1, 0, {
    cell_type: "code",
    id: freeId(INJECTED_TAG, new Set(copy.cells.map((cell) => cell.id))),
    metadata: { tags: [INJECTED_TAG] },
    source,
    outputs: [],
    execution_count: null,
  });
  return copy;
}

/** Masks the passwords of URLs in the cell that {@linkcode injectParameters} added. */
export function maskParameters(notebook: Notebook): void {
  const cell = findTagged(notebook, INJECTED_TAG);
  if (cell !== undefined) cell.source = withoutUserInfo(cell.source);
}

function findParameter(parameters: Parameter[], name: string, notebook: string): Parameter {
  // A word that no constant may be called by, such as `export`, is declared with `_` behind it.
  const found = parameters.find((parameter) => parameter.name === name) ??
    parameters.find((parameter) => parameter.name === `${name}_`);
  if (found !== undefined) return found;
  const known = parameters.length === 0
    ? "it has none (no cell is tagged parameters)"
    : `it has ${parameters.map(({ name }) => name.replace(/_$/, "")).join(", ")}`;
  throw new RangeError(
    `Cannot set ${name} as it must be a parameter of ${notebook}: ${known}`,
  );
}

function checkType(parameter: Parameter, value: JsonValue): void {
  const { name, value: fallback } = parameter;
  if (fallback === null) return;
  const isFinite = typeof value !== "number" || Number.isFinite(value);
  if (typeOf(value) === typeOf(fallback) && isFinite) {
    const types = Array.isArray(fallback) ? new Set(fallback.map(typeOf)) : new Set<string>();
    const odd = Array.isArray(value) && types.size > 0
      ? value.find((element) => !types.has(typeOf(element)))
      : undefined;
    if (odd === undefined) return;
  }
  throw new TypeError(
    `Cannot set ${name} as it must be ${describeType(fallback)}, as its default ` +
      `${JSON.stringify(fallback)} is: it is ${
        typeof value === "number" ? value : JSON.stringify(value)
      }`,
  );
}

function typeOf(value: JsonValue): string {
  return value === null ? "null" : Array.isArray(value) ? "list" : typeof value;
}

function describeType(value: JsonValue): string {
  if (!Array.isArray(value)) return `a ${typeOf(value)}`;
  const types = [...new Set(value.map(typeOf))];
  return types.length === 0 ? "a list (JSON)" : `a list (JSON) of ${types.join(" and ")}`;
}

/** A text as the default's type, or as text where it is none of that type. */
function parseText(text: string, fallback: JsonValue): JsonValue {
  if (typeof fallback === "string") return text;
  if (typeof fallback === "number") {
    const isNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text.trim());
    return isNumber ? Number(text) : text;
  }
  if (typeof fallback === "boolean") {
    return text === "true" ? true : text === "false" ? false : text;
  }
  try {
    const value = JSON.parse(text);
    return nestsTooDeep(value) ? text : value;
  } catch {
    return text; // plain text for null; refused for a list
  }
}

/** A path as a notebook names it, from its own folder; an absolute one and a URL as they are. */
export function placePath(path: string, place: Pick<ParameterPlace, "from" | "to">): string {
  const { from, to } = place;
  if (path.startsWith("@")) return `@${placePath(path.slice(1), place)}`;
  if (path === "" || isAbsolute(path) || /^[a-z][a-z0-9+.-]+:/i.test(path)) return path;
  return relative(to, resolve(from, path)).replaceAll("\\", "/");
}

/** As `deno fmt` would write it. */
function formatValue(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(formatValue).join(", ")}]`;
  return JSON.stringify(value);
}

function findTagged(notebook: Notebook, tag: string): Cell | undefined {
  return notebook.cells.find((cell) => cell.cell_type === "code" && cellTags(cell).includes(tag));
}
