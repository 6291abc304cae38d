/** JSON values as objects, texts and rows. */
import { excerpt } from "../../checks.ts";

/** What `JSON.parse` gives. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
/** An object in it. */
export type JsonObject = { [key: string]: Json };
/** A row's cells by the name of their column. */
export type JsonRow = Record<string, string>;

/** Whether a value is an object and no list. */
export function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** Whether a value is no object and no list. */
export function isCell(json: Json): boolean {
  return typeof json !== "object" || json === null;
}

/** A value as an object; throws a rule, as a `SyntaxError`, if it is none. */
export function asObject(json: Json): JsonObject {
  if (isObject(json)) return json;
  throw new SyntaxError(`its rows must be objects: found ${shownJson(json)}`);
}

/** A value as the text of a cell; nothing where there is none. */
export function textOf(json: Json | undefined): string {
  if (json === null || json === undefined) return "";
  return typeof json === "object" ? JSON.stringify(json) : String(json);
}

/** Longer lists of objects are no cells. */
const MOST_ENTRIES = 10;

/** The cells of an object; what is nested in it has a dot in its name, in a short list a number. */
export function flatten(object: JsonObject, prefix = "", row: JsonRow = {}): JsonRow {
  for (const [key, value] of Object.entries(object)) {
    const isShort = Array.isArray(value) && value.length > 0 && value.length <= MOST_ENTRIES &&
      value.every(isObject);
    if (isObject(value)) flatten(value, `${prefix}${key}.`, row);
    else if (isShort) flatten(Object.fromEntries(value.entries()), `${prefix}${key}.`, row);
    else row[prefix + key] = textOf(value);
  }
  return row;
}

/** A value in a message. */
export function shownJson(json: Json): string {
  return excerpt(typeof json === "string" ? json : JSON.stringify(json));
}
