/**
 * A notebook's code cells as one TypeScript module, for the type checker and the linter, which do
 * not read notebooks.
 */
import { type Cell, cellTags, type Notebook } from "../file/nbformat.ts";
import { parseDeclarations } from "../file/parameters_cell.ts";
import { bracketStep, startsImport, type Token, tokenize } from "../file/tokens.ts";

/** Where a line of the module comes from. */
export interface SourceLine {
  /** Position of the cell among all cells, from 0. */
  cell: number;
  /** Line in the cell, from 1. */
  line: number;
}

/** The module and the way back from it. */
export interface CheckModule {
  /** TypeScript. */
  source: string;
  /** Where each line comes from; null for lines that only hold the module together. */
  lines: (SourceLine | null)[];
}

interface Import {
  /** `from "..."` and what may follow it. */
  module: string;
  /** As TypeScript writes them: `a`, `b as c`, `type D`, `* as e`; none for a bare import. */
  names: { text: string; local: string; kind: "default" | "namespace" | "named" }[];
  isType: boolean;
  start: number;
  end: number;
}

/**
 * Builds the module: imports on top, each name once; then each cell in a block inside the block of
 * the cell before, so that a later cell may declare a name again, as in the kernel.
 *
 * Lines stay lines. The defaults in the cell tagged `parameters` lose their literal types, since a
 * run may replace them. Cells tagged `raises-exception` or `skip-execution` are checked as well.
 *
 * Not covered: a name imported from two modules (the kernel takes the later one) is refused;
 * `export` and `declare` do not stand in blocks, so the checker refuses them.
 *
 * @param notebook Whose code cells to take
 * @throws {SyntaxError} If two cells import one name from two modules
 */
export function buildCheckModule(notebook: Notebook): CheckModule {
  const head: [string, SourceLine][] = [];
  const body: [string, SourceLine | null][] = [];
  const known = new Map<string, string>();
  let depth = 0;
  for (const [cell, content] of notebook.cells.entries()) {
    if (content.cell_type !== "code") continue;
    let source = widenParameters(content);
    for (const found of findImports(source).reverse()) {
      const line = source.slice(0, found.start).split("\n").length;
      const text = importText(found, known, content.id);
      if (text !== "") head.push([text, { cell, line }]);
      const gap = source.slice(found.start, found.end).replace(/[^\n]/g, "");
      source = source.slice(0, found.start) + gap + source.slice(found.end);
    }
    body.push(["{", null]);
    depth++;
    for (const [index, text] of source.split("\n").entries()) {
      body.push([text, { cell, line: index + 1 }]);
    }
  }
  // The blocks may hold await, which a file that is no module may not.
  const all = [...head, ...body, ["}".repeat(depth), null] as const, ["export {};", null] as const];
  return {
    source: all.map(([text]) => text).join("\n") + "\n",
    lines: all.map(([, line]) => line),
  };
}

/**
 * A module's source with its imports relative to `base` made absolute, so that it may stand
 * elsewhere. Lines stay lines.
 */
export function anchorImports(source: string, base: URL): string {
  const tokens = tokenize(source).filter((token) => token.kind !== "comment");
  const names = tokens.filter((token, index) => {
    const before = tokens[index - 1]?.text;
    const isImported = before === "from" || before === "import" ||
      (before === "(" && tokens[index - 2]?.text === "import");
    return isImported && token.kind === "string" && /^.\.\.?\//.test(token.text);
  });
  let [anchored, end] = ["", 0];
  for (const name of names) {
    const url = new URL(name.text.slice(1, -1), base).href;
    anchored += source.slice(end, name.start) + JSON.stringify(url);
    end = name.end;
  }
  return anchored + source.slice(end);
}

