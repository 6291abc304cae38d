import {
  optionsOf,
  requireFinite,
  requireKind,
  requireKindIfGiven,
  requireKnownOptions,
  requireNumber,
  requireOneOf,
} from "../../checks.ts";
import {
  createFrame,
  type Frame,
  frameTimestamps,
  frameValues,
  type TimeSeries,
} from "../../data/frame/mod.ts";
import type {
  Alert,
  AlertOptions,
  AlertRecord,
  CalendarEvent,
  DetectorResult,
  Sensitivity,
} from "../../detect/mod.ts";
import {
  CALM_MINUTES,
  checkSensitivity,
  DEFAULT_SENSITIVITY,
  isFarEnough,
  leastDistances,
  MOST_CALM_MINUTES,
} from "../../detect/streaming/alerts/mod.ts";
import { medianStep } from "../../math/mod.ts";
import type { Chart } from "../drawing/chart.ts";
import { fitTexts } from "../drawing/text_width.ts";
import { counted } from "../../text.ts";
import { plotAnomalies } from "../series/anomalies.ts";
import { timeSpan, zoneOf } from "../series/series.ts";
import { checkWindows, type LabelledWindow } from "../series/labelled_windows.ts";
import type { ExploreData, ListedAlert } from "./explore_data.ts";
import { exploreHtml } from "./html.ts";
import { percentileSettings, sensitivitySettings } from "./settings.ts";
import { MINUTE } from "../../time.ts";

/** Pixels that the values' name has, which stands along their axis. */
const LABEL_ROOM = 220;

/** What can be set of the interactive view. */
export interface ExploreOptions {
  /**
   * One a row: what the streaming detector gave, which brings the alerts, the usual values and a
   * slider for the sensitivity; or its levels alone, with `alerts`; or reconstruction errors, 0 or
   * more, with a slider for the percentile above which a row is flagged.
   */
  readonly scores?: readonly DetectorResult[] | ArrayLike<number>;
  /** The alerts; those of `scores` unless told. What rises while it is open is the same alert. */
  readonly alerts?: readonly (Alert | AlertRecord)[];
  /** The usual value at each row, NaN where unknown; that of `scores` unless told. */
  readonly usual?: ArrayLike<number>;
  /** Labelled anomaly windows, both ends included. */
  readonly windows?: readonly LabelledWindow[];
  /**
   * The sensitivity that the detector ran with.
   *
   * @default {DEFAULT_SENSITIVITY}
   */
  readonly sensitivity?: Sensitivity;
  /**
   * What the detector knew beforehand, as `readCalendar` gives it: in these events the slider's
   * other places ring where the detector did, and nowhere else.
   */
  readonly calendar?: readonly CalendarEvent[];
  /**
   * Which way the detector was asked to listen: values that went the other way from the usual one
   * ring nowhere on the slider.
   *
   * @default {"both"}
   */
  readonly direction?: AlertOptions["direction"];
  /**
   * The least distance from the usual value that the detector was asked for: values that are nearer
   * ring nowhere on the slider.
   *
   * @default {0}
   */
  readonly leastDeviation?: AlertOptions["leastDeviation"];
  /**
   * The calm after which the detector held an alert for over, in minutes.
   *
   * @default {40}
   */
  readonly calmMinutes?: AlertOptions["calmMinutes"];
  /**
   * The percentile that the slider starts at.
   *
   * @default {80}
   */
  readonly percentile?: number;
  /**
   * The title.
   *
   * @default {"The series"}
   */
  readonly title?: string;
  /**
   * What the values are, with their unit.
   *
   * @default {"Value"}
   */
  readonly label?: string;
  /**
   * IANA name of the zone whose clocks times are told by.
   *
   * @default {"UTC"}
   */
  readonly timeZone?: string;
}

/** The interactive view, and what stands in its place where no script runs. */
export interface Explorer {
  /** A part of an HTML page that needs nothing beside itself; `show` puts it into a notebook. */
  readonly html: string;
  /** The static chart. */
  readonly chart: Chart;
}

/**
 * An interactive view of a series: zoom and pan, values under the pointer, alerts as a list, and a
 * slider that shows at once what would ring.
 *
 * It is a part of an HTML page which loads nothing; about 160 KB for two weeks of 5-minute data.
 * Without a script, and on paper, it shows the chart that {@linkcode plotAnomalies} draws.
 *
 * @param series A frame with `timestamp` and `value`, or timestamps and values
 * @param options Scores, alerts, labelled windows, title, `timeZone` and the values' `label`
 * @throws {RangeError} If there are no rows, lengths differ, a number is not finite, or there is no
 *   such zone
 * @throws {TypeError} If an option is not known
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame } from "elb-anomaly/data";
 * import { explore } from "elb-anomaly/charts";
 *
 * const frame = createFrame([0, 300_000, 600_000], [94, 56, 187]);
 * const { html } = explore(frame, { scores: [0.1, 0.2, 0.9], title: "Requests" });
 * assert.match(html, /^<div class="elb-explore"/);
 * ```
 */
