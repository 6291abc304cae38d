/** An alert that has fired and is not resolved. */
import type { Alert, AlertRow } from "./alert.ts";
import { FAR_Z } from "./episodes.ts";
import { isNothing, NOTHING } from "./standstill.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import type { UsualHour } from "../hour/usual_hour.ts";
import { DAY } from "../../../time.ts";

/** What is remembered of it. */
export interface OpenAlert {
  /** Time of its first row. */
  readonly since: number;
  /** Time of the last row that kept it open. */
  lastHot: number;
  /** Time of the last row that was not calm: it kept it open, or said nothing. */
  lastUncalm: number;
  /** The highest score so far. */
  score: number;
  /** The channel that fired it. */
  readonly channel: Alert["channel"];
  /** Which way the value went then. */
  readonly direction: Alert["direction"];
  /** The row furthest from its hour, in the alert's direction. */
  worst: AlertRow;
  /** How many times off its hour a row was at most: see {@linkcode timesOff}. */
  times: number;
  /** Whether the row before kept it open, or said nothing after one that did. */
  isOn: boolean;
  /**
   * What the rows since the last that kept it open say: the log odds of a level about half as far
   * off as its worst row, against what is usual; 0 at most, -Infinity where no row told of a level.
   */
  off: number;
}

/**
 * A level is the new one after so long in which no row told that it is off: where most still are as
 * far off as before, and where hours say nothing, as on a weekend.
 */
const SETTLED = { off: DAY, silent: 3 * DAY };

/**
 * An alert stays open while the value is so many spreads from its hour, unless that is the level
 * now.
 */
export const STRAYED = 3;

/** So many times as far off as an alert has been, a row is another incident. */
const WORSE = 2;

/**
 * What is usual is back from such log odds on, twenty to one: a few rows of a small count may be
 * as usual by chance, and one where hardly anything comes says nothing.
 */
const BACK = 3;

/** A row so many spreads off its hour tells that its alert is of a level, which may last. */
const OUT = 1;

/** A row is as far off as an alert from this share of what its worst row was. */
const AS_FAR = 0.5;

const NONE: OpenAlert = {
  since: 0,
  lastHot: 0,
  lastUncalm: 0,
  score: 0,
  channel: "value",
  direction: "none",
  worst: { time: 0, value: 0, usual: 0, deviation: 0 },
  times: 0,
  isOn: false,
  off: -Infinity,
};

/**
 * How many times off its usual value a row is in an alert's direction, else 0: twice and half as
 * much are 1 alike, nothing at all the deviation in spreads. A deviation ends at a loss of all.
 */
export function timesOff(
  { value, usual, deviation }: AlertRow,
  { spreads }: UsualHour,
  { direction }: Pick<OpenAlert, "direction">,
): number {
  const isItsWay = direction === "none" || direction === (spreads > 0 ? "up" : "down");
  if (!isItsWay || !(Math.abs(deviation) > 0 && Math.abs(spreads) > 0)) return 0;
  const nearer = Math.min(Math.abs(value), Math.abs(usual));
  return 1 / (nearer / Math.abs(deviation) + 1 / Math.abs(spreads));
}

/** Whether a row is the worst of an alert: by its score where one of the two has no usual value. */
export function isWorse(row: AlertRow, score: number, { worst, ...open }: OpenAlert): boolean {
  if (Number.isNaN(row.deviation + worst.deviation)) return score > open.score;
  const size = ({ deviation }: AlertRow): number =>
    open.direction === "none"
      ? Math.abs(deviation)
      : open.direction === "up"
      ? deviation
      : -deviation;
  return size(row) > size(worst);
}

/**
 * Whether a series turns: it falls far below its hour, or to nothing, while no fall is open, or
 * rises twice as far as the fall that is open. What rises less after a fall is its rebound.
 */
export function turns(
  row: AlertRow,
  usual: UsualHour,
  standstill: { readonly rings: boolean },
  open: OpenAlert | undefined,
): boolean {
  if (!usual.known) return false;
  if (open?.direction !== "down") return standstill.rings || usual.z <= -FAR_Z;
  if (usual.z < FAR_Z || open.channel === "missing") return false;
  return timesOff(row, usual, { direction: "up" }) >= WORSE * open.times;
}

/** Whether a row goes the way of an alert that is open: it is no alert of its own. */
export function goesOn({ known, z }: UsualHour, { direction }: OpenAlert): boolean {
  return known && direction === (z > 0 ? "up" : "down");
}

/**
 * Whether a series that fell to nothing is still there where much is usual, row by row: an outage
 * of days widens what is usual, and is no new level.
 */
export function isStillNothing(row: AlertRow, open: OpenAlert): boolean {
  return open.isOn && hasFallen(open) && isNothing(row);
}

/**
 * Whether a row says nothing: it is next to nothing at an hour that is so anyway, as nights may be.
 */
export function isSilent(
  { value, usual }: AlertRow,
  { range }: UsualHour,
  open: OpenAlert,
): boolean {
  const most = NOTHING * Math.abs(open.worst.usual);
  const values = hasFallen(open) ? [value, usual] : [value, ...range];
  return open.isOn && most > 0 && values.every((one) => Math.abs(one) <= most);
}

