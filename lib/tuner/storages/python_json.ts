/** JSON as Python reads and writes it. */
/** Any JSON value, the content of an attribute. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Marks a bare `NaN` or `Infinity` on its way through `JSON.parse`. */
const NON_FINITE = "\u0000number";

/**
 * A JSON document as Python writes it, where numbers that JSON does not know stand as bare `NaN`,
 * `Infinity`, `-Infinity`.
 *
 * @throws {TypeError} If `value` is no JSON value
 */
export function encodeJson(value: Json): string {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(encodeJson).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([key, member]) =>
      `${JSON.stringify(key)}: ${encodeJson(member)}`
    );
    return `{${members.join(", ")}}`;
  }
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) {
    throw new TypeError(
      `Cannot store an attribute as it must be a JSON value: it holds a ${typeof value}`,
    );
  }
  return text;
}

/**
 * Reads what {@linkcode encodeJson} or Python wrote.
 *
 * @throws {SyntaxError} If the text is no JSON
 */
export function decodeJson(text: string): Json {
  if (!/NaN|Infinity/.test(text)) return JSON.parse(text);
  const marked = text.replace(
    /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g,
    (token) => token.startsWith('"') ? token : `{${JSON.stringify(NON_FINITE)}:"${token}"}`,
  );
  return JSON.parse(marked, (_key, value) => {
    const isMark = typeof value === "object" && value !== null && NON_FINITE in value;
    return isMark ? Number(value[NON_FINITE]) : value;
  });
}
