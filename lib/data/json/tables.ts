/**
 * Tables in a JSON document, wherever they are nested: rows that are objects; rows that are lists,
 * the names of their columns beside them or not; lists that are columns; data frames; values by
 * their time.
 */
import { isOfTimes } from "../reading/time_cells.ts";
import { dataFrame } from "./named_columns.ts";
import {
  flatten,
  isCell,
  isObject,
  type Json,
  type JsonObject,
  type JsonRow,
  textOf,
} from "./values.ts";

/** Rows that stand together. */
export interface JsonTable {
  /** The names on the way to it, such as `data.series`. */
  readonly path: string;
  readonly rows: Iterable<JsonRow>;
  /** Whether its rows hold a time. */
  readonly hasTimes: boolean;
  /** What the entries of lists that it stands in say of it. */
  readonly labels: JsonRow;
}

/** Cells of an entry of a list, and the list's name. */
interface Entry {
  readonly list: string;
  readonly cells: JsonRow;
}

/** Longer rows are no rows. */
const MOST_COLUMNS = 100;

/** All tables of a document, in its order; a list of values alone is one. */
export function findTables(json: Json): JsonTable[] {
  const isValues = Array.isArray(json) && json.length > 0 && json.every(isCell);
  return tablesIn(isValues ? json.map((value) => ({ value })) : json, [], []);
}

function tablesIn(json: Json, path: readonly string[], entries: readonly Entry[]): JsonTable[] {
  if (Array.isArray(json)) return tablesInList(json, path, entries);
  if (!isObject(json)) return [];
  const columns = rowsOfColumns(json);
  const frame = columns === undefined ? dataFrame(json) : undefined;
  if (frame !== undefined) {
    return [tableOf(frame.rows, path, [...entries, { list: "labels", cells: frame.labels }])];
  }
  const rows = columns ?? namedRows(json) ?? rowsByTime(json);
  if (rows !== undefined) return [tableOf(rows, path, entries)];
  return Object.entries(json).flatMap(([name, one]) => tablesIn(one, [...path, name], entries));
}

function tablesInList(
  list: readonly Json[],
  path: readonly string[],
  entries: readonly Entry[],
): JsonTable[] {
  if (isRows(list)) return [tableOf(rowsOf(list, columnNames(list)), path, entries)];
  if (list.length === 0 || !list.every(isObject)) return [];
  const name = path.at(-1) ?? "";
  const inner = list.filter(isNested).flatMap((one) =>
    tablesIn(one, path, [...entries, { list: name, cells: labelsOf(one) }])
  ).filter(({ hasTimes }) => hasTimes);
  if (inner.length > 0) return inner;
  function* rows(): Generator<JsonRow> {
    for (const one of list) yield flatten(one as JsonObject);
  }
  return [tableOf(rows, path, entries)];
}

function tableOf(
  rows: () => Iterable<JsonRow>,
  path: readonly string[],
  entries: readonly Entry[],
): JsonTable {
  const [first = {}] = rows();
  const labels: JsonRow = {};
  for (const { list, cells } of entries) {
    for (const [name, cell] of Object.entries(cells)) {
      const isTaken = Object.hasOwn(first, name) || Object.hasOwn(labels, name);
      labels[isTaken ? `${list}.${name}` : name] = cell;
    }
  }
  return {
    path: path.join("."),
    rows: { [Symbol.iterator]: () => rows()[Symbol.iterator]() },
    hasTimes: Object.entries(first).some(([name, cell]) => isOfTimes(name, cell)),
    labels,
  };
}

/**
 * Rows that are lists, each cell bare or alone in an object, and a list of names, or of objects
 * with a name, for their columns. Where none of them holds times, a list beside that has one a row
 * does.
 */
function namedRows(json: JsonObject): (() => Generator<JsonRow>) | undefined {
  const lists = Object.entries(json).filter((entry): entry is [string, Json[]] =>
    Array.isArray(entry[1]) && entry[1].length > 0
  );
  const inner = Object.values(json).flatMap((one) => isObject(one) ? Object.values(one) : []);
  const named = [...lists.map(([, list]) => list), ...inner.filter((one) => Array.isArray(one))]
    .map((list) => list.map((one) => isObject(one) ? one.name ?? one.label ?? null : one))
    .filter((list) => list.every((name) => typeof name === "string"));
  for (const [, list] of lists) {
    const rows = list.map(bare).map((row) => Array.isArray(row) ? row.map(bare) : []);
    const names = named.find(({ length }) => length === rows[0]!.length);
    if (names === undefined || !isRows(rows, 1)) continue;
    const hasTimes = rows[0]!.some((cell, i) => isOfTimes(names[i] as string, textOf(cell)));
    const [name, index] = lists.find(([, one]) =>
      !hasTimes && one.length === rows.length && one.every((cell) =>
        isOfTimes("", textOf(cell))
      )
    ) ?? [];
    return index === undefined
      ? rowsOf(rows, names as string[])
      : rowsOf(rows.map((row, i) => [...row, index[i]!]), [...names as string[], name!]);
  }
  return undefined;
}

