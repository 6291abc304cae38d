/** How a detector is made, and how its options are checked. */
import {
  excerpt,
  requireKind,
  requireKnownOptions,
  requireNumber,
  requireOneOf,
  requireSeed,
} from "../../checks.ts";
import { Calendar } from "./hour/calendar.ts";
import type { CalendarEvent } from "./hour/calendar_event.ts";
import { LocalClock } from "./hour/local_clock.ts";
import {
  checkSensitivity,
  DEFAULT_SENSITIVITY,
  DEFAULT_THRESHOLD,
  type Sensitivity,
} from "./alerts/sensitivity.ts";
import { CALM_MINUTES, MOST_CALM_MINUTES } from "./alerts/episodes.ts";
import { type LeastDistances, leastDistances } from "./alerts/least_deviation.ts";
import { DETECTOR_CONSTANTS, type DetectorConstants, FORMER_CONSTANTS } from "./constants.ts";

/** Which deviations are worth an alert, and when. All but the zone may differ after a restart. */
export interface AlertOptions {
  /**
   * How often it may ring for nothing.
   *
   * @default { days: 30 }
   */
  readonly sensitivity?: Sensitivity;
  /**
   * Which way a value must go to ring. Flat lines at a usual value ring for `both` only, samples
   * that do not come ring but for `up`.
   *
   * @default {"both"}
   */
  readonly direction?: "both" | "up" | "down";
  /**
   * Least distance from the usual value that rings: in the unit of the series, or as `relative`
   * share of the usual value (0.2 is 20 %); if both are given, both must be reached.
   *
   * @default {0}
   */
  readonly leastDeviation?: number | { readonly absolute?: number; readonly relative?: number };
  /**
   * An alert is over, and the next may ring, after so many minutes in which nothing stood out, and
   * 4.5 steps at least, or a seventh of the sensitivity's days where that is less. More makes one
   * alert of what comes and goes; 0 .. 525,600.
   *
   * @default {40}
   */
  readonly calmMinutes?: number;
  /**
   * IANA zone in which days and weeks are told apart; clocks change with it. A snapshot of another
   * is refused.
   *
   * @default {"UTC"}
   */
  readonly timeZone?: string;
  /** Days that are no usual ones: an iCalendar text (see {@linkcode readCalendar}), or a list. */
  readonly calendar?: string | readonly CalendarEvent[];
}

/** How a detector is made. */
export interface StreamingDetectorOptions extends AlertOptions {
  /** Where all randomness comes from: weights and draws. Integer in 0 .. 2^32 - 1. */
  readonly seed: number;
  /** Name of the series; a snapshot of another name is refused. Empty unless told. */
  readonly series?: string;
  /**
   * Multiplies what {@linkcode AlertOptions.sensitivity} asks for: {@linkcode DEFAULT_THRESHOLD}
   * leaves it as it is.
   *
   * @deprecated State a `sensitivity`.
   */
  readonly threshold?: number;
  /** Changes to {@linkcode DETECTOR_CONSTANTS}, for experiments and fast tests. */
  readonly constants?: Partial<DetectorConstants>;
}

const ACTION = "make a detector";
const ALERT_NAMES = [
  "sensitivity",
  "direction",
  "leastDeviation",
  "calmMinutes",
  "timeZone",
  "calendar",
];
const NAMES = [...ALERT_NAMES, "seed", "series", "threshold", "constants"];

/** {@linkcode AlertOptions}, checked and ready for use. */
export interface AlertRules extends LeastDistances {
  /** As stated. */
  readonly sensitivity: Sensitivity;
  /** As stated. */
  readonly direction: "both" | "up" | "down";
  /** As stated. */
  readonly calmMinutes: number;
  /** The local time. */
  readonly clock: LocalClock;
  /** The known events. */
  readonly calendar: Calendar;
}

/** Checks options on top of defaults that were checked before. */
export function alertRules(options: AlertOptions, own?: AlertRules): AlertRules {
  const { sensitivity = own?.sensitivity ?? DEFAULT_SENSITIVITY } = options;
  const { direction = own?.direction ?? "both", timeZone, calendar } = options;
  const { calmMinutes = own?.calmMinutes ?? CALM_MINUTES } = options;
  checkSensitivity(ACTION, sensitivity);
  requireNumber(ACTION, { calmMinutes }, { min: 0, max: MOST_CALM_MINUTES });
  requireOneOf(ACTION, { direction }, ["both", "up", "down"]);
  const { absolute, relative } = options.leastDeviation === undefined
    ? own ?? { absolute: 0, relative: 0 }
    : leastDistances(ACTION, options.leastDeviation);
  const clock = timeZone === undefined && own !== undefined
    ? own.clock
    : new LocalClock(timeZone ?? "UTC");
  const events = calendar === undefined && own !== undefined
    ? own.calendar
    : Calendar.of(calendar ?? [], clock.timeZone);
  return {
    sensitivity: { days: sensitivity.days },
    direction,
    calmMinutes,
    absolute,
    relative,
    clock,
    calendar: events,
  };
}

/** Refuses names that {@linkcode AlertOptions} does not have. */
export function checkAlertNames(action: string, options: object): void {
  requireKnownOptions(action, options, ALERT_NAMES);
}

/** The rest of the options, checked. */
export function checkDetectorOptions(
  options: StreamingDetectorOptions,
): { seed: number; series: string; threshold: number; constants: DetectorConstants } {
  requireKnownOptions(ACTION, options, NAMES);
  const { seed, series = "", threshold = DEFAULT_THRESHOLD } = options;
  requireSeed(ACTION, seed);
  requireNumber(ACTION, { threshold }, { above: 0 });
  if (typeof series !== "string") {
    throw new TypeError(
      `Cannot ${ACTION} as series must be a text: current value is ${excerpt(series)}`,
    );
  }
  const constants = constantsOf(options.constants);
  const { capacity, meanRows, referenceRows, rankRows } = constants;
  const needed = Math.max(meanRows + referenceRows, rankRows);
  if (capacity <= needed) {
    throw new RangeError(
      `Cannot make a detector as capacity must exceed the ${needed} rows that scores look back: current value is ${capacity}`,
    );
  }
  return { seed, series, threshold, constants };
}

function constantsOf(changes: Partial<DetectorConstants> = {}): DetectorConstants {
  requireKind(ACTION, { constants: changes }, "an object");
  const former: readonly string[] = FORMER_CONSTANTS;
  const known = Object.entries(changes).filter(([name]) => !former.includes(name));
  const asked: Partial<DetectorConstants> = Object.fromEntries(known);
  requireKnownOptions(ACTION, asked, Object.keys(DETECTOR_CONSTANTS));
  return { ...DETECTOR_CONSTANTS, ...asked };
}
