/** Incidents put into a person's own series, where it was calm. */
import { medianStep, Mt19937, streamSeed } from "../../math/mod.ts";
import type { TimeSeries } from "../../data/mod.ts";
import { HOUR, MINUTE } from "../../time.ts";

/** A kind of incident. */
export interface IncidentKind {
  /** What happens, for a table. */
  readonly name: string;
  /** How long it lasts, milliseconds. */
  readonly lasts: number;
  /** The value of a row in it. */
  readonly change: (value: number, before: number) => number;
}

/** An incident in a series, by rows. */
export interface OwnIncident {
  readonly kind: IncidentKind;
  /** First row. */
  readonly start: number;
  /** Row after the last one. */
  readonly end: number;
}

/** What is put in. */
export const INCIDENT_KINDS: readonly IncidentKind[] = [
  { name: "nothing for 30 minutes", lasts: 30 * MINUTE, change: () => 0 },
  { name: "half for 2 hours", lasts: 2 * HOUR, change: (value) => value / 2 },
  { name: "twice as much for 2 hours", lasts: 2 * HOUR, change: (value) => 2 * value },
  { name: "ten times as much, once", lasts: 0, change: (value) => 10 * value },
  { name: "the same value for 4 hours", lasts: 4 * HOUR, change: (_, before) => before },
];

/**
 * Chooses where incidents go: of each kind as many, spread over the whole time, by day and by night.
 *
 * @param series The series
 * @param options `first` row in which one may begin, how many of each kind, and which rows are calm:
 * an incident lies in calm rows only
 * @returns In the order of kinds and rows; fewer where there is no room
 */
export function chooseIncidents(
  { timestamps, values }: TimeSeries,
  options: {
    readonly seed: number;
    readonly first: number;
    readonly each: number;
    readonly isCalm: (row: number) => boolean;
  },
): OwnIncident[] {
  const { seed, first, each, isCalm } = options;
  const step = medianStep(timestamps);
  return INCIDENT_KINDS.flatMap((kind) => {
    const random = new Mt19937(streamSeed(seed, `own incidents: ${kind.name}`));
    const rows = Math.max(1, Math.round(kind.lasts / step));
    const room = (values.length - rows - first) / each;
    return Array.from({ length: each }, (_, i) => {
      for (let attempt = 0; attempt < 20; attempt++) {
        const start = Math.floor(first + (i + random.random()) * room);
        const end = start + rows;
        const isFree = start > 0 && end <= values.length && changes(values, kind, start, end) &&
          Array.from({ length: rows }, (_, k) => start + k).every(isCalm);
        if (isFree) return { kind, start, end };
      }
      return undefined;
    }).filter((incident) => incident !== undefined);
  });
}

/** The values with an incident in them, a copy. */
export function withIncident(values: Float64Array, incident: OwnIncident): Float64Array {
  const { kind, start, end } = incident;
  const before = values[start - 1]!;
  return values.map((value, row) => row >= start && row < end ? kind.change(value, before) : value);
}

/** Whether an incident is one: a night without requests has no outage. */
function changes(values: Float64Array, kind: IncidentKind, start: number, end: number): boolean {
  return values.subarray(start, end).some((value) =>
    kind.change(value, values[start - 1]!) !== value
  );
}
