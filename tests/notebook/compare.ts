/**
 * Compares the outputs of two runs of a notebook.
 *
 * @module
 */
import { headingAbove, type Notebook, type Output } from "../../lib/notebook/file/nbformat.ts";
import type { JsonValue } from "../../lib/notebook/kernel/message.ts";

/** Options of {@linkcode compareOutputs}. */
export interface CompareOptions {
  /**
   * By how much numbers with a decimal point or an exponent may differ, relative to the larger.
   * @default 1e-6
   */
  tolerance?: number;
  /**
   * By how much numbers in SVG charts may differ, in pixels.
   * @default 0.1
   */
  pixels?: number;
}

/** A place where two runs differ. */
export interface OutputDifference {
  /** Which code cell, from 1; 0 for the whole notebook. */
  cell: number;
  /** The nearest heading above the cell. */
  heading: string;
  /** What differs. */
  message: string;
}

const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g;
const SHOWN_LENGTH = 60;

/**
 * Compares the outputs of two runs: text exactly, whole numbers exactly (counts and flagged rows
 * are such), numbers with a decimal point or an exponent within a tolerance, numbers in SVG charts
 * within a part of a pixel, however the printed lines are cut. A PNG beside an SVG of the same
 * output has to have the same size; any other picture has to have the same bytes.
 *
 * @param committed One run
 * @param fresh The other run, of the same cells
 * @param options How far numbers may differ
 * @returns Nothing if the runs agree
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { compareOutputs } from "./compare.ts";
 *
 * const run = (text: string) => ({
 *   metadata: {},
 *   cells: [{
 *     cell_type: "code",
 *     id: "a",
 *     metadata: {},
 *     source: "loss",
 *     outputs: [{ output_type: "stream" as const, name: "stdout", text }],
 *   }],
 * });
 * assert.equal(compareOutputs(run("768 rows, loss 0.1\n"), run("768 rows, loss 0.10000001\n")).length, 0);
 * assert.equal(compareOutputs(run("768 rows, loss 0.1\n"), run("769 rows, loss 0.1\n")).length, 1);
 * ```
 */
export function compareOutputs(
  committed: Notebook,
  fresh: Notebook,
  options: CompareOptions = {},
): OutputDifference[] {
  const { tolerance = 1e-6, pixels = 0.1 } = options;
  const cellsOf = (notebook: Notebook) =>
    notebook.cells.filter((cell) => cell.cell_type === "code");
  const [before, after] = [cellsOf(committed), cellsOf(fresh)];
  if (
    before.length !== after.length || before.some((cell, i) => cell.source !== after[i]!.source)
  ) {
    const message =
      `the code cells must be the same: there are ${before.length} and ${after.length}`;
    return [{ cell: 0, heading: "", message }];
  }
  return before.flatMap((cell, index) => {
    const outputs = mergeStreams(cell.outputs ?? []);
    const messages = compareCells(outputs, mergeStreams(after[index]!.outputs ?? []), {
      text: (a, b) => compareText(a, b, (x, y) => isClose(x, y, tolerance)),
      svg: (a, b) => compareText(a, b, (x, y) => Math.abs(Number(x) - Number(y)) <= pixels),
    });
    const heading = headingAbove(committed, committed.cells.indexOf(cell));
    return messages.map((message) => ({ cell: index + 1, heading, message }));
  });
}

interface Comparisons {
  text: (committed: string, fresh: string) => string | null;
  svg: (committed: string, fresh: string) => string | null;
}

/** Some front-ends store one output a printed line. */
function mergeStreams(outputs: Output[]): Output[] {
  const merged: Output[] = [];
  for (const output of outputs) {
    const last = merged.at(-1);
    const isMore = output.output_type === "stream" && last?.output_type === "stream" &&
      last.name === output.name;
    if (isMore) merged[merged.length - 1] = { ...last, text: last.text + output.text };
    else merged.push(output);
  }
  return merged;
}

