/**
 * Splits TypeScript into tokens: as much as finding imports and literal constants needs.
 *
 * @module
 */

/** What a token is. */
export type TokenKind = "comment" | "string" | "template" | "number" | "word" | "regex" | "sign";

/** A piece of source. */
export interface Token {
  /** What it is. */
  kind: TokenKind;
  /** The piece itself. */
  text: string;
  /** Where it starts. */
  start: number;
  /** Where the next thing starts. */
  end: number;
}

const PATTERNS: [TokenKind, RegExp][] = [
  ["comment", /\/\/[^\n]*|\/\*[^]*?\*\//y],
  ["string", /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y],
  ["number", /(?:0[xXbBoO][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)n?/y],
  ["word", /[#@]?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy],
];
const REGEX = /\/(?:[^\/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const SIGN = /=>|\.\.\.|[^]/y;
/** After these words a slash starts a regular expression; after any other it divides. */
const WORDS_BEFORE_REGEX = new Set(
  "return typeof case in of delete void throw new do else instanceof await yield".split(" "),
);

/**
 * The tokens of a source, white space left out. A source that does not parse gives some tokens,
 * never an error.
 *
 * @param source TypeScript without JSX
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  for (let position = 0; position < source.length;) {
    if (/\s/.test(source[position]!)) {
      position++;
      continue;
    }
    const token = nextToken(source, position, tokens);
    tokens.push(token);
    position = token.end;
  }
  return tokens;
}

function nextToken(source: string, start: number, before: Token[]): Token {
  const make = (kind: TokenKind, end: number) => ({
    kind,
    text: source.slice(start, end),
    start,
    end,
  });
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = start;
    if (pattern.test(source)) return make(kind, pattern.lastIndex);
  }
  if (source[start] === "`") return make("template", templateEnd(source, start));
  REGEX.lastIndex = start;
  if (source[start] === "/" && startsRegex(before) && REGEX.test(source)) {
    return make("regex", REGEX.lastIndex);
  }
  SIGN.lastIndex = start;
  SIGN.test(source);
  return make("sign", SIGN.lastIndex);
}

function startsRegex(before: Token[]): boolean {
  const last = before.findLast((token) => token.kind !== "comment");
  if (last === undefined) return true;
  if (last.kind === "word") return WORDS_BEFORE_REGEX.has(last.text);
  return last.kind === "sign" && !/^[)\]}]$/.test(last.text);
}

/** The end of a template, whose `${}` may hold templates again. */
function templateEnd(source: string, start: number): number {
  for (let position = start + 1; position < source.length; position++) {
    if (source[position] === "\\") position++;
    else if (source[position] === "`") return position + 1;
    else if (source.startsWith("${", position)) position = expressionEnd(source, position + 2) - 1;
  }
  return source.length;
}

function expressionEnd(source: string, start: number): number {
  const tokens: Token[] = [];
  let depth = 1;
  for (let position = start; position < source.length;) {
    if (/\s/.test(source[position]!)) {
      position++;
      continue;
    }
    const token = nextToken(source, position, tokens);
    tokens.push(token);
    if (token.text === "{") depth++;
    if (token.text === "}" && --depth === 0) return token.end;
    position = token.end;
  }
  return source.length;
}
