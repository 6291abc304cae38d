/** Which of the reading options a source can take that is read row by row. */
import { READ_OPTION_NAMES, type ReadSeriesOptions } from "../reading/options.ts";
import { optionName } from "../reading/words.ts";
import type { ReadPointsOptions } from "./point_collector.ts";

const TAKEN = [
  "timestamp",
  "value",
  "format",
  "timeZone",
  "where",
  "separator",
  "decimal",
] as const;

/**
 * Options of {@linkcode readPoints} from those of `readSeries`.
 *
 * @throws {TypeError} If one is told that needs the whole series
 */
export function pointOptions(read: ReadSeriesOptions): ReadPointsOptions {
  const taken: readonly string[] = TAKEN;
  for (const name of READ_OPTION_NAMES) {
    if (read[name] === undefined || taken.includes(name)) continue;
    throw new TypeError(
      `Cannot take ${
        optionName(read.wayIn ?? "library", name)
      } as rows of many series, or of standard input, must each stand for itself: it is for a source with one series`,
    );
  }
  const { wayIn } = read;
  return {
    ...Object.fromEntries(
      TAKEN.flatMap((name) => read[name] === undefined ? [] : [[name, read[name]]]),
    ),
    ...(wayIn === undefined ? {} : { wayIn }),
  };
}
