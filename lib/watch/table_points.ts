/** A table of many series that grows: its rows as they are appended. */
import { type Point, readPoints, type ReadPointsOptions } from "../data/mod.ts";
import { isParquetFile, readParquetPoints } from "../data/points/mod.ts";
import { endsWhole, ifThere, noSuchFile, WholeLines } from "../files.ts";
import type { Clock } from "./clock.ts";
import { READ_AHEAD } from "./read_ahead.ts";

/** Options of {@linkcode TablePoints}. */
export interface TablePointsOptions {
  /** How its rows are read. */
  readonly read: ReadPointsOptions;
  /** Milliseconds from one look to the next. */
  readonly every: number;
  /** Ends where the table does. */
  readonly once: boolean;
  /** Whether it was read in an earlier run: if it cannot be now, it is waited for. */
  readonly isKnown?: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Bytes that are read at a time of what is appended. */
const CHUNK = 65_536;
const LINE_END = Uint8Array.of(10);

/**
 * The points of a table of text, those that are appended later too; a file that was replaced, and
 * Parquet that has changed, is read from its beginning. A last line without an end is taken once it
 * has stood still from one look to the next. Memory holds one chunk.
 */
export class TablePoints implements AsyncIterable<readonly Point[]> {
  /** Whether it is read from its beginning, so that its points may have come before. */
  isRereading = true;
  /** Why it cannot be read now. */
  failure: Error | undefined;
  readonly #path: string;
  readonly #options: TablePointsOptions;

  /** Nothing is read yet. */
  constructor(path: string, options: TablePointsOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** Throws a `SyntaxError` or `NotFound` if it is no such table when it is first read. */
  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Point[]> {
    const { once, isKnown = false, signal } = this.#options;
    let mayFail = isKnown;
    while (!signal.aborted) {
      const before = await ifThere(Deno.stat(this.#path));
      this.isRereading = true;
      try {
        for await (const points of this.#read()) {
          this.failure = undefined;
          yield points;
        }
        this.failure = undefined;
      } catch (error) {
        const mayPass = error instanceof SyntaxError || error instanceof Deno.errors.NotFound;
        if (!mayFail || !mayPass) throw error;
        this.failure = error;
      }
      this.isRereading = false;
      mayFail = true;
      if (once) return;
      await this.#changed(before);
    }
  }

  async *#read(): AsyncGenerator<readonly Point[]> {
    const path = this.#path;
    const { read } = this.#options;
    if (await ifThere(Deno.stat(path)) === undefined) throw noSuchFile(path);
    if (await isParquetFile(path)) yield* readParquetPoints(path, read);
    else yield* readPoints(this.#grown(), read);
  }

  /** Waits until it is another file than before, or has changed. */
  async #changed(before: Deno.FileInfo | undefined): Promise<void> {
    const { every, clock, signal } = this.#options;
    let isOther = false;
    if (this.failure === undefined) isOther = await this.#isOther(before);
    while (!signal.aborted && !isOther) {
      await clock.sleep(every, signal);
      isOther = await this.#isOther(before);
    }
  }

  async #isOther(before: Deno.FileInfo | undefined): Promise<boolean> {
    const now = await ifThere(Deno.stat(this.#path));
    return now !== undefined && (before === undefined || !isSame(before, now));
  }

  /** The bytes of a file, and what is appended, until another one stands in its place. */
  async *#grown(): AsyncGenerator<Uint8Array> {
    const { every, once, clock, signal } = this.#options;
    using file = await Deno.open(this.#path);
    const opened = await file.stat();
    const lines = new WholeLines();
    let position = 0;
    let isReplaced = false;
    let isStill = false;
    while (!signal.aborted) {
      const buffer = new Uint8Array(this.isRereading ? READ_AHEAD : CHUNK);
      const read = await file.read(buffer);
      if (read !== null) {
        position += read;
        isStill = false;
        const whole = lines.push(buffer.subarray(0, read));
        if (whole.length > 0) yield whole;
        continue;
      }
      if (once || isReplaced || isStill) {
        const rest = lines.takeRest();
        const isWhole = !once || endsWhole(rest) ||
          hasStood(await file.stat(), clock.now() - every);
        if (rest.length > 0 && isWhole) {
          yield rest;
          yield LINE_END;
        }
      }
      if (once || isReplaced) return;
      [this.isRereading, this.failure] = [false, undefined];
      await clock.sleep(every, signal);
      const now = await ifThere(Deno.stat(this.#path));
      if (now !== undefined && now.size < position && isOne(opened, now)) return; // cut short
      isStill = now?.size === position;
      // what was still written to the one that was moved away is read before
      isReplaced = now !== undefined && !isOne(opened, now);
    }
  }
}

/** Whether a file was changed last at a time or before. */
function hasStood({ mtime }: Deno.FileInfo, time: number): boolean {
  return mtime !== null && mtime.getTime() <= time;
}

function isOne(a: Deno.FileInfo, b: Deno.FileInfo): boolean {
  return a.ino === b.ino && a.dev === b.dev;
}

function isSame(a: Deno.FileInfo, b: Deno.FileInfo): boolean {
  return isOne(a, b) && a.size === b.size && a.mtime?.getTime() === b.mtime?.getTime();
}
