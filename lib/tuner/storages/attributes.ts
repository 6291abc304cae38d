/** Attributes: what they may hold, and in which form it is kept. */
import { excerpt } from "../../checks.ts";
import type { Json } from "./storage.ts";

/** The most characters of a key or a parameter's name; databases' columns hold no more. */
const LONGEST_NAME = 512;

/**
 * Checks the name of a study, parameter or attribute: what databases, PostgreSQL among them, keep
 * as it is.
 *
 * @param action What cannot be done otherwise
 * @param name What is checked, of any kind
 * @throws {TypeError} If it is no text
 * @throws {RangeError} If it is longer than 512 characters, or holds a NUL or half of a surrogate
 *   pair
 */
export function requireName(action: string, name: unknown): void {
  if (typeof name !== "string") {
    throw new TypeError(
      `Cannot ${action} as its name must be a string: current value is ${excerpt(name)}`,
    );
  }
  // A name of so many UTF-16 units has no more characters.
  const length = name.length > LONGEST_NAME ? [...name].length : name.length;
  if (length > LONGEST_NAME || name.includes("\0") || !name.isWellFormed()) {
    throw new RangeError(
      `Cannot ${action} as its name must have at most ${LONGEST_NAME} characters, none of them NUL or half of a surrogate pair: current value is ${
        excerpt(name)
      }`,
    );
  }
}

/**
 * A value as it is kept, in memory as on disk: what `JSON.stringify` makes of it, but that NaN and
 * infinite numbers stay and a typed array is a list of numbers. So members that are `undefined` are
 * left out and a `Date` is a text such as `2026-01-31T23:59:59.000Z`.
 *
 * @param action What cannot be done otherwise
 * @param value The value; nothing of it is shared with the copy
 * @throws {TypeError} If it holds what has no such form: a function, a symbol, a BigInt, a Map, a
 *   Set, an Error, itself
 */
export function asJson(action: string, value: unknown): Json {
  const json = copy(value, "the value", []);
  if (json === undefined) refuse("the value", "undefined");
  return json;

  function copy(value: unknown, place: string, within: readonly unknown[]): Json | undefined {
    switch (typeof value) {
      case "undefined":
      case "string":
      case "boolean":
        return value;
      case "number":
        return value === 0 ? 0 : value; // no -0, which JSON does not tell apart
      case "object":
        break;
      default:
        refuse(place, `a ${typeof value}`);
    }
    if (value === null) return null;
    if (within.includes(value)) refuse(place, "what it is part of");
    const inside = [...within, value];
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      return Array.from(
        value as unknown as ArrayLike<unknown>,
        (item, i) => copy(item, `${place}[${i}]`, inside)!,
      );
    }
    if (Array.isArray(value)) {
      return Array.from(value, (item, i) => copy(item, `${place}[${i}]`, inside) ?? null);
    }
    if ("toJSON" in value && typeof value.toJSON === "function") {
      return copy(value.toJSON(), place, inside);
    }
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
      refuse(place, `a ${value.constructor?.name ?? "class"}`);
    }
    const members: [string, Json][] = [];
    for (const [key, member] of Object.entries(value)) {
      const kept = copy(member, `${place}.${key}`, inside);
      if (kept !== undefined) members.push([key, kept]);
    }
    return Object.fromEntries(members);
  }

  function refuse(place: string, kind: string): never {
    throw new TypeError(`Cannot ${action} as it must be a JSON value: ${place} is ${kind}`);
  }
}
