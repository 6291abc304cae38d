/** Splits TypeScript into tokens: as much as finding imports and literal constants needs. */

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
  ["number", /(?:0[xXbBoO][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)n?/y],
  ["word", /[#@]?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy],
];
const SIGN = /=>|\.\.\.|\+\+|--|[^]/y;
/** After these words a slash starts a regular expression; after any other it divides. */
const WORDS_BEFORE_REGEX = new Set(
  "return typeof case in of delete void throw new do else instanceof await yield".split(" "),
);

/**
 * The tokens of TypeScript without JSX, white space left out. A source that does not parse gives
 * some tokens, never an error.
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const scan: Scan = { last: undefined, plainUntil: 0 };
  for (let position = 0; position < source.length;) {
    if (/\s/.test(source[position]!)) {
      position++;
      continue;
    }
    const token = nextToken(source, position, scan);
    tokens.push(token);
    scan.last = lastOf(scan, token);
    position = token.end;
  }
  return tokens;
}

/** What a token does to how deep brackets stand in each other: 1 opens one, -1 closes one. */
export function bracketStep({ text }: Token): -1 | 0 | 1 {
  return /^[({[]$/.test(text) ? 1 : /^[)}\]]$/.test(text) ? -1 : 0;
}

/** Whether an import declaration starts at a token: no `import()`, no `import.meta`. */
export function startsImport(tokens: readonly Token[], index: number): boolean {
  const next = tokens[index + 1]?.text;
  return tokens[index]!.text === "import" && next !== undefined && next !== "(" && next !== ".";
}

/** What decides whether a slash divides. */
interface Scan {
  /** The last token that is no comment. */
  last: Token | undefined;
  /** Up to here a slash divides, as an earlier one on the line opened no regular expression. */
  plainUntil: number;
}

/** The last token for what follows: an operand stays it behind TypeScript's `!`. */
function lastOf({ last }: Scan, token: Token): Token | undefined {
  const isPostfix = token.text === "!" && last?.end === token.start && !startsRegex(last);
  return token.kind === "comment" || isPostfix ? last : token;
}

function nextToken(source: string, start: number, scan: Scan): Token {
  return source[start] === "`"
    ? make(source, "template", start, templateEnd(source, start))
    : nextPlainToken(source, start, scan);
}

/** The next token that is no template; what is not closed ends with its line, or with all. */
function nextPlainToken(source: string, start: number, scan: Scan): Token {
  const sign = source[start]!;
  if (source.startsWith("//", start)) {
    return make(source, "comment", start, indexOr(source, "\n", start));
  }
  if (source.startsWith("/*", start)) {
    return make(source, "comment", start, indexOr(source, "*/", start + 2) + 2);
  }
  if (sign === '"' || sign === "'") {
    return make(source, "string", start, stringEnd(source, start, sign));
  }
  if (sign === "/" && start >= scan.plainUntil && startsRegex(scan.last)) {
    const end = regexEnd(source, start);
    if (end !== null) return make(source, "regex", start, end);
    scan.plainUntil = indexOr(source, "\n", start);
  }
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = start;
    if (pattern.test(source)) return make(source, kind, start, pattern.lastIndex);
  }
  SIGN.lastIndex = start;
  SIGN.test(source);
  return make(source, "sign", start, SIGN.lastIndex);
}

function make(source: string, kind: TokenKind, start: number, end: number): Token {
  const text = source.slice(start, end);
  return { kind, text, start, end: start + text.length };
}

function indexOr(source: string, text: string, start: number): number {
  const index = source.indexOf(text, start);
  return index < 0 ? source.length : index;
}

function stringEnd(source: string, start: number, quote: string): number {
  for (let position = start + 1; position < source.length; position++) {
    if (source[position] === "\\") position++;
    else if (source[position] === "\n") return position;
    else if (source[position] === quote) return position + 1;
  }
  return source.length;
}

/** The end of a regular expression; null if the line ends before. */
function regexEnd(source: string, start: number): number | null {
  let isInClass = false;
  for (
    let position = start + 1;
    position < source.length && source[position] !== "\n";
    position++
  ) {
    const sign = source[position];
    if (sign === "\\" && source[position + 1] !== "\n") position++;
    else if (sign === "[") isInClass = true;
    else if (sign === "]") isInClass = false;
    else if (sign === "/" && !isInClass) {
      do position++; while (/[a-z]/.test(source[position] ?? ""));
      return position;
    }
  }
  return null;
}

function startsRegex(last: Token | undefined): boolean {
  if (last === undefined) return true;
  if (last.kind === "word") return WORDS_BEFORE_REGEX.has(last.text);
  return last.kind === "sign" && !/^(?:[)\]}]|\+\+|--)$/.test(last.text);
}

/** The end of a template, whose `${}` may hold templates again, to any depth. */
function templateEnd(source: string, start: number): number {
  /** What is open, inwards: a template, or an expression with its open braces and last token. */
  const open: (null | Scan & { braces: number })[] = [null];
  let position = start + 1;
  while (position < source.length) {
    const inner = open.at(-1) ?? null;
    if (inner === null) {
      if (source[position] === "`") open.pop();
      else if (source.startsWith("${", position)) {
        open.push({ braces: 1, last: undefined, plainUntil: 0 });
      } else {
        position += source[position] === "\\" ? 2 : 1;
        continue;
      }
      position += source[position] === "`" ? 1 : 2;
      if (open.length === 0) return position;
    } else if (source[position] === "`") {
      inner.last = make(source, "template", position, position + 1);
      open.push(null);
      position++;
    } else if (/\s/.test(source[position]!)) {
      position++;
    } else {
      const token = nextPlainToken(source, position, inner);
      inner.last = lastOf(inner, token);
      if (token.text === "{") inner.braces++;
      if (token.text === "}" && --inner.braces === 0) open.pop();
      position = token.end;
    }
  }
  return source.length;
}
