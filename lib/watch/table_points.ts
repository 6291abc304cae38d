/** A table of many series that grows: its rows as they are appended. */
import { type Point, readPoints, type ReadPointsOptions } from "../data/mod.ts";
import { isParquetFile, readParquetPoints } from "../data/points/mod.ts";
import { ifThere } from "../files.ts";
import type { Clock } from "./clock.ts";

/** Options of {@linkcode tablePoints}. */
export interface TablePointsOptions {
  /** How its rows are read. */
  readonly read: ReadPointsOptions;
  /** Milliseconds from one look to the next. */
  readonly every: number;
  /** Ends where the table does. */
  readonly once: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Bytes that are read at a time. */
const CHUNK = 65_536;

/**
 * The points of a table of text, those that are appended later too; a file that was replaced, and
 * Parquet that has changed, is read from its beginning. Memory holds one chunk.
 *
 * @throws {SyntaxError} If it is no such table
 */
export async function* tablePoints(
  path: string,
  options: TablePointsOptions,
): AsyncGenerator<readonly Point[]> {
  const { read, every, once, clock, signal } = options;
  let before = await Deno.stat(path);
  while (!signal.aborted) {
    if (await isParquetFile(path)) yield* readParquetPoints(path, read);
    else yield* readPoints(grown(path, options), read);
    if (once) return;
    let now = await ifThere(Deno.stat(path));
    while (!signal.aborted && (now === undefined || isSame(before, now))) {
      await clock.sleep(every, signal);
      now = await ifThere(Deno.stat(path));
    }
    before = now ?? before;
  }
}

/** The bytes of a file, and what is appended, until another one stands in its place. */
async function* grown(path: string, options: TablePointsOptions): AsyncGenerator<Uint8Array> {
  const { every, once, clock, signal } = options;
  using file = await Deno.open(path);
  const opened = await file.stat();
  let position = 0;
  let isReplaced = false;
  while (!signal.aborted) {
    const buffer = new Uint8Array(CHUNK);
    const read = await file.read(buffer);
    if (read !== null) {
      position += read;
      yield buffer.subarray(0, read);
      continue;
    }
    if (once || isReplaced) return;
    await clock.sleep(every, signal);
    const now = await ifThere(Deno.stat(path));
    if (now !== undefined && now.size < position && isOne(opened, now)) return; // cut short
    // what was still written to the one that was moved away is read before
    isReplaced = now !== undefined && !isOne(opened, now);
  }
}

function isOne(a: Deno.FileInfo, b: Deno.FileInfo): boolean {
  return a.ino === b.ino && a.dev === b.dev;
}

function isSame(a: Deno.FileInfo, b: Deno.FileInfo): boolean {
  return isOne(a, b) && a.size === b.size && a.mtime?.getTime() === b.mtime?.getTime();
}
