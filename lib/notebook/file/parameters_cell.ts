/** Reads the constants of a notebook's `parameters` cell. */
import type { JsonValue } from "../kernel/message.ts";
import { MOST_NESTING } from "./nesting.ts";
import { type Token, tokenize } from "./tokens.ts";

/** One constant of the `parameters` cell. */
export interface Parameter {
  /** Its name. */
  name: string;
  /** How it is declared. */
  declaration: "const" | "let";
  /** Its type annotation as written, or an empty string. */
  annotation: string;
  /** Its value unless told. */
  value: JsonValue;
  /** The comment behind it, or an empty string. */
  help: string;
  /** Whether its value names a file: its comment starts with the word "path". */
  isPath: boolean;
  /** Where its value ends in the cell's source. */
  valueEnd: number;
}

/**
 * Reads declarations with literal values: numbers, strings, booleans, null, and lists of these.
 * Throws a `SyntaxError` at anything else, with its line.
 */
export function parseDeclarations(source: string): Parameter[] {
  const all = tokenize(source);
  const reader = new TokenReader(source, all.filter((token) => token.kind !== "comment"));
  const parameters: Parameter[] = [];
  while (!reader.isAtEnd) {
    if (reader.skip(";")) continue;
    const declaration = reader.takeOneOf(["const", "let"]);
    const name = reader.takeName();
    const annotation = reader.skip(":") ? reader.takeUntil("=") : "";
    reader.takeOneOf(["="]);
    const value = reader.takeLiteral();
    const valueEnd = reader.position;
    const end = reader.takeEnd();
    const comment = all.find((token) => token.kind === "comment" && token.start >= end);
    const isBehind = comment !== undefined && !source.slice(end, comment.start).includes("\n");
    const help = isBehind ? comment.text.replace(/^\/[/*]+/, "").replace(/\*\/$/, "").trim() : "";
    const isPath = typeof value === "string" && /^path\b/i.test(help);
    parameters.push({ name, declaration, annotation, value, help, isPath, valueEnd });
  }
  return parameters;
}

class TokenReader {
  #source: string;
  #tokens: Token[];
  #next = 0;

  constructor(source: string, tokens: Token[]) {
    this.#source = source;
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#next >= this.#tokens.length;
  }

  /** Where the last token taken ends. */
  get position(): number {
    return this.#tokens[this.#next - 1]?.end ?? 0;
  }

  skip(text: string): boolean {
    if (this.#tokens[this.#next]?.text !== text) return false;
    this.#next++;
    return true;
  }

  takeOneOf<Text extends string>(texts: Text[]): Text {
    const found = texts.find((text) => this.skip(text));
    return found ?? this.#fail(texts.join(" or "));
  }

  takeName(): string {
    const token = this.#tokens[this.#next++];
    return token?.kind === "word" ? token.text : this.#fail("a name", -1);
  }

  takeUntil(text: string): string {
    const start = this.#tokens[this.#next]?.start ?? this.#source.length;
    while (!this.isAtEnd && this.#tokens[this.#next]!.text !== text) this.#next++;
    return this.#source.slice(start, this.#tokens[this.#next]?.start).trim();
  }

  takeLiteral(depth = 0): JsonValue {
    const token = this.#tokens[this.#next++];
    if (token?.kind === "string" || (token?.kind === "template" && !token.text.includes("${"))) {
      return unquote(token.text) ?? this.#fail("a string of known characters", -1);
    }
    if (token?.kind === "number" && !token.text.endsWith("n")) return numberOf(token.text);
    if (token?.text === "-") {
      const digits = this.#tokens[this.#next++];
      if (digits?.kind === "number" && !digits.text.endsWith("n")) return -numberOf(digits.text);
    }
    if (token?.text === "true") return true;
    if (token?.text === "false") return false;
    if (token?.text === "null") return null;
    if (token?.text === "[") {
      if (depth === MOST_NESTING) this.#fail(`lists nested at most ${MOST_NESTING} deep`, -1);
      return this.#takeList(depth + 1);
    }
    return this.#fail("a literal value", -1);
  }

  /** Where the declaration ends: at its semicolon or with its line. */
  takeEnd(): number {
    const last = this.#tokens[this.#next - 1]!;
    const next = this.#tokens[this.#next];
    if (next?.text === ";") this.#next++;
    else if (next !== undefined && !this.#source.slice(last.end, next.start).includes("\n")) {
      this.#fail("one literal value");
    }
    return this.#tokens[this.#next - 1]!.end;
  }

  #takeList(depth: number): JsonValue[] {
    const list: JsonValue[] = [];
    while (!this.skip("]")) {
      list.push(this.takeLiteral(depth));
      if (!this.skip(",")) {
        this.takeOneOf(["]"]);
        break;
      }
    }
    return list;
  }

  #fail(rule: string, offset = 0): never {
    const start = this.#tokens[this.#next + offset]?.start ?? this.#source.length;
    const line = this.#source.slice(0, start).split("\n").length;
    const text = this.#source.split("\n")[line - 1]!.trim();
    const shown = text.length > 100
      ? `${text.slice(0, 100)} ... (${text.length} characters)`
      : text;
    throw new SyntaxError(
      `Cannot read the cell tagged parameters as it may only hold const or let with numbers, ` +
        `strings, booleans, null or lists of these: line ${line} should have ${rule}: ${shown}`,
    );
  }
}

/** Undefined if an escape names no character. */
function unquote(text: string): string | undefined {
  const inner = text.slice(1, -1);
  const escapes: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v" };
  let isKnown = true;
  const plain = inner.replace(
    /\\(?:u\{([\da-fA-F]+)\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|(\r?\n)|([^]))/g,
    (_, point, unit, byte, lineEnd, sign) => {
      const code = point ?? unit ?? byte;
      if (code === undefined) return lineEnd !== undefined ? "" : escapes[sign] ?? sign;
      const number = parseInt(code, 16);
      isKnown &&= number <= 0x10ffff;
      return isKnown ? String.fromCodePoint(number) : "";
    },
  );
  return isKnown ? plain : undefined;
}

function numberOf(text: string): number {
  return Number(text.replaceAll("_", ""));
}
