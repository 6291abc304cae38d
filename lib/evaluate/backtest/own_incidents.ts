/** Incidents put into a person's own series, where it was calm. */
import { medianStep, Mt19937, streamSeed } from "../../math/mod.ts";
import { formatDuration, type TimeSeries } from "../../data/mod.ts";
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

/**
 * What is put in. It lasts a row at least, and is named for that: a day's count is not that of a
 * day with half an hour of nothing.
 *
 * @param step Of the series, milliseconds
 */
export function incidentKinds(step: number): IncidentKind[] {
  const kind = (name: string, lasts: number, change: IncidentKind["change"]) => ({
    name: `${name} for ${formatDuration(lasts)}`,
    lasts,
    change,
  });
  return [
    kind("nothing", Math.max(30 * MINUTE, step), () => 0),
    kind("half", Math.max(2 * HOUR, step), (value) => value / 2),
    kind("twice as much", Math.max(2 * HOUR, step), (value) => 2 * value),
    { name: "ten times as much, once", lasts: step, change: (value) => 10 * value },
    kind("the same value", Math.max(4 * HOUR, 2 * step), (_, before) => before),
  ];
}

/**
 * Chooses where incidents go: of each kind as many, spread over the whole time, by day and by
 * night.
 *
 * @param series The series
 * @param options `first` row in which one may begin, how many of each kind, and which rows are
 * calm: an incident lies in calm rows only
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
  return incidentKinds(step).flatMap((kind) => {
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
