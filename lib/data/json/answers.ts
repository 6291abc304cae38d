/** The JSON that monitoring tools answer with, as rows with named cells. */
import { excerpt } from "../../checks.ts";
import { isOfTimes } from "../reading/time_cells.ts";
import { findTables, type JsonTable } from "./tables.ts";
import {
  asObject,
  flatten,
  isObject,
  type Json,
  type JsonObject,
  type JsonRow,
  shownJson,
  textOf,
} from "./values.ts";

/** What a document holds. */
export interface Answer {
  readonly rows: Iterable<JsonRow>;
  /** Columns that tell series apart. */
  readonly keys: readonly string[];
  /** Columns that hold neither timestamps nor values unless told to. */
  readonly labels?: readonly string[];
  /** Form of the timestamps, where the tool fixes it. */
  readonly format?: "X" | "x";
  /** What the tool said about its answer. */
  readonly notes: readonly string[];
  /** Whether the document is one row. */
  readonly isRow?: boolean;
}

/**
 * The rows of a document, or of one of several, each a line: a list of values there is one row.
 * Throws a rule, as a `SyntaxError`, where it holds none.
 */
export function readAnswer(document: unknown, isLine = false): Answer {
  const isRow = isLine && Array.isArray(document) && !document.some((one) => Object(one) === one);
  const json = (isRow ? [document] : document) as Json;
  const answer = isObject(json)
    ? datapoints(json) ?? metricData(json) ?? prometheus(json) ?? exported(json) ?? insights(json)
    : undefined;
  return answer ?? anyTables(json, isLine);
}

/** The tables of a document of any shape that stand in one place of it. */
function anyTables(json: Json, isLine: boolean): Answer {
  const tables = findTables(json);
  const timed = tables.filter(({ hasTimes }) => hasTimes);
  const [first, ...others] = new Set((timed.length > 0 ? timed : tables).map(({ path }) => path));
  if (timed.length > 0) {
    if (others.length === 0) return joined(timed);
    throw new SyntaxError(
      `it must hold one table: it has times at ${
        [first!, ...others].slice(0, 5).map(excerpt).join(", ")
      } (take one out first, such as with jq)`,
    );
  }
  if (!isObject(json)) {
    if (first !== undefined && others.length === 0) return joined(tables);
    if (Array.isArray(json)) return objects(json);
    throw new SyntaxError(`it must hold objects: found ${shownJson(json)}`);
  }
  refuseError(json);
  const row = flatten(json);
  const isRow = Object.entries(row).some(([name, cell]) => isOfTimes(name, cell));
  const [empty] = Object.entries(row).find(([, cell]) => cell === "[]") ?? [];
  if (empty !== undefined && first === undefined && !isRow && !isLine) {
    throw new SyntaxError(
      `it must hold a table: its list ${excerpt(empty)} is empty (did the query find nothing?)`,
    );
  }
  return first === undefined || others.length > 0 || isRow
    ? { ...objects([json]), isRow: true }
    : joined(tables);
}

/** Tables as one, with what tells them apart. */
function joined(tables: readonly JsonTable[]): Answer {
  function* rows(): Generator<JsonRow> {
    for (const { rows, labels } of tables) for (const row of rows) yield { ...row, ...labels };
  }
  const labels = new Set(tables.flatMap(({ labels }) => Object.keys(labels)));
  return { rows: rows(), keys: [], labels: [...labels], notes: [] };
}

/** `aws cloudwatch get-metric-statistics`. */
function datapoints({ Datapoints, Label }: JsonObject): Answer | undefined {
  if (!Array.isArray(Datapoints)) return undefined;
  if (Datapoints.length > 0) return objects(Datapoints);
  const label = typeof Label === "string" ? ` for ${excerpt(Label)}` : "";
  throw new SyntaxError(
    `it must hold points: Datapoints is empty${label} (do the names, the dimensions and the region match?)`,
  );
}

/** `aws cloudwatch get-metric-data`. */
function metricData(json: JsonObject): Answer | undefined {
  const { MetricDataResults: results, NextToken, Messages } = json;
  if (!Array.isArray(results)) return undefined;
  const notes: string[] = [];
  if (typeof NextToken === "string") {
    notes.push("The answer has a NextToken: it is one page of several, so samples are missing.");
  }
  const series = results.map(asObject);
  const messages = [Messages, ...series.map((one) => one.Messages)].flat();
  for (const message of messages) {
    if (isObject(message)) notes.push(`CloudWatch says: ${excerpt(textOf(message.Value))}.`);
  }
  for (const { StatusCode, Id } of series) {
    if (StatusCode !== "PartialData") continue;
    notes.push(`The answer for ${excerpt(textOf(Id))} is partial: more was to come.`);
  }
  function* rows(): Generator<JsonRow> {
    for (const { Id, Label, Timestamps, Values } of series) {
      const cells = { Id: textOf(Id), Label: textOf(Label) };
      yield* samples({ Timestamps, Values }, cells);
    }
  }
  return { rows: rows(), keys: ["Id", "Label"], notes };
}

