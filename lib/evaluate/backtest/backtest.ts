/** How a detector would have done on a person's own last weeks. */
import { counted } from "../../text.ts";
import { requireInteger, requireKnownOptions, requireNumber, requireSeed } from "../../checks.ts";
import type { TimeSeries } from "../../data/mod.ts";
import { type Alert, type AlertOptions, StreamingDetector } from "../../detect/mod.ts";
import { medianStep } from "../../math/mod.ts";
import { bandAlerts, bandWidth, REFERENCE_BANDS } from "../incidents/mod.ts";
import { takeRow } from "../take_row.ts";
import { chooseIncidents, incidentKinds, type OwnIncident, withIncident } from "./own_incidents.ts";
import { DAY, HOUR, MINUTE } from "../../time.ts";

/** An alert that would have rung. */
export interface BacktestAlert {
  /** As it fired. */
  readonly fired: Alert;
  /** When it resolved, epoch milliseconds; not there if it is still open at the end. */
  readonly resolvedAt?: number;
  /** How long it lasted, without the calm after it, as it is told when it resolves. */
  readonly minutes?: number;
}

/** How many incidents of a kind were found. */
export interface BacktestRecall {
  /** What happened. */
  readonly kind: string;
  /** How many were put in. */
  readonly incidents: number;
  /** Minutes from the start to the alert, of those found, sorted. */
  readonly delays: readonly number[];
}

/** One way to ring. */
export interface BacktestLine {
  /** Its name. */
  readonly name: string;
  /** Days that were judged: for a band those with two weeks before them. */
  readonly days: number;
  /** When it would have rung, epoch milliseconds. */
  readonly rings: readonly number[];
  /** The incidents that it would have caught, by kind. */
  readonly recall: readonly BacktestRecall[];
}

/** One sensitivity of the detector. */
export interface BacktestSensitivity extends BacktestLine {
  /** What was asked for: about one false alert in so many days. */
  readonly sensitivity: number;
  /** Its alerts. */
  readonly alerts: readonly BacktestAlert[];
}

/** What {@linkcode backtest} says. */
export interface BacktestReport {
  /** First and last time that was judged, epoch milliseconds; what came before was learned only. */
  readonly from: number;
  readonly to: number;
  /** Days between them. */
  readonly days: number;
  /** The detector, by sensitivity, the most sensitive one first. */
  readonly sensitivities: readonly BacktestSensitivity[];
  /**
   * Mean and deviation of the same hour of the week, as CloudWatch's band amounts to: at its usual
   * two deviations, and as wide as rings no more often than the detector at the middle sensitivity.
   * Empty where no row has two weeks before it.
   */
  readonly bands: readonly BacktestLine[];
}

/** Options of {@linkcode backtest}. */
export interface BacktestOptions {
  /** Where all randomness comes from: the detector's, and where incidents go. */
  readonly seed: number;
  /** Days of `sensitivity` to try. */
  readonly sensitivities?: readonly number[];
  /** Days that are learned before anything is judged; 7, or half of the series if that is less. */
  readonly learn?: number;
  /** Incidents of each kind; 10 unless told. */
  readonly incidents?: number;
  /** The detector's options beside its sensitivity. */
  readonly detector?: Omit<AlertOptions, "sensitivity">;
  /** Called now and then with the share that is done. */
  readonly onProgress?: (share: number) => void;
}

/** A snapshot of the detector is kept all so many milliseconds, to begin a replay there. */
const CHECKPOINT = 6 * HOUR;
/** An incident that rings so late counts as caught by its end. */
const AFTER = 15 * MINUTE;
/** Deviations of CloudWatch's band where nobody chose others. */
const USUAL_BAND = 2;

/**
 * Replays a series as if it had been watched: when the detector would have rung, at each
 * sensitivity, and how many incidents it would have caught that are put into the series one by one.
 *
 * @param series In time order
 * @throws {RangeError} If the series is shorter than two days or than the detector needs, or an
 * option out of range
 */
