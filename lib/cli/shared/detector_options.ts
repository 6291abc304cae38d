/**
 * The options of the streaming detector on a command line, the same for each command that has one.
 */
import { TimeZone } from "../../data/timestamps/mod.ts";
import {
  DEFAULT_SENSITIVITY,
  StreamingDetector,
  type StreamingDetectorOptions,
} from "../../detect/mod.ts";
import { CALM_MINUTES, MOST_CALM_MINUTES, MOST_DAYS } from "../../detect/streaming/alerts/mod.ts";
import { excerpt, requireOneOf } from "../../checks.ts";
import { fileBytes, readAll } from "../../files.ts";
import { fromCaller } from "./caller.ts";
import { toFinite, toInteger, UsageError, type Values } from "./command.ts";

/** The options, as `command` takes them. */
export const DETECTOR_OPTIONS = {
  sensitivity: { type: "string" },
  direction: { type: "string" },
  leastDeviation: { type: "string" },
  calmMinutes: { type: "string" },
  timeZone: { type: "string" },
  calendar: { type: "string" },
  seed: { type: "string", default: "1" },
} as const;

/** The part of a help text that tells what alerts. */
export const ALERT_HELP =
  `  --direction WAY    both (default), up or down: which way a value must go to alert
  --leastDeviation X least distance from the usual value that alerts, in its unit or as 20%
  --calmMinutes N    an alert is over after so many minutes in which nothing stood out (default ${CALM_MINUTES})
  --calendar FILE    iCalendar file of days that are no usual ones`;

/** Their part of a help text. */
export const DETECTOR_HELP =
  `  --sensitivity DAYS about one false alert in so many days, in the mean over series (default ${DEFAULT_SENSITIVITY.days})
${ALERT_HELP}
  --seed N           integer in 0..4294967295 (default 1)`;

/** A detector's options from their texts, each checked. */
export async function detectorOptions(
  values: Values<typeof DETECTOR_OPTIONS>,
): Promise<StreamingDetectorOptions & { calendar?: string }> {
  const { sensitivity, direction, leastDeviation, calmMinutes, calendar, timeZone } = values;
  requireOneOf("read --direction", { it: direction }, ["both", "up", "down", undefined]);
  if (timeZone !== undefined) new TimeZone(timeZone, "tell local times", "--timeZone");
  const options = {
    seed: toInteger("--seed", values.seed, { min: 0, max: 0xffffffff }),
    ...(sensitivity === undefined ? {} : {
      sensitivity: { days: toFinite("--sensitivity", sensitivity, { min: 1, max: MOST_DAYS }) },
    }),
    ...(direction === undefined ? {} : { direction: direction as "both" }),
    ...(leastDeviation === undefined ? {} : { leastDeviation: leastOf(leastDeviation) }),
    ...(calmMinutes === undefined ? {} : {
      calmMinutes: toFinite("--calmMinutes", calmMinutes, { min: 0, max: MOST_CALM_MINUTES }),
    }),
    ...(timeZone === undefined ? {} : { timeZone }),
  };
  new StreamingDetector(options); // so that a mistake is said before anything is read
  return calendar === undefined ? options : await withCalendar(options, calendar);
}

/** A number in the unit of the series, or a share such as 20%. */
function leastOf(text: string): number | { relative: number } {
  const [, digits = "", percent] = /^(.*?)(%?)$/s.exec(text)!;
  const number = digits.trim() === "" ? NaN : Number(digits);
  if (!(number >= 0 && number < Infinity)) {
    throw new UsageError(
      `Cannot read --leastDeviation as it must be a finite number of 0 or more, or a share such as 20%: current value is ${
        excerpt(text)
      }`,
    );
  }
  return percent === "" ? number : { relative: number / 100 };
}

/** Options with the text of an iCalendar file, which a detector takes. */
async function withCalendar(
  options: StreamingDetectorOptions,
  path: string,
): Promise<StreamingDetectorOptions & { calendar: string }> {
  const calendar = new TextDecoder().decode(await readAll(fileBytes(fromCaller(path))));
  try {
    new StreamingDetector({ ...options, calendar });
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(`${message} (--calendar ${excerpt(path)})`, { cause: error });
  }
  return { ...options, calendar };
}
