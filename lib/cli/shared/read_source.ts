/** A series from the command line: its path means the caller's folder, in messages as well. */
import { joinSeries, readSeries, type ReadSeriesOptions, type Series } from "../../data/mod.ts";
import { sourceFromCaller } from "./caller.ts";
import { checkUsage } from "./command.ts";

/** Reads a source as the caller typed it; what is wrong with it is a usage error. */
export function readSource(source: string, options: ReadSeriesOptions): Promise<Series> {
  const meant = sourceFromCaller(source);
  const [path, typed] = [meant, source].map((text) => text.replace(/^@/, ""));
  return checkUsage(async () => {
    try {
      return await readSeries(meant, options);
    } catch (error) {
      if (error instanceof Error) error.message = error.message.replaceAll(path!, typed!);
      throw error;
    }
  });
}

/** Reads sources as {@linkcode readSource} does; several are parts of one series. */
export async function readSources(
  sources: readonly string[],
  options: ReadSeriesOptions,
): Promise<Series> {
  const parts: Series[] = [];
  for (const source of sources) parts.push(await readSource(source, options));
  return parts.length === 1 ? parts[0]! : await checkUsage(() => joinSeries(parts, options));
}