/** `const epochs = 20` as `const epochs = 20 as number`. */
function widenParameters(cell: Cell): string {
  if (!cellTags(cell).includes("parameters")) return cell.source;
  let source = cell.source;
  for (const parameter of parseDeclarations(cell.source).reverse()) {
    const { value, annotation, valueEnd } = parameter;
    const isPlain = typeof value === "string" || typeof value === "number" ||
      typeof value === "boolean";
    if (!isPlain || annotation !== "" || parameter.declaration === "let") continue;
    source = `${source.slice(0, valueEnd)} as ${typeof value}${source.slice(valueEnd)}`;
  }
  return source;
}

/** The import with those of its names that no cell before has imported. */
function importText(found: Import, known: Map<string, string>, cell: string): string {
  const fresh = found.names.filter(({ text, local }) => {
    const origin = `${text} ${found.module}`;
    const before = known.get(local);
    if (before === undefined) known.set(local, origin);
    else if (before.replace(/^type /, "") !== origin.replace(/^type /, "")) {
      throw new SyntaxError(
        `Cannot check the notebook as a name must be imported from one module: cell ${cell} ` +
          `imports ${local} from another one than a cell next to it`,
      );
    }
    return before === undefined;
  });
  if (found.names.length > 0 && fresh.length === 0) return "";
  const named = fresh.filter(({ kind }) => kind === "named").map(({ text }) => text);
  const clause = [
    ...fresh.filter(({ kind }) => kind !== "named").map(({ text }) => text),
    ...(named.length > 0 ? [`{ ${named.join(", ")} }`] : []),
  ].join(", ");
  const from = clause === "" ? "" : `${clause} from `;
  return `import ${found.isType ? "type " : ""}${from}${found.module};`;
}

/** The import declarations of a cell, which stand outside all brackets. */
function findImports(source: string): Import[] {
  const tokens = tokenize(source).filter((token) => token.kind !== "comment");
  const found: Import[] = [];
  let depth = 0;
  for (let index = 0; index < tokens.length; index++) {
    depth += bracketStep(tokens[index]!);
    if (depth !== 0 || !startsImport(tokens, index)) continue;
    const end = importEnd(tokens, index);
    found.push(parseImport(source, tokens.slice(index, end)));
    index = end - 1;
  }
  return found;
}

/** Index behind an import declaration: its module's name, attributes and semicolon. */
function importEnd(tokens: Token[], start: number): number {
  let end = start + 1;
  while (end < tokens.length && tokens[end]!.kind !== "string") end++;
  end++;
  if (tokens[end]?.text === "with") {
    while (end < tokens.length && tokens[end]!.text !== "}") end++;
    end++;
  }
  return tokens[end]?.text === ";" ? end + 1 : end;
}

function parseImport(source: string, tokens: Token[]): Import {
  const nameIndex = tokens.findIndex((token) => token.kind === "string");
  const name = tokens[nameIndex];
  const last = tokens.at(-1)!;
  const start = tokens[0]!.start;
  if (name === undefined) return { module: "", names: [], isType: false, start, end: last.end };
  const end = last.text === ";" ? last.start : last.end;
  const clause = tokens.slice(1, Math.max(1, nameIndex - 1)); // without `from`
  const isType = clause[0]?.text === "type" && clause[1] !== undefined && clause[1].text !== ",";
  if (isType) clause.shift();
  const names: Import["names"] = [];
  let isNamed = false;
  for (let index = 0; index < clause.length; index++) {
    const { text } = clause[index]!;
    if (text === "{") isNamed = true;
    if (/^[{},]$/.test(text)) continue;
    let stop = index;
    while (stop < clause.length && !/^[},]$/.test(clause[stop]!.text)) stop++;
    const words = clause.slice(index, stop).map((token) => token.text);
    const kind = isNamed ? "named" : text === "*" ? "namespace" : "default";
    names.push({ text: words.join(" "), local: words.at(-1)!, kind });
    index = stop - 1;
  }
  return { module: source.slice(name.start, end).trim(), names, isType, start, end: last.end };
}
