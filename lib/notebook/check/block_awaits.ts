/** A false error of VS Code, foreseen. */
import type { Notebook } from "../file/nbformat.ts";
import { bracketStep, startsImport, type Token, tokenize } from "../file/tokens.ts";
import { type Finding, placeOf } from "./finding.ts";

/** What a statement starts with that is more than one expression. */
const CONTROL = new Set("if else for while do try catch finally switch {".split(" "));

/** Finds cells for which VS Code may show a false error. */
export function checkAwaits(notebook: Notebook): Finding[] {
  return notebook.cells.flatMap((cell, index): Finding[] => {
    const line = cell.cell_type === "code" ? findBlockAwait(cell.source) : null;
    if (line === null) return [];
    const message = "TS1309 in VS Code, where a package.json above says CommonJS: an await that " +
      "stands in a block needs an import, or an await outside all blocks, in its cell";
    return [{ check: "types", ...placeOf(notebook, { cell: index, line }), message }];
  });
}

/**
 * The line, from 1, of an `await` that stands only inside blocks of a cell without an import; null
 * if there is none.
 *
 * The Deno extension takes a cell for a module if it has an import, an export, or an `await`
 * outside all blocks. Others it takes for CommonJS where a `package.json` above says so (`npm init`
 * writes that), and then reports TS1309 for an `await` in a block.
 */
export function findBlockAwait(source: string): number | null {
  const tokens = tokenize(source).filter((token) => token.kind !== "comment");
  const inner = new Set(asyncBodies(tokens));
  let [depth, first] = [0, true];
  let isControl = false;
  let found: Token | undefined;
  for (const [index, token] of tokens.entries()) {
    const { kind, text } = token;
    if (first) isControl = CONTROL.has(text);
    if (first && (text === "export" || startsImport(tokens, index))) return null;
    first = false;
    depth += bracketStep(token);
    first = depth === 0 && (text === ";" || (isControl && text === "}"));
    if (kind !== "word" || text !== "await" || inner.has(index)) continue;
    if (!isControl) return null;
    found ??= token;
  }
  return found === undefined ? null : source.slice(0, found.start).split("\n").length;
}

/** Positions of the tokens in bodies of async functions: only there may a function await. */
function asyncBodies(tokens: readonly Token[]): number[] {
  return tokens.flatMap(({ text }, start) => {
    if (text !== "async") return [];
    const arrow = tokens.findIndex((token, index) => index > start && token.text === "=>");
    const brace = tokens.findIndex((token, index) => index > start && token.text === "{");
    // An arrow before the body is the function's own: parameters with defaults aside.
    const isArrow = arrow >= 0 && (brace < 0 || arrow < brace);
    const body = isArrow ? arrow + 1 : brace;
    const end = tokens[body]?.text === "{" ? closing(tokens, body) : expressionEnd(tokens, body);
    return Array.from({ length: Math.max(0, end - body) }, (_, k) => body + k);
  });
}

/** Position of the bracket that closes one. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    depth += bracketStep(tokens[index]!);
    if (depth === 0) return index;
  }
  return tokens.length;
}

/** Position behind an arrow function's expression. */
function expressionEnd(tokens: readonly Token[], start: number): number {
  for (let index = start; index < tokens.length; index++) {
    const step = bracketStep(tokens[index]!);
    if (step === -1 || /^[,;]$/.test(tokens[index]!.text)) return index;
    if (step === 1) index = closing(tokens, index);
  }
  return tokens.length;
}