function hasFallen({ direction, worst }: OpenAlert): boolean {
  return direction === "down" && Math.abs(worst.value) <= NOTHING * worst.usual;
}

/** Whether a row ends missing samples: any does but one that goes on with the fall before them. */
export function isBack({ z }: UsualHour, { channel, direction }: OpenAlert): boolean {
  return channel === "missing" && !(direction === "down" && z <= -FAR_Z);
}

/**
 * Whether a row is far from its hour, or the series stands still, and far worse than all that is
 * open: it would hide in it.
 */
export function worsens(
  row: AlertRow,
  usual: UsualHour,
  standstill: { readonly rings: boolean },
  open: OpenAlert | undefined,
): boolean {
  if (open === undefined || open.channel === "missing") return false;
  return (Math.abs(usual.z) >= FAR_Z || standstill.rings) && isWorseThan(row, usual, open);
}

/** Whether a row is far worse than an open alert has been. Nothing is no worse than nothing. */
export function isWorseThan(row: AlertRow, usual: UsualHour, open: OpenAlert): boolean {
  const times = timesOff(row, usual, open);
  return times > 0 && times >= WORSE * open.times && !(hasFallen(open) && isNothing(row));
}

/**
 * Whether a row goes an alert's way, and by half as much as its worst row or more: each in shares
 * of its value or its usual one, whichever is larger. Few spreads do: days of an outage widen them.
 */
export function isOff(row: AlertRow, { spreads }: UsualHour, { worst }: OpenAlert): boolean {
  return Math.abs(spreads) >= 0.5 && shareOff(row) / shareOff(worst) >= AS_FAR;
}

function shareOff({ value, usual, deviation }: AlertRow): number {
  return deviation / Math.max(Math.abs(value), Math.abs(usual));
}

/**
 * Whether an alert is over: after so many milliseconds of calm, in which silence does not count, or
 * as its level is the new one.
 */
export function isOver(time: number, open: OpenAlert, isSilence: boolean, calm: number): boolean {
  const { lastHot, lastUncalm } = open;
  if (isSilence) return time - lastHot >= SETTLED.silent;
  return time - lastUncalm >= calm && time - lastHot >= (isStillOff(open) ? SETTLED.off : 0);
}

/** Whether what ends an alert is no calm: the value is as far from its hour as before. */
export function isNewLevel(row: AlertRow, usual: UsualHour, open: OpenAlert): boolean {
  return open.channel !== "missing" && usual.known &&
    ((isStillOff(open) && isOff(row, usual, open)) ||
      (Math.abs(usual.spreads) >= STRAYED && Math.abs(usual.z) < STRAYED));
}

/** Whether rows have not said yet that what is usual is back. */
export function isStillOff({ off }: OpenAlert): boolean {
  return off > -BACK;
}

/** Takes a row; one that kept the alert open tells of its level only where it is off that way. */
export function count(isHot: boolean, usual: UsualHour, open: OpenAlert): void {
  const share = shareOff(open.worst);
  // half of a loss, the root of a rise's factor: one row of a hundred times is no level of twice
  const far = usual.spreadsAt(share > 0 ? 1 - Math.sqrt(1 - Math.min(1, share)) : AS_FAR * share);
  const odds = far * (usual.spreads - far / 2); // of two normal means
  const says = usual.known && open.direction !== "none" && Number.isFinite(odds);
  const isOut = isHot && goesOn(usual, open) && Math.abs(usual.spreads) >= OUT;
  open.off = !says ? -Infinity : isOut ? 0 : Math.min(0, open.off + odds);
}

/**
 * An alert as it fires, at a time; `times` is that of the one which turned, so that no seesaw rings
 * on.
 */
export function opened(
  fired: Pick<OpenAlert, "since" | "channel" | "direction" | "score">,
  worst: AlertRow,
  time: number,
  times = 0,
): OpenAlert {
  return { ...fired, worst, lastHot: time, lastUncalm: time, times, isOn: true, off: -Infinity };
}

/** Saves what is open, or takes it back. */
export function openAlertState(io: StateIo, own: OpenAlert | undefined): OpenAlert | undefined {
  if (!io.flag("whether an alert is open", own !== undefined)) return undefined;
  const { worst, ...open } = own ?? NONE;
  return {
    since: io.number("first row of an alert", open.since),
    lastHot: io.number("last row of an alert", open.lastHot),
    lastUncalm: io.number("last row of an alert that was not calm", open.lastUncalm),
    score: io.number("score of an alert", open.score, 0),
    channel: io.text("channel of an alert", open.channel) as Alert["channel"],
    direction: io.text("direction of an alert", open.direction) as Alert["direction"],
    times: io.number("times off of an alert", open.times, 0),
    isOn: io.flag("whether an alert is on", open.isOn),
    off: io.number("rows still off", open.off),
    worst: {
      time: io.number("worst row of an alert", worst.time),
      value: io.number("worst value of an alert", worst.value, NaN),
      usual: io.number("usual value of an alert", worst.usual, NaN),
      deviation: io.number("deviation of an alert", worst.deviation, NaN),
    },
  };
}
