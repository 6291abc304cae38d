/** An alert in words. */
import type { Alert, AlertRow } from "./alert.ts";
import type { ChannelName } from "../channels/channel.ts";
import type { DayKind } from "../hour/usual_hour.ts";
import { formatNumber } from "../../../text.ts";
import { HOUR, MINUTE } from "../../../time.ts";

/** Which pattern broke, for the person on call. */
const PATTERNS: Readonly<Record<ChannelName, string>> = {
  value: "the value is one that hardly ever came",
  recent: "it does not follow from what came just before",
  shape: "the last rows have an unfamiliar shape",
  seasonal: "it does not follow from this time on the days before",
  novelty: "nothing like the last rows has come before",
  quiet: "the series moves less than it should",
  hour: "it is not usual at this time",
  missing: "samples do not come",
};

/** A return to what is usual, or to what was usual before a new level; or none. */
export type Return = "usual" | "before" | false;

/** What the sentence of a firing alert is made of. */
export interface FiringText {
  /** All but the text. */
  readonly alert: Omit<Alert, "text">;
  /** What the loudest channel expected, NaN if nothing. */
  readonly expected: number;
  /** Which days the usual value comes from. */
  readonly kind: DayKind;
  /** Whether the value is a return. */
  readonly isReturn: Return;
  /** For `missing`: from when on samples are late, and how many. */
  readonly gap: { readonly from: number; readonly late: number } | undefined;
}

/** The sentence of an alert that fires or rises. */
export function firingText({ alert, expected, kind, isReturn, gap }: FiringText): string {
  const { value, usual, usualRange, percent, spreads, channel, since, time } = alert;
  const known = !Number.isNaN(usual);
  const told = toldApart(alert);
  const at = known
    ? `${told(usual)} is usual at this time (${told(usualRange[0])} to ${
      told(usualRange[1])
    }, ${kind})`
    : "no usual value is known yet";
  if (gap !== undefined) {
    return `no sample for ${duration(time - gap.from)}: ${short(gap.late)} should have come; ${at}`;
  }
  if (isReturn === "usual") {
    return `back to what is usual: ${told(value)}, where ${at}; ${
      PATTERNS[channel]
    }, after the rows before`;
  }
  const far = known && told(value) !== told(usual)
    ? `, ${way(alert)}${Number.isNaN(percent) ? "" : ` by ${short(Math.abs(percent))} %`} (${
      short(Math.abs(spreads))
    } usual spreads)`
    : "";
  const lasting = time > since ? `, for ${duration(time - since)}` : "";
  const own = channel === "quiet" || channel === "hour" || Number.isNaN(expected)
    ? ""
    : `; ${channel} expected ${told(expected)}`;
  const back = isReturn ? "back to what was usual before the new level: " : "";
  return `${back}${told(value)}, where ${at}${far}${lasting}: ${PATTERNS[channel]}${own}`;
}

/** How an alert ends: by calm, by a new level, as the series turned, or not before the data do. */
export type AlertEnd = "resolved" | "settled" | "turned" | "open";

const ENDS: Readonly<Record<Exclude<AlertEnd, "settled">, string>> = {
  resolved: "calm again: it lasted",
  turned: "another alert goes on from here: it lasted",
  open: "still open after",
};

/** The sentence of an alert that is over, or still open where the data end. */
export function endText(worst: AlertRow, milliseconds: number, how: keyof typeof ENDS): string {
  return `${ENDS[how]} ${lastedText(worst, milliseconds)}`;
}

/** The sentence of an alert that is over while the value is as far from its hour as before. */
export function levelText(now: AlertRow, worst: AlertRow, milliseconds: number): string {
  const told = toldApart(now);
  return `taken for the new level: ${told(now.value)} now, where ${
    told(now.usual)
  } is usual at this time; it lasted ${lastedText(worst, milliseconds)}`;
}

function lastedText(worst: AlertRow, milliseconds: number): string {
  const { value, usual } = worst;
  const told = toldApart(worst);
  const most = Number.isNaN(value)
    ? "nothing came"
    : `at its worst ${told(value)}${Number.isNaN(usual) ? "" : `, where ${told(usual)} was usual`}`;
  return `${duration(milliseconds)}, ${most}`;
}

/** Writes numbers with the digits in which a value and its usual one differ. */
function toldApart({ value, usual }: AlertRow): (one: number) => string {
  return (one) => short(one, Math.abs(value - usual));
}

function way({ value, usual }: AlertRow): string {
  return value > usual ? "up" : "down";
}

/**
 * A number for a reader: three digits, whole from 1,000 on; up to seven where it is told beside one
 * that is only `apart` from it.
 */
function short(value: number, apart = NaN): string {
  const size = Math.abs(value);
  const places = (of: number): number => -Math.floor(Math.log10(of));
  const needed = apart > 0 ? Math.min(places(apart) + 1, places(size) + 6) : 0;
  if (size >= 1e15 || (size > 0 && size < 1e-4)) {
    return value.toExponential(Math.max(2, needed - places(size)));
  }
  return formatNumber(value, 3, Math.max(0, needed));
}

function duration(milliseconds: number): string {
  const minutes = Math.round(milliseconds / MINUTE);
  if (minutes < 1) return `${Math.round(milliseconds / 1000)} s`;
  if (minutes < 120) return `${minutes} min`;
  const hours = milliseconds / HOUR;
  return hours < 48
    ? `${short(Math.round(10 * hours) / 10)} h`
    : `${short(Math.round(hours / 2.4) / 10)} days`;
}
