/** Columns with their names in another list, or beside each: data frames such as Grafana's. */
import { isOfTimes } from "../reading/time_cells.ts";
import { isCell, isObject, type Json, type JsonObject, type JsonRow, textOf } from "./values.ts";

/** The rows of a data frame, and what its only column with labels says of itself. */
export interface DataFrame {
  readonly rows: () => Generator<JsonRow>;
  readonly labels: JsonRow;
}

/**
 * The data frame that an object is: a list of names, or of objects with a `name`, and as many
 * lists, one of them of times, in it or in objects in it; or a list of objects with a `name` and a
 * list each.
 */
export function dataFrame(json: JsonObject): DataFrame | undefined {
  const inner = Object.values(json).flatMap((one) => isObject(one) ? Object.values(one) : [one]);
  const lists = inner.filter((one) => Array.isArray(one));
  for (const fields of lists) {
    const names = fields.map((field) => isObject(field) ? field.name : field);
    if (fields.length < 2 || !names.every((name) => typeof name === "string")) continue;
    const columns = [fields.map(ownList), ...lists].find((columns) =>
      columns.length === fields.length && areColumns(columns)
    );
    if (columns !== undefined) return frameOf(fields, names, columns as Json[][]);
  }
  return undefined;
}

function frameOf(
  fields: readonly Json[],
  names: readonly string[],
  columns: readonly (readonly Json[])[],
): DataFrame {
  const labels = fields.map((field) =>
    isObject(field) && isObject(field.labels) ? field.labels : {}
  );
  const labelled = labels.filter((one) => Object.keys(one).length > 0);
  const keys = names.map((name, i) =>
    labelled.length < 2 || !labelled.includes(labels[i]!)
      ? name
      : `${name} ${
        Object.entries(labels[i]!).map(([key, text]) => `${key}=${textOf(text)}`).join(",")
      }`
  );
  return {
    labels: labelled.length !== 1
      ? {}
      : Object.fromEntries(Object.entries(labelled[0]!).map(([key, one]) => [key, textOf(one)])),
    *rows() {
      for (const i of columns[0]!.keys()) {
        yield Object.fromEntries(keys.map((key, k) => [key, textOf(columns[k]![i])]));
      }
    },
  };
}

/** The only list of cells in a column's object. */
function ownList(field: Json): Json {
  const lists = isObject(field) ? Object.values(field).filter(Array.isArray) : [];
  return lists.length === 1 ? lists[0]! : null;
}

function areColumns(columns: readonly Json[]): boolean {
  const [first] = columns;
  return Array.isArray(first) && first.length > 0 &&
    columns.every((column) =>
      Array.isArray(column) && column.length === first.length && column.every(isCell)
    ) &&
    columns.some((column) => (column as Json[]).every((cell) => isOfTimes("", textOf(cell))));
}
