/** A file or a URL that grows, as a source of the watch: read again each time it has changed. */
import { frameTimestamps, frameValues, readSeries, type ReadSeriesOptions } from "../data/mod.ts";
import { readWholeLines } from "../data/reading/mod.ts";
import { endsWhole, ifThere, noSuchFile } from "../files.ts";
import { isAhead } from "./ahead.ts";
import { MOST_RECENT } from "./recent_periods.ts";
import { withoutUser } from "./without_user.ts";
import {
  type PolledPeriod,
  type PolledSource,
  rowSeries,
  type SourceAnswer,
} from "./polled_source.ts";

/** What a source held when it was read. */
interface Content {
  /** Of the file before it was read; empty for what is no file. */
  readonly state: string;
  /** In time order. */
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
  /** Whether its newest row may not be whole yet. */
  readonly mayGrow: boolean;
  /** Why its last line, which has no end, was left out. */
  readonly cut?: Error;
  /** What was changed or left out. */
  readonly notes: readonly string[];
}

/** What is known of a source beside how it is read. */
export interface FileSourceOptions {
  /** Whether the watch goes on without it where it cannot be read; that it is gone is told once. */
  readonly isOneOfMany?: boolean;
  /** Milliseconds after its time in which a row may still change: it is not there until then. */
  readonly delay?: number;
  /** Told what was changed or left out when it was first read. */
  readonly onNote?: (note: string) => void;
}

/**
 * Makes a source of what `readSeries` reads. All that is there when it is first read is history,
 * but for a newest row that may still grow: that of a URL, and of a file whose end may be half a
 * row. Its key is the source, a URL's without user name and password.
 *
 * @param source A path or a URL
 * @param options How it is read
 * @param own See {@linkcode FileSourceOptions}
 */
export function fileSource(
  source: string,
  options: ReadSeriesOptions = {},
  { isOneOfMany = false, delay = 0, onNote = () => {} }: FileSourceOptions = {},
): PolledSource {
  const key = withoutUser(source);
  let state = ""; // of the file when it was last read
  let isGone = false;
  let found: Content | undefined; // until it is asked for its history
  let seen: Float64Array | undefined; // the timestamps when it was last read
  let newest: PolledPeriod | undefined; // a row that may still grow
  let cut: Error | undefined; // of the last line, when it was last read
  let told: string | undefined; // of it
  /** What is wrong with a last line that is the same at two looks, once. */
  const lastingCut = (before: string | undefined): { error?: Error } => {
    if (cut === undefined || cut.message !== before || cut.message === told) return {};
    told = cut.message;
    return { error: new SyntaxError(`${cut.message}; this last line is left out`, { cause: cut }) };
  };
  const read = async (
    from: number | undefined,
    now: number,
  ): Promise<SourceAnswer | undefined> => {
    try {
      const current = found === undefined ? await fileState(source) : "";
      if (current !== "" && current === state) {
        const isOpen = newest !== undefined && (from === undefined || newest.time > from);
        const wrong = lastingCut(cut?.message);
        return isOpen || wrong.error ? { periods: isOpen ? [newest!] : [], ...wrong } : undefined;
      }
      const before = cut?.message;
      const read = found ?? await readContent(source, current, options);
      const { timestamps, values, mayGrow, isHeld } = olderThan(
        read,
        delay === 0 ? Infinity : now - delay,
      );
      cut = read.cut;
      const last = timestamps.length - 1;
      // Where the newest point is of a clock that is ahead, others of a right clock come before it.
      const isNew = (time: number) =>
        from === undefined || time > from || isAhead(from, now) && !isAhead(time, now);
      const periods: PolledPeriod[] = [];
      const taken = from === undefined ? -1 : timestamps.findLastIndex((time) => time <= from);
      for (let i = 0, k = 0; i <= last; i++) {
        const time = timestamps[i]!;
        while (seen !== undefined && seen[k]! < time) k++;
        const isLate = seen !== undefined && seen[k] !== time; // told as such
        const isReread = !isNew(time) && !isLate;
        if (isReread && i <= taken - MOST_RECENT) continue;
        const mark = isReread ? { isReread } : mayGrow && i === last ? { mayGrow } : {};
        periods.push({ time, value: values[i]!, ...mark });
      }
      newest = mayGrow ? periods.at(-1) : undefined;
      [state, isGone, found, seen] = [isHeld ? "" : read.state, false, undefined, timestamps];
      return { periods, ...lastingCut(before) };
    } catch (error) {
      if (!(error instanceof Error) || error.name === "AbortError") throw error;
      const wasGone = isGone;
      isGone = isOneOfMany && error instanceof Deno.errors.NotFound;
      return isGone && wasGone ? undefined : { error };
    }
  };
  const series = rowSeries(key);
  return {
    name: key,
    isOpenEnded: false,
    isOneOfMany,
    async find(known) {
      try {
        found = await readContent(source, await fileState(source), options);
        found.notes.forEach((note) => onNote(note));
        return [series];
      } catch (error) {
        // One of an earlier run is waited for; that it cannot be read is said where it is polled.
        if (known.includes(key)) return [series];
        throw error;
      }
    },
    async poll(last, now): Promise<ReadonlyMap<string, SourceAnswer>> {
      if (!last.has(key)) return new Map(); // it was not found
      const answer = await read(last.get(key), now);
      return new Map(answer === undefined ? [] : [[key, answer]]);
    },
    close() {},
  };
}

/** What a source held up to a time, if it holds more; a row with another one after it is whole. */
function olderThan(
  { timestamps, values, mayGrow }: Content,
  time: number,
): Pick<Content, "timestamps" | "values" | "mayGrow"> & { isHeld: boolean } {
  const rows = timestamps.findLastIndex((at) => at <= time) + 1;
  const isHeld = rows < timestamps.length;
  return {
    timestamps: timestamps.subarray(0, rows),
    values: values.subarray(0, rows),
    mayGrow: mayGrow && !isHeld,
    isHeld,
  };
}

/** Reads a source that was in a state just before: what is appended meanwhile is read once more. */
async function readContent(
  source: string,
  state: string,
  options: ReadSeriesOptions,
): Promise<Content> {
  let cut: Error | undefined;
  const { frame, notes } = await readSeries(source, options).catch((error) => {
    if (!(error instanceof SyntaxError)) throw error;
    cut = error; // its last row may be half-written
    return readWholeLines(source, options).catch(() => {
      throw error;
    });
  });
  const isWhole = cut !== undefined && state !== "" ||
    state !== "" && state === await fileState(source) && await isWholeFile(source);
  return {
    state,
    timestamps: frameTimestamps(frame),
    values: Float64Array.from(frameValues(frame)),
    mayGrow: !isWhole,
    notes,
    ...(cut === undefined ? {} : { cut }),
  };
}

/** Whether a file that can be read ends with a whole row: a line, JSON, Parquet or gzip. */
async function isWholeFile(path: string): Promise<boolean> {
  using file = await Deno.open(path);
  const [start, end] = [new Uint8Array(2), new Uint8Array(4)];
  await file.read(start);
  await file.seek(-Math.min(4, (await file.stat()).size), Deno.SeekMode.End);
  await file.read(end);
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  return isGzip || endsWhole(end);
}

/** What changes when a file does; empty for what is no file. */
async function fileState(source: string): Promise<string> {
  if (/^(?:[a-z][a-z0-9+.-]+:|@)/i.test(source)) return "";
  const found = await ifThere(Deno.stat(source));
  if (found === undefined) throw noSuchFile(source);
  const { mtime, size, ino } = found;
  return `${ino} ${size} ${mtime?.getTime()}`;
}
