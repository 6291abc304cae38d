/** Rows of many series, sorted apart on disk: memory holds one buffer a part, whatever comes. */
import { join } from "node:path";
import type { TimeSeries } from "../data/mod.ts";
import { explain } from "../files.ts";

/** A part of the series, in a file of its own. */
export interface SpooledPart {
  /** Path of the file. */
  readonly path: string;
  /** Its series: number in the file and name. */
  readonly series: readonly { readonly number: number; readonly name: string }[];
}

/** Numbers a row takes in a file: of its series, time, value. */
const FIELDS = 3;
/** Rows that are kept in memory for each part. */
const ROWS = 2048;

/** A part that is written. */
interface OpenPart {
  readonly path: string;
  readonly file: Deno.FsFile;
  readonly buffer: Float64Array<ArrayBuffer>;
  length: number;
}

/** Takes rows in any order and writes each into the file of its series' part. */
export class Spool {
  readonly #parts: readonly OpenPart[];
  readonly #numbers = new Map<string, number>();

  private constructor(parts: readonly OpenPart[]) {
    this.#parts = parts;
  }

  /**
   * Opens a spool.
   *
   * @param folder An empty folder
   * @param parts How many files: each is later read whole
   */
  static async open(folder: string, parts = 64): Promise<Spool> {
    const opened = [];
    for (let i = 0; i < parts; i++) {
      const path = join(folder, `${i}.rows`);
      const file = await Deno.open(path, { create: true, write: true });
      opened.push({ path, file, buffer: new Float64Array(FIELDS * ROWS), length: 0 });
    }
    return new Spool(opened);
  }

  /** Takes a row. */
  add(series: string, time: number, value: number): void {
    let number = this.#numbers.get(series);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(series, number);
    }
    const part = this.#parts[number % this.#parts.length]!;
    part.buffer[part.length++] = number;
    part.buffer[part.length++] = time;
    part.buffer[part.length++] = value;
    if (part.length === part.buffer.length) writeOut(part);
  }

  /** Ends the writing. */
  finish(): SpooledPart[] {
    const byPart = Map.groupBy(this.#numbers, ([, number]) => number % this.#parts.length);
    return this.#parts.flatMap((part, i) => {
      writeOut(part);
      part.file.close();
      const series = (byPart.get(i) ?? []).map(([name, number]) => ({ number, name }));
      return series.length === 0 ? [] : [{ path: part.path, series }];
    });
  }
}

function writeOut(part: OpenPart): void {
  let bytes = new Uint8Array(part.buffer.buffer, 0, part.length * 8);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(part.file.writeSync(bytes));
  } catch (error) {
    throw explain(part.path, error);
  }
  part.length = 0;
}

/** The series of a part, each sorted by time; rows of one time stand as they came. */
export async function readPart(part: SpooledPart): Promise<Map<string, TimeSeries>> {
  const bytes = await Deno.readFile(part.path);
  const rows = new Float64Array(bytes.buffer, 0, bytes.length / 8);
  const counts = new Map<number, number>();
  for (let i = 0; i < rows.length; i += FIELDS) {
    counts.set(rows[i]!, (counts.get(rows[i]!) ?? 0) + 1);
  }
  const series = new Map<number, TimeSeries & { length: number }>();
  for (const [number, count] of counts) {
    const [timestamps, values] = [new Float64Array(count), new Float64Array(count)];
    series.set(number, { timestamps, values, length: 0 });
  }
  for (let i = 0; i < rows.length; i += FIELDS) {
    const own = series.get(rows[i]!)!;
    own.timestamps[own.length] = rows[i + 1]!;
    own.values[own.length++] = rows[i + 2]!;
  }
  return new Map(part.series.map(({ number, name }) => [name, sorted(series.get(number)!)]));
}

function sorted({ timestamps, values }: TimeSeries): TimeSeries {
  if (timestamps.every((time, i) => i === 0 || time >= timestamps[i - 1]!)) {
    return { timestamps, values };
  }
  const order = Uint32Array.from(timestamps, (_, i) => i)
    .sort((a, b) => timestamps[a]! - timestamps[b]! || a - b);
  return {
    timestamps: Float64Array.from(order, (i) => timestamps[i]!),
    values: Float64Array.from(order, (i) => values[i]!),
  };
}
