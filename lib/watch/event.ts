/** What the watch tells people: an alert that fires or resolves, of a series or of its silence. */
import { createHash } from "node:crypto";
import { formatTimestamp } from "../data/mod.ts";

/** An alert as a detector gives it, as far as the watch passes it on. */
export interface DetectorAlert {
  readonly state: "firing" | "resolved";
  readonly since: number;
  readonly time: number;
  readonly value: number;
  readonly usual: number;
  readonly deviation: number;
  readonly percent: number;
  readonly direction: string;
  readonly severity: string;
  readonly channel: string;
  readonly text: string;
  readonly minutes?: number;
  /** The alert that ends as this one fires. */
  readonly ended?: DetectorAlert;
}

/** One change of an alert. */
export interface WatchEvent {
  /** Key of the series. */
  readonly series: string;
  /** Name of the series for people. */
  readonly name: string;
  /** Number of the event within its series, 1 first. */
  readonly sequence: number;
  /** The same for all events of one alert, in each run. */
  readonly fingerprint: string;
  /** `anomaly` in the values, or `silent` if there are none. */
  readonly kind: "anomaly" | "silent";
  readonly state: "firing" | "resolved";
  /** When the alert began, epoch milliseconds. */
  readonly since: number;
  /** When it changed: the time of the point that shows it. */
  readonly time: number;
  readonly severity: string;
  /** One sentence for a person. */
  readonly text: string;
  /** The numbers of an anomaly; those that are unknown are left out. */
  readonly details: Readonly<Record<string, number | string>>;
}

/** What an event tells, but for whose it is. */
type Told = Omit<WatchEvent, "kind" | "series" | "name" | "sequence" | "fingerprint">;

/** An event of a series, its number among them given. */
export function seriesEvent(
  kind: WatchEvent["kind"],
  of: { readonly key: string; readonly name: string; readonly sequence: number },
  told: Told,
): WatchEvent {
  const { key, name, sequence } = of;
  return {
    series: key,
    name,
    sequence,
    fingerprint: fingerprint(kind, key, told.since),
    kind,
    ...told,
  };
}

/** What is told of a source as it falls silent, and as it sends again. */
export function silence(isSilent: boolean, since: number, time: number): Told {
  const from = `${formatTimestamp(since)} UTC`;
  return {
    state: isSilent ? "firing" : "resolved",
    since,
    time,
    severity: "warning",
    text: isSilent
      ? `Nothing has come from the source since ${from}: whether there is traffic is not known.`
      : `The source, silent since ${from}, sends again.`,
    details: {},
  };
}

/** What two events of one alert share: 16 hexadecimal digits. */
function fingerprint(kind: WatchEvent["kind"], series: string, since: number): string {
  return createHash("sha256").update(`${kind}\n${series}\n${since}`).digest("hex").slice(0, 16);
}

/** The numbers of a detector's alert that are known. */
export function alertDetails(alert: DetectorAlert): Record<string, number | string> {
  const { value, usual, deviation, percent, minutes, direction, channel } = alert;
  const numbers = Object.entries({ value, usual, deviation, percent, minutes })
    .filter((entry): entry is [string, number] => Number.isFinite(entry[1]));
  return { ...Object.fromEntries(numbers), direction, channel };
}

/** An event as a line of JSON, timestamps in ISO 8601. */
export function eventLine(event: WatchEvent): string {
  const { series, name, fingerprint, kind, state, since, time, severity, text, details } = event;
  return JSON.stringify({
    alert: kind,
    state,
    series: name,
    source: series,
    since: new Date(since).toISOString(),
    time: new Date(time).toISOString(),
    severity,
    ...details,
    text,
    fingerprint,
  });
}
