/** A file or a URL that grows, as a source of the watch: read again each time it has changed. */
import {
  frameTimestamps,
  frameValues,
  readSeries,
  type ReadSeriesOptions,
  type Series,
} from "../data/mod.ts";
import { mayDownloadLater } from "../files.ts";
import { isAhead } from "./ahead.ts";
import { withoutUser } from "./without_user.ts";
import type { PolledSource, SourceAnswer, SourceSeries } from "./polled_source.ts";

/**
 * Makes a source of what `readSeries` reads. All that is there when it is first read is history. Its
 * key is the source, a URL's without user name and password.
 *
 * @param source A path or a URL
 * @param options How it is read
 * @param isOneOfMany Whether the watch goes on without it where it cannot be read; that it is gone
 * is told once
 */
export function fileSource(
  source: string,
  options: ReadSeriesOptions = {},
  isOneOfMany = false,
): PolledSource {
  const key = withoutUser(source);
  let state = ""; // of the file when it was last read
  let isGone = false;
  let found: Series | undefined; // until it is asked for its history
  const read = async (
    from: number | undefined,
    now: number,
  ): Promise<SourceAnswer | undefined> => {
    try {
      const current = found === undefined ? await fileState(source) : state;
      if (found === undefined && current !== "" && current === state) return undefined;
      const { frame } = found ?? await readSeries(source, options);
      const values = frameValues(frame);
      const periods = Array.from(frameTimestamps(frame), (time, i) => ({
        time,
        value: values[i]!,
      }));
      [state, isGone, found] = [current, false, undefined];
      // Where the newest point is of a clock that is ahead, others of a right clock come before it.
      const isNew = (time: number) =>
        from === undefined || time > from || isAhead(from, now) && !isAhead(time, now);
      return { periods: periods.filter(({ time }) => isNew(time)) };
    } catch (error) {
      if (!(error instanceof Error) || error.name === "AbortError") throw error;
      const wasGone = isGone;
      isGone = isOneOfMany && error instanceof Deno.errors.NotFound;
      return isGone && wasGone ? undefined : { error };
    }
  };
  const series: SourceSeries = {
    key,
    name: key,
    missing: "gap",
    isCount: false,
    period: 0,
    liveFrom: undefined,
  };
  return {
    name: key,
    isOpenEnded: false,
    isOneOfMany,
    async find(known): Promise<SourceSeries[]> {
      try {
        state = await fileState(source); // what is appended while it is read is read once more
        found = await readSeries(source, options);
        return [series];
      } catch (error) {
        // One of an earlier run is waited for; that it cannot be read is said where it is polled.
        const mayCome = mayDownloadLater(error) || error instanceof Deno.errors.NotFound;
        if (mayCome && known.includes(key)) return [series];
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

/** What changes when a file does; empty for what is no file. */
async function fileState(source: string): Promise<string> {
  if (/^(?:[a-z][a-z0-9+.-]+:|@)/i.test(source)) return "";
  const { mtime, size, ino } = await Deno.stat(source);
  return `${ino} ${size} ${mtime?.getTime()}`;
}
