/** A series from the command line: its path means the caller's folder, in messages as well. */
import { readSeries, type ReadSeriesOptions, type Series } from "../../data/mod.ts";
import { sourceFromCaller } from "./caller.ts";
import { checkUsage } from "./command.ts";

/**
 * Reads sources as the caller typed them; several are parts of one series. What is wrong with them
 * is a usage error.
 */
export function readSources(
  sources: readonly string[],
  options: ReadSeriesOptions,
): Promise<Series> {
  const meant = sources.map(sourceFromCaller);
  return checkUsage(async () => {
    try {
      return await readSeries(meant, options);
    } catch (error) {
      if (error instanceof Error) {
        for (const [i, source] of meant.entries()) {
          const [path, typed] = [source, sources[i]!].map((text) => text.replace(/^@/, ""));
          error.message = error.message.replaceAll(path!, typed!);
        }
      }
      throw error;
    }
  });
}