/** The only entry of an object that has one, else what it is. */
function bare(json: Json): Json {
  const entries = isObject(json) ? Object.values(json) : [];
  return entries.length === 1 ? entries[0]! : json;
}

/**
 * Columns: two lists, or objects with the same names, or more, one of them a time's by its name; a
 * list of lists stands for several.
 */
function rowsOfColumns(json: JsonObject): (() => Generator<JsonRow>) | undefined {
  const columns = Object.entries(json).flatMap(([name, one]): [string, Json][] =>
    Array.isArray(one) && one.length > 0 && one.every((list) => Array.isArray(list))
      ? one.map((list, i) => [one.length === 1 ? name : `${name}.${i}`, list])
      : [[name, one]]
  ).filter(([, column]) =>
    typeof column === "object" && column !== null && Object.values(column).every(isCell)
  ).map(([name, column]) => ({ name, keys: Object.keys(column!), cells: Object.values(column!) }));
  const [first] = columns;
  if (first === undefined || columns.length < 2 || first.cells.length === 0) return undefined;
  if (!columns.some(({ name }) => /time|date|^ts$/i.test(name))) return undefined;
  if (columns.some(({ keys }) => keys.length !== first.keys.length)) return undefined;
  if (columns.some(({ keys }) => keys.some((key, i) => key !== first.keys[i]))) return undefined;
  return function* rows() {
    for (const i of first.cells.keys()) {
      yield Object.fromEntries(columns.map(({ name, cells }) => [name, textOf(cells[i])]));
    }
  };
}

/** Values by their time, or objects of several. */
function rowsByTime(json: JsonObject): (() => Generator<JsonRow>) | undefined {
  const names = Object.keys(json);
  if (names.length < 2 || !names.every((name) => isOfTimes("", name))) return undefined;
  const isRow = (name: string) => isObject(json[name]!) && !isNested(json[name]);
  const areCells = names.every((name) => isCell(json[name]!));
  if (!areCells && !names.every(isRow)) return undefined;
  return function* rows() {
    for (const name of names) {
      const cells = areCells ? { value: textOf(json[name]) } : flatten(json[name] as JsonObject);
      yield { timestamp: name, ...cells };
    }
  };
}

function rowsOf(
  list: readonly (readonly Json[])[],
  names: readonly string[],
): () => Generator<JsonRow> {
  return function* rows() {
    for (const cells of list) {
      yield Object.fromEntries(names.map((name, i) => [name, textOf(cells[i])]));
    }
  };
}

/** Names for columns without: of pairs by which of the two is a time, else their places. */
function columnNames(rows: readonly (readonly Json[])[]): string[] {
  const places = rows[0]!.map((_, i) => String(i));
  const times = places.filter((_, i) => rows.every((cells) => isOfTimes("", textOf(cells[i]))));
  if (places.length !== 2 || times.length !== 1) return places;
  return places.map((place) => place === times[0] ? "timestamp" : "value");
}

function isRows(list: readonly Json[], least = 2): list is Json[][] {
  const [first] = list;
  return Array.isArray(first) && first.length >= least && first.length <= MOST_COLUMNS &&
    list.every((row) => Array.isArray(row) && row.length === first.length && row.every(isCell));
}

function isNested(json: JsonObject): boolean {
  return !Object.values(json).every(isCell);
}

/** The cells of an entry, those of objects in it too, but of no list or table. */
function labelsOf(json: JsonObject, prefix = "", labels: JsonRow = {}): JsonRow {
  for (const [name, one] of Object.entries(json)) {
    if (isCell(one)) labels[prefix + name] = textOf(one);
    else if (isObject(one) && rowsByTime(one) === undefined) {
      labelsOf(one, `${prefix}${name}.`, labels);
    }
  }
  return labels;
}
