/** What `deno task detect` tells, as text. */
import { describeSeries, frameTimestamps, type Series } from "../../data/mod.ts";
import {
  type AlertRecord,
  DETECTOR_CONSTANTS,
  type Sensitivity,
  type SeriesAlerts,
} from "../../detect/mod.ts";
import { MOST_DAYS } from "../../detect/streaming/alerts/mod.ts";
import { counted, formatNumber, textTable } from "../../text.ts";
import { DAY } from "../../time.ts";
import { type Clock, clockOf } from "./clock.ts";

/** A series and what was found in it. */
export interface Detection {
  readonly series: Series;
  readonly sensitivity: Sensitivity;
  readonly found: SeriesAlerts;
  /** The file with the results, if one was written. */
  readonly out?: string;
  /** The file with the detector's state, if one was written. */
  readonly state?: string;
}

/** Which columns of the alerts are numbers. */
export const ALERT_NUMBERS = [false, false, true, true];
/** More alerts than these fill a screen and tell nothing. */
const MOST_ALERTS = 50;

/** The report's parts: the series and its notes; a row an alert, headings first; the counts. */
export interface ReportParts {
  readonly about: readonly string[];
  readonly alerts: readonly (readonly string[])[];
  readonly end: readonly string[];
}

/** What is told of a detection, on a terminal as on a page. */
export function detectParts(detection: Detection, timeZone: string): ReportParts {
  const { series, found, out, state } = detection;
  const { alerts, seen, refused } = found;
  const clock = clockOf(timeZone);
  return {
    about: [
      ...describeSeries(series, { timeZone }),
      ...(seen === 0 ? [] : [`${counted(seen, "row")} had been seen before and were passed over.`]),
      ...(refused.length === 0
        ? []
        : [`${counted(refused.length, "row")} were refused; the first: ${refused[0]!.reason}`]),
    ],
    alerts: alerts.length === 0 ? [] : [
      [`start (${timeZone})`, "end", "usual", "worst", "severity", "reason"],
      ...alerts.map((alert) => alertRow(alert, clock)),
    ],
    end: [
      countLine(detection),
      sensitivityLine(detection.sensitivity),
      ...(out === undefined ? [] : [`Rows and alerts are in ${out}`]),
      ...(state === undefined ? [] : [`The detector's state is in ${state}`]),
    ],
  };
}

/** The report: the series, the notes, a table of alerts, what the sensitivity means. */
export function detectReport(detection: Detection, timeZone: string): string {
  const { about, alerts, end } = detectParts(detection, timeZone);
  const more = alerts.length - 1 - MOST_ALERTS;
  const blocks = [
    about,
    alerts.length === 0 ? [] : [
      textTable(alerts.slice(0, 1 + MOST_ALERTS), ALERT_NUMBERS),
      ...(more > 0 ? [`${more} more alerts are not shown (--out FILE has all)`] : []),
    ],
    end,
  ];
  return blocks.filter((lines) => lines.length > 0).map((lines) => lines.join("\n")).join("\n\n");
}

function alertRow(alert: AlertRecord, clock: Clock): string[] {
  const { start, end, isOpen, usual, worst, severity, reason } = alert;
  return [
    clock(start.getTime()),
    isOpen ? "open" : clock(end.getTime()),
    number(usual),
    number(worst.value),
    severity,
    reason,
  ];
}

function countLine({ series, found }: Detection): string {
  const { alerts, scored, training, seen } = found;
  const timestamps = frameTimestamps(series.frame);
  if (scored === 0) {
    return `Nothing was scored: ${
      seen === timestamps.length
        ? "every row had been seen before"
        : `the detector needs ${DETECTOR_CONSTANTS.firstFit} rows first`
    }`;
  }
  const first = Math.min(seen + training, timestamps.length - 1);
  const days = (timestamps.at(-1)! - timestamps[first]!) / DAY;
  const critical = alerts.filter(({ severity }) => severity === "critical").length;
  const count = alerts.length === 0
    ? "No alert"
    : `${counted(alerts.length, "alert")}, ${critical} critical,`;
  const learned = training === 0 ? "" : `; the first ${training} only trained the detector`;
  return `${count} in ${counted(scored, "row")} that were scored (${
    days.toFixed(1)
  } days)${learned}`;
}

function sensitivityLine({ days }: Sensitivity): string {
  return `Sensitivity: about one false alert in ${
    counted(days, "day")
  }, in the mean over series (--sensitivity ${
    Math.max(1, Math.round(days / 4))
  } alerts to more, --sensitivity ${Math.min(MOST_DAYS, Math.round(days * 4))} to less)`;
}

/** As the reasons have them: counts to the last one, however large. */
function number(value: number): string {
  return Number.isFinite(value) ? formatNumber(value, 6, 0) : "-";
}
