/** What is told of an alert: the row, what is usual beside it, and a sentence. */
import type { Alert, AlertRow } from "./alert.ts";
import { type AlertEnd, endText, firingText, levelText, type Return } from "./alert_text.ts";
import type { OpenAlert } from "./open_alert.ts";
import type { UsualHour } from "../hour/usual_hour.ts";
import { MINUTE } from "../../../time.ts";

/** Score from which an alert is critical. */
export const CRITICAL = 2;

/** An alert that fires or rises. */
export interface Firing extends Pick<Alert, "since" | "channel" | "direction" | "score"> {
  /** The row. */
  readonly row: AlertRow;
  /** What its channel expected, if anything. */
  readonly expected?: number;
  /** For `missing`: from when on samples are late, and how many. */
  readonly gap?: { readonly from: number; readonly late: number };
  /** Whether the value is usual again after it was not, or what was usual before the level now. */
  readonly isReturn: Return;
  /** The alert that ends as this one fires. */
  readonly ended?: Alert | undefined;
}

/** What is told when an alert fires or rises; `most` is its highest score: critical stays so. */
export function tellFiring(
  { row, expected = NaN, gap, isReturn, ended, ...rest }: Firing,
  usual: UsualHour,
  most = rest.score,
): Alert {
  const alert = {
    state: "firing" as const,
    ...rest,
    ...row,
    ...usualOf(row, usual),
    direction: wayOf(row, rest),
    severity: severityOf(most),
    ...(ended && { ended }),
  };
  return { ...alert, text: firingText({ alert, expected, kind: usual.kind, isReturn, gap }) };
}

/** What is told of an alert when it is resolved, or where the data end. */
export function tellEnd(
  open: OpenAlert,
  { time, value, how, until: now = time }: {
    time: number;
    value: number;
    how: AlertEnd;
    until?: number;
  },
  usual: UsualHour,
): Alert {
  const over = open.lastHot === -Infinity ? time : open.lastHot + usual.step;
  const until = how === "open" ? now : Math.min(now, over);
  const { since, score, channel, worst } = open;
  const row = { time, value, usual: usual.usual, deviation: value - usual.usual };
  return {
    state: how === "open" ? "firing" : "resolved",
    since,
    ...row,
    ...usualOf(row, usual),
    direction: wayOf(worst, open),
    severity: severityOf(score),
    score,
    channel,
    text: how === "settled"
      ? levelText(row, worst, until - since)
      : endText(worst, until - since, how),
    worst,
    minutes: (until - since) / MINUTE,
  };
}

function severityOf(score: number): Alert["severity"] {
  return score >= CRITICAL ? "critical" : "warning";
}

/** Which way a row went: from its usual value; where that does not say, as the rule has it. */
function wayOf(
  { deviation }: AlertRow,
  { channel, direction }: Pick<Alert, "channel" | "direction">,
): Alert["direction"] {
  if (channel === "quiet" || deviation === 0 || Number.isNaN(deviation)) return direction;
  return deviation > 0 ? "up" : "down";
}

function usualOf(
  { usual: value, deviation }: AlertRow,
  usual: UsualHour,
): Pick<Alert, "usualRange" | "percent" | "spreads"> {
  const [low, high] = usual.range;
  const isNone = value === 0 || (low < 0 && high > 0); // a share of what may as well be nothing
  return {
    usualRange: usual.range,
    percent: isNone ? NaN : 100 * deviation / Math.abs(value),
    spreads: usual.any && !Number.isNaN(deviation) ? usual.spreads : NaN,
  };
}