export function backtest(series: TimeSeries, options: BacktestOptions): BacktestReport {
  const known = ["seed", "sensitivities", "learn", "incidents", "detector", "onProgress"];
  requireKnownOptions("backtest", options, known);
  const { seed, incidents: each = 10, learn = 7, detector = {}, onProgress } = options;
  const { sensitivities = [7, 30, 90] } = options;
  requireSeed("backtest", seed);
  requireInteger("backtest", { incidents: each }, { min: 0, max: 1000 });
  requireNumber("backtest", { learn }, { min: 0 });
  const { timestamps } = series;
  const step = medianStep(timestamps);
  // the last row stands for a step too
  const length = timestamps.length < 2 ? 0 : timestamps.at(-1)! - timestamps[0]! + step;
  if (!(length >= 2 * DAY)) {
    throw new RangeError(
      `Cannot backtest as the series must cover 2 days or more: it covers ${
        counted(Math.floor(length / HOUR), "hour")
      }`,
    );
  }
  const judgedFrom = timestamps[0]! + Math.min(learn * DAY, length / 2);
  const learnt = timestamps.findIndex((time) => time >= judgedFrom);
  const runs = sensitivities.toSorted((a, b) => a - b).map((days, i) => {
    const run = replay(series, step, { seed, ...detector, sensitivity: { days } });
    onProgress?.((i + 1) / (2 * sensitivities.length));
    return { days, ...run };
  });
  // The detector's first nets take rows, not days: on a coarse series they take longer to be ready.
  const first = Math.max(learnt, ...runs.map(({ scoredFrom }) => scoredFrom));
  if (first >= timestamps.length) {
    throw new RangeError(
      `Cannot backtest as the detector must have more rows to be ready: the series has ${timestamps.length}`,
    );
  }
  const open = new Set(runs.flatMap(({ openRows }) => [...openRows]));
  const incidents = chooseIncidents(series, { seed, first, each, isCalm: (row) => !open.has(row) });
  let done = 0;
  const lines = runs.map(({ days, alerts, checkpoints }): BacktestSensitivity => {
    const judged = alerts.filter(({ fired }) => fired.time >= timestamps[first]!);
    const own = { seed, ...detector, sensitivity: { days } };
    return {
      name: `one false alert in ${counted(days, "day")}`,
      sensitivity: days,
      days: (timestamps.at(-1)! - timestamps[first]!) / DAY,
      alerts: judged,
      rings: judged.map(({ fired }) => fired.time),
      recall: recallOf(incidents, series, step, (incident) => {
        onProgress?.(0.5 + ++done / (2 * Math.max(1, incidents.length * sensitivities.length)));
        return replayIncident(series, step, incident, { checkpoints, detector: own });
      }),
    };
  });
  return {
    from: timestamps[first]!,
    to: timestamps.at(-1)!,
    days: (timestamps.at(-1)! - timestamps[first]!) / DAY,
    sensitivities: lines,
    bands: bandLines(series, step, {
      first,
      incidents,
      most: lines[lines.length >> 1]?.rings.length ?? 0,
    }),
  };
}

interface Checkpoint {
  readonly row: number;
  readonly bytes: Uint8Array;
}

interface Replay {
  readonly alerts: BacktestAlert[];
  readonly checkpoints: Checkpoint[];
  /** The first row that was scored; the number of rows if none was. */
  readonly scoredFrom: number;
  /** Rows within an alert, and an hour around it. */
  readonly openRows: ReadonlySet<number>;
}

type DetectorOptions = ConstructorParameters<typeof StreamingDetector>[0];