/** Prometheus' and VictoriaMetrics' answer to a range query. */
function prometheus(json: JsonObject): Answer | undefined {
  if (!isObject(json.data) || !Array.isArray(json.data.result)) return undefined;
  const { result, resultType } = json.data as { result: Json[]; resultType?: Json };
  if (resultType === "streams") {
    throw new SyntaxError(
      "it must hold a range of numbers: it holds the lines of a log (ask for a count, such as sum(count_over_time(... [5m])))",
    );
  }
  if (resultType === "vector" || resultType === "scalar") {
    throw new SyntaxError(
      `it must hold a range: it is the answer to a query at one time, ${resultType} (ask query_range)`,
    );
  }
  if (result.length === 0) {
    throw new SyntaxError("it must hold a series: the answer to the query is empty");
  }
  const warnings = Array.isArray(json.warnings) ? json.warnings : [];
  const series = result.map(asObject);
  const labels = labelNames(series);
  function* rows(): Generator<JsonRow> {
    for (const { metric, values } of series) {
      if (!Array.isArray(values)) throw new SyntaxError("each of its series must have values");
      const cells = labelCells(metric, labels);
      for (const sample of values) {
        if (!Array.isArray(sample) || sample.length !== 2) {
          throw new SyntaxError(`its samples must be [time, value]: found ${shownJson(sample)}`);
        }
        yield { timestamp: textOf(sample[0]), value: textOf(sample[1]), ...cells };
      }
    }
  }
  return {
    rows: rows(),
    keys: labels,
    format: "X",
    notes: warnings.map((warning) => `Prometheus says: ${excerpt(textOf(warning))}.`),
  };
}

/** A line of VictoriaMetrics' export. */
function exported(json: JsonObject): Answer | undefined {
  const { metric, values, timestamps } = json;
  if (!Array.isArray(values) || !Array.isArray(timestamps)) return undefined;
  const labels = labelNames([json]);
  const rows = samples({ timestamps, values }, labelCells(metric, labels));
  return { rows, keys: labels, format: "x", notes: [] };
}

/** `aws logs get-query-results`: each row a list of fields with their values. */
function insights({ results, status }: JsonObject): Answer | undefined {
  if (!Array.isArray(results) || !results.every(Array.isArray)) return undefined;
  const rows = results.map((fields) =>
    Object.fromEntries(
      (fields as Json[]).map(asObject).flatMap(({ field, value }) =>
        field === "@ptr" ? [] : [[textOf(field), textOf(value)]]
      ),
    )
  );
  const isComplete = status === undefined || status === "Complete";
  const notes = isComplete ? [] : [`The query had not ended: its status is ${textOf(status)}.`];
  return { rows, keys: [], notes };
}

/** Objects, one a row. */
function objects(list: readonly Json[]): Answer {
  function* rows(): Generator<JsonRow> {
    for (const one of list) yield flatten(asObject(one));
  }
  return { rows: rows(), keys: [], notes: [] };
}

/** Two lists of one length, timestamps and values, as rows with further cells. */
function* samples(lists: Record<string, Json | undefined>, cells: JsonRow): Generator<JsonRow> {
  const [timestamps, values] = Object.values(lists);
  if (!Array.isArray(timestamps) || !Array.isArray(values) || timestamps.length !== values.length) {
    throw new SyntaxError(`its ${Object.keys(lists).join(" and ")} must be lists of one length`);
  }
  for (let i = 0; i < timestamps.length; i++) {
    yield { timestamp: textOf(timestamps[i]), value: textOf(values[i]), ...cells };
  }
}

/** An error that was saved in place of data is said to be one. */
function refuseError(json: JsonObject): void {
  const { error, errors, message, Message, Error: awsError, __type: type, status } = json;
  const said = [error, message, Message, awsError, errors, type].find((one) =>
    one !== undefined && one !== null && one !== ""
  );
  const isError = status === "error" || said !== undefined && Object.keys(json).length <= 5 &&
      ![json.timestamp, json["@timestamp"], json.time].some((time) => time !== undefined);
  if (!isError) return;
  throw new SyntaxError(
    `it must hold a series: it is JSON that tells an error, ${shownJson(said ?? json)}`,
  );
}

function labelNames(series: readonly JsonObject[]): string[] {
  const names = series.flatMap(({ metric }) => isObject(metric) ? Object.keys(metric) : []);
  return [...new Set(names)].filter((name) => name !== "timestamp" && name !== "value");
}

function labelCells(metric: Json | undefined, labels: readonly string[]): JsonRow {
  const cells = isObject(metric) ? metric : {};
  return Object.fromEntries(labels.map((name) => [name, textOf(cells[name])]));
}