export function explore(series: Frame | TimeSeries, options: ExploreOptions = {}): Explorer {
  const { scores, alerts, windows = [], sensitivity = DEFAULT_SENSITIVITY, ...others } = optionsOf(
    "explore a series",
    options,
  );
  const { percentile = 80, usual, title = "The series", label = "Value", ...more } = others;
  const { timeZone = "UTC", calendar = [], ...asked } = more;
  const { direction = "both", leastDeviation = 0, calmMinutes = CALM_MINUTES, ...rest } = asked;
  requireKnownOptions("explore a series", rest);
  checkSensitivity("explore a series", sensitivity);
  requireNumber("explore a series", { percentile }, { min: 0, max: 100 });
  requireOneOf("explore a series", { direction }, ["both", "up", "down"]);
  requireNumber("explore a series", { calmMinutes }, { min: 0, max: MOST_CALM_MINUTES });
  requireKind("explore a series", { title, label, timeZone }, "a text");
  requireKindIfGiven("explore a series", { scores, usual }, "a list of numbers");
  requireKindIfGiven("explore a series", { alerts, calendar }, "a list of objects");
  const least = leastDistances("explore a series", leastDeviation);
  const zone = zoneOf(timeZone);
  checkWindows(windows);
  const frame = frameOf(series);
  const [timestamps, values] = [frameTimestamps(frame), frameValues(frame)];
  requireFinite("explore a series", { timestamps, values });
  const results = isResults(scores) ? scores : undefined;
  requireKindIfGiven("explore a series", { scores: results }, "a list of objects");
  const numbers = results === undefined
    ? scores as ArrayLike<number> | undefined
    : results.map(({ level }) => level);
  for (const [what, column] of [["score", numbers], ["usual value", usual]] as const) {
    if (column === undefined || column.length === timestamps.length) continue;
    throw new RangeError(
      `Cannot explore a series as there must be one ${what} a row: got ${column.length} for ${timestamps.length} rows`,
    );
  }
  if (numbers !== undefined) requireFinite("explore a series", { scores: numbers });
  const listed = listAlerts(timestamps, alerts ?? alertsOf(results));
  const isDetector = results !== undefined || alerts !== undefined;
  const usuals = Float64Array.from(usual ?? results?.map(usualOf) ?? []);
  const isAsked = (row: number) => {
    const [value, usual] = [values[row]!, usuals[row] ?? NaN];
    if (Number.isNaN(usual)) return true; // nothing is known
    const isThatWay = direction === "both" || (direction === "up" ? value > usual : value < usual);
    return isThatWay && isFarEnough(value, usual, least);
  };
  const rung = listed.map(({ row }) => row);
  const settings = numbers === undefined
    ? []
    : !isDetector
    ? percentileSettings({ timestamps, scores: numbers }, percentile)
    : sensitivitySettings(
      { timestamps, scores: numbers },
      { days: sensitivity.days, calmMinutes, rung, calendar, isAsked },
    );
  const setting = !isDetector
    ? Math.max(0, settings.findIndex(({ name }) => name.startsWith(`percentile ${percentile},`)))
    : settings.findIndex(({ rows }) => rows === rung);
  const place = settings[setting];
  const isAbove = (row: number) => !isDetector && place !== undefined && numbers![row]! > place.cut;
  const flags = Array.from(timestamps, (_, row) => isAbove(row));
  for (const row of rung) flags[row] = true;
  const chart = plotAnomalies(frame, flags, { title, label, windows, timeZone });
  const step = medianStep(timestamps) || MINUTE;
  const data: ExploreData = {
    title,
    description: `${counted(timestamps.length, "row")}, ${timeSpan(timestamps, zone)}${
      listed.length > 0 ? `; ${counted(listed.length, "alert")}` : ""
    }`,
    label: fitTexts([label], LABEL_ROOM, 13)[0]!, // bold
    timeZone,
    scoreLabel: numbers === undefined ? null : isDetector ? "Level (1 rings)" : "Error",
    rows: timestamps.length,
    hasUsual: results !== undefined || usual !== undefined,
    gaps: Array.from(timestamps.keys()).filter((row) =>
      timestamps[row + 1]! - timestamps[row]! > 4 * step
    ),
    windows: windows.map(({ start, end }) => [start.getTime(), end.getTime()]),
    alerts: listed,
    reasons: Object.fromEntries(
      results?.flatMap(({ reason }, row) => reason === undefined ? [] : [[row, reason.text]]) ?? [],
    ),
    slider: numbers === undefined ? null : isDetector ? "Sensitivity" : "Percentile",
    settings,
    setting: Math.max(0, setting),
    timestamps,
    values,
    usual: usuals,
    scores: Float32Array.from(numbers ?? []),
  };
  return { html: exploreHtml(data, chart, zone), chart };
}

function frameOf(series: Frame | TimeSeries): Frame {
  const { timestamps, values } = Object(series) as TimeSeries;
  const isFrame = !Array.isArray(timestamps) && !ArrayBuffer.isView(timestamps);
  return isFrame ? series as Frame : createFrame(timestamps, values);
}

function isResults(scores: ExploreOptions["scores"]): scores is readonly DetectorResult[] {
  return typeof scores?.[0] === "object";
}

function alertsOf(results: readonly DetectorResult[] | undefined): Alert[] {
  return results?.flatMap(({ alert }) => alert === undefined ? [] : [alert]) ?? [];
}

/** One an alert, where it first fired: what rises later has the same beginning. */
function listAlerts(
  timestamps: Float64Array,
  alerts: readonly (Alert | AlertRecord)[],
): ListedAlert[] {
  const listed = new Map<number, ListedAlert>();
  for (const alert of alerts) {
    if ("state" in alert && alert.state !== "firing") continue;
    const [since, time, text] = "start" in alert
      ? [alert.start.getTime(), alert.fired.getTime(), alert.reason]
      : [alert.since, alert.time, alert.text];
    const next = timestamps.findIndex((at) => at >= time);
    const row = next < 0 ? timestamps.length - 1 : next;
    const { severity } = alert;
    const known = listed.get(since);
    if (known === undefined) {
      listed.set(since, { row, ...timestamps[row] === time ? {} : { time }, text, severity });
    } else if (severity === "critical") listed.set(since, { ...known, severity });
  }
  return [...listed.values()];
}

/** The usual value at this hour, as the detector knew it. */
function usualOf({ channels }: DetectorResult): number {
  return channels.find(({ name }) => name === "hour")?.expected ?? NaN;
}
