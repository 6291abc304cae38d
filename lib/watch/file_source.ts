/**
 * A file or a URL that grows, as a source of the watch: read again each time.
 *
 * @module
 */
import { frameTimestamps, frameValues, readSeries, type ReadSeriesOptions } from "../data/mod.ts";
import type { PolledSource, SourceAnswer, SourceSeries } from "./polled_source.ts";

/**
 * Makes a source of what `readSeries` reads. All that is there when it is first read is history.
 *
 * @param source A path or a URL
 * @param options How it is read
 * @param isOneOfMany Whether the watch goes on without it where it cannot be read
 */
export function fileSource(
  source: string,
  options: ReadSeriesOptions = {},
  isOneOfMany = false,
): PolledSource {
  let newest = 0;
  return {
    name: source,
    isOpenEnded: false,
    isOneOfMany,
    async find(): Promise<SourceSeries[]> {
      const { frame } = await readSeries(source, options);
      newest = frameTimestamps(frame).at(-1)!;
      return [{ key: source, name: source, missing: "gap", isCount: false, period: 0 }];
    },
    async poll(last): Promise<ReadonlyMap<string, SourceAnswer>> {
      if (!last.has(source)) return new Map(); // it was not found
      const from = last.get(source);
      try {
        const { frame } = await readSeries(source, options);
        const values = frameValues(frame);
        const periods = Array.from(frameTimestamps(frame), (time, i) => ({
          time,
          value: values[i]!,
        }));
        return new Map([[source, {
          periods: periods.filter(({ time }) => from === undefined || time > from),
        }]]);
      } catch (error) {
        if (!(error instanceof Error) || error.name === "AbortError") throw error;
        return new Map([[source, { error }]]);
      }
    },
    liveFrom: () => newest + 1,
    close() {},
  };
}