function replay(series: TimeSeries, step: number, options: DetectorOptions): Replay {
  const { timestamps, values } = series;
  const detector = new StreamingDetector(options);
  const fired = new Map<number, Alert>(); // by `since`: one that grows worse is told again
  const resolved = new Map<number, Omit<BacktestAlert, "fired">>();
  const close = ({ since, minutes = 0 }: Alert, resolvedAt: number) =>
    resolved.set(since, { resolvedAt, minutes });
  const checkpoints: Checkpoint[] = [];
  let scoredFrom = values.length;
  let due = -Infinity;
  for (let row = 0; row < values.length; row++) {
    const time = timestamps[row]!;
    if (time >= due) {
      checkpoints.push({ row, bytes: detector.snapshot() });
      due = time + CHECKPOINT;
    }
    for (const { alert, status } of takeRow(detector, series, row, step)) {
      if (status === "scored") scoredFrom = Math.min(scoredFrom, row);
      if (alert?.ended) close(alert.ended, time);
      if (alert?.state === "firing") {
        fired.set(alert.since, { ...(fired.get(alert.since) ?? alert), severity: alert.severity });
      } else if (alert !== undefined) close(alert, time);
    }
  }
  const alerts = Array.from(fired.values(), (alert): BacktestAlert => ({
    fired: alert,
    ...resolved.get(alert.since),
  }));
  const openRows = new Set<number>();
  for (const { fired, resolvedAt = Infinity } of alerts) {
    const from = timestamps.findIndex((time) => time >= fired.since - HOUR);
    for (let row = from; row < values.length && timestamps[row]! <= resolvedAt + HOUR; row++) {
      openRows.add(row);
    }
  }
  return { alerts, checkpoints, scoredFrom, openRows };
}

/** When the detector first rings for an incident, epoch ms; `undefined` if it does not. */
function replayIncident(
  { timestamps, values }: TimeSeries,
  step: number,
  incident: OwnIncident,
  { checkpoints, detector: options }: {
    checkpoints: readonly Checkpoint[];
    detector: DetectorOptions;
  },
): number | undefined {
  const { row: from, bytes } = checkpoints.findLast(({ row }) => row <= incident.start)!;
  const detector = new StreamingDetector(options);
  detector.restore(bytes);
  const changed = { timestamps, values: withIncident(values, incident) };
  const until = timestamps[incident.end - 1]! + AFTER;
  for (let row = from; row < values.length && timestamps[row]! <= until; row++) {
    const ring = takeRow(detector, changed, row, step)
      .find(({ alert }) => alert?.state === "firing" && alert.time >= timestamps[incident.start]!);
    if (ring !== undefined) return ring.alert!.time;
  }
  return undefined;
}

function recallOf(
  incidents: readonly OwnIncident[],
  { timestamps }: TimeSeries,
  step: number,
  ringOf: (incident: OwnIncident) => number | undefined,
): BacktestRecall[] {
  return incidentKinds(step).map(({ name: kind }) => {
    const own = incidents.filter((incident) => incident.kind.name === kind);
    const delays = own.flatMap((incident) => {
      const ring = ringOf(incident);
      return ring === undefined ? [] : [(ring - timestamps[incident.start]!) / MINUTE];
    });
    return { kind, incidents: own.length, delays: delays.sort((a, b) => a - b) };
  });
}

/** The hour-of-week band, at its usual width and as wide as rings at most so often. */
function bandLines(
  series: TimeSeries,
  step: number,
  { first, incidents, most }: { first: number; incidents: readonly OwnIncident[]; most: number },
): BacktestLine[] {
  const { timestamps, values } = series;
  const band = REFERENCE_BANDS["hour of week"]!;
  const deviations = band(timestamps, values, step);
  if (!deviations.some((deviation) => deviation > 0)) return [];
  // Nothing is held against it before it has the two weeks that it needs.
  const from = Math.max(timestamps[first]!, timestamps[0]! + 14 * DAY);
  if (from >= timestamps.at(-1)!) return [];
  const judged = incidents.filter(({ start }) => timestamps[start]! >= from);
  const ringsAt = (k: number) =>
    bandAlerts(timestamps, deviations, k, step).filter((time) => time >= from);
  const calm = bandWidth((k) => ringsAt(k).length <= most, { from: USUAL_BAND });
  const changed = new Map(
    judged.map((incident) => [incident, band(timestamps, withIncident(values, incident), step)]),
  );
  return [USUAL_BAND, ...calm > USUAL_BAND ? [calm] : []].map((k) => ({
    name: `hour of week, ${k.toFixed(1)} deviations`,
    days: (timestamps.at(-1)! - from) / DAY,
    rings: ringsAt(k),
    recall: recallOf(judged, series, step, (incident) => {
      const [start, end] = [timestamps[incident.start]!, timestamps[incident.end - 1]! + AFTER];
      return bandAlerts(timestamps, changed.get(incident)!, k, step)
        .find((time) => time >= start && time <= end);
    }),
  }));
}
