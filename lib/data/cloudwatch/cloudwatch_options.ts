/** Which of the reading options a `cloudwatch:` source takes. */
import { READ_OPTION_NAMES, type ReadSeriesOptions } from "../reading/options.ts";
import { TEXT_NAMES } from "../reading/words.ts";

/** Its points need no zone, but the detector may: `timeZone` is left to it. */
const TAKEN: readonly string[] = ["missing", "timeout", "timeZone"];

/**
 * The options of `readSeries` that say something about CloudWatch.
 *
 * @throws {TypeError} If another one is told
 */
export function cloudWatchOptions(
  read: ReadSeriesOptions,
): Pick<ReadSeriesOptions, "missing" | "timeout"> {
  for (const name of READ_OPTION_NAMES) {
    if (read[name] === undefined || TAKEN.includes(name)) continue;
    const { wayIn } = read;
    const typed = TEXT_NAMES[name] ?? name;
    const written = wayIn === "command"
      ? `--${typed}`
      : wayIn === "notebook"
      ? `-p ${typed}=...`
      : name;
    throw new TypeError(
      `Cannot read CloudWatch with ${written} as all about its points must stand in the source, such as stat=Sum&period=300: beside it, missing, timeout and timeZone may be told`,
    );
  }
  const { missing, timeout } = read;
  return {
    ...(missing === undefined ? {} : { missing }),
    ...(timeout === undefined ? {} : { timeout }),
  };
}