function compareCells(committed: Output[], fresh: Output[], compare: Comparisons): string[] {
  if (committed.length !== fresh.length) {
    return [`there are ${committed.length} outputs, and ${fresh.length} in the fresh run`];
  }
  return committed.flatMap((output, index) => {
    const other = fresh[index]!;
    const place = `output ${index + 1}`;
    if (kindOf(output) !== kindOf(other)) {
      return [`${place} is ${kindOf(output)}, and ${kindOf(other)} in the fresh run`];
    }
    if (output.output_type === "stream" || output.output_type === "error") {
      const found = compare.text(textOf(output), textOf(other));
      return found === null ? [] : [`${place} (${kindOf(output)}): ${found}`];
    }
    return compareBundles(output.data, dataOf(other), compare)
      .map((found) => `${place}, ${found}`);
  });
}

function compareBundles(
  committed: Record<string, JsonValue>,
  fresh: Record<string, JsonValue>,
  compare: Comparisons,
): string[] {
  const types = (data: Record<string, JsonValue>) => Object.keys(data).sort().join(", ");
  if (types(committed) !== types(fresh)) {
    return [`of type ${types(committed)}, and ${types(fresh)} in the fresh run`];
  }
  return Object.keys(committed).flatMap((mime) => {
    const [a, b] = [asText(committed[mime]!), asText(fresh[mime]!)];
    const isTwin = mime === "image/png" && "image/svg+xml" in committed;
    const found = mime === "image/svg+xml"
      ? compare.svg(a, b)
      : isTwin
      ? comparePngSizes(a, b)
      : mime.startsWith("image/")
      ? a === b ? null : "the pictures differ"
      : compare.text(a, b);
    return found === null ? [] : [`${mime}: ${found}`];
  });
}

function kindOf(output: Output): string {
  return output.output_type === "stream" ? output.name : output.output_type;
}

function textOf(output: Output): string {
  if (output.output_type === "stream") return output.text;
  if (output.output_type === "error") {
    return [output.ename, output.evalue, ...output.traceback].join("\n");
  }
  return "";
}

function dataOf(output: Output): Record<string, JsonValue> {
  return "data" in output ? output.data : {};
}

function asText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Null if the texts agree but for numbers that are close; else where they part. */
function compareText(
  committed: string,
  fresh: string,
  isNear: (committed: string, fresh: string) => boolean,
): string | null {
  if (committed === fresh) return null;
  const [a, b] = [splitNumbers(committed), splitNumbers(fresh)];
  const part = a.findIndex((piece, index) => {
    const other = b[index];
    if (piece === other) return false;
    const isNumber = index % 2 === 1;
    return other === undefined || !isNumber || !isNear(piece, other);
  });
  const index = part >= 0 ? part : a.length < b.length ? a.length : -1;
  if (index < 0) return null;
  return `${excerpt(a, index)} in the notebook, ${excerpt(b, index)} in the fresh run`;
}

/** Text and numbers in turn: even positions hold text. */
function splitNumbers(text: string): string[] {
  const pieces: string[] = [];
  let end = 0;
  for (const match of text.matchAll(NUMBER)) {
    pieces.push(text.slice(end, match.index), match[0]);
    end = match.index + match[0].length;
  }
  return [...pieces, text.slice(end)];
}

function isClose(a: string, b: string, tolerance: number): boolean {
  const isWhole = (text: string) => /^[-+]?\d+$/.test(text);
  if (isWhole(a) && isWhole(b)) return Number(a) === Number(b);
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y));
}

function excerpt(pieces: string[], index: number): string {
  const text = pieces.slice(Math.max(0, index - 1), index + 2).join("");
  const start = Math.max(0, (pieces[index - 1]?.length ?? 0) - SHOWN_LENGTH / 2);
  return JSON.stringify(text.slice(start, start + SHOWN_LENGTH));
}

/** Width and height stand in the bytes 16 to 23 of a PNG file. */
function comparePngSizes(a: string, b: string): string | null {
  const size = (base64: string) => {
    const bytes = Uint8Array.fromBase64(base64.replace(/\s/g, ""));
    const view = new DataView(bytes.buffer);
    return bytes.length < 24 ? "no PNG" : `${view.getUint32(16)} x ${view.getUint32(20)} pixels`;
  };
  return size(a) === size(b) ? null : `${size(a)}, and ${size(b)} in the fresh run`;
}
