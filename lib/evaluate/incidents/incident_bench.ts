/**
 * How well a detector serves a person on call: what it finds, how soon, and how often it cries
 * wolf.
 */
import {
  requireInteger,
  requireKind,
  requireKindIfGiven,
  requireKnownOptions,
  requireSeed,
} from "../../checks.ts";
import { INCIDENT_SCENARIOS } from "./scenarios.ts";
import { calmSeries, type IncidentSeries, scenarioSeries } from "./scenario_series.ts";
import { INCIDENT_PROFILES, type IncidentProfile, WATCHED_PROFILES } from "./profiles.ts";
import type { IncidentDetector } from "./streaming_alerts.ts";
import { judgeSeries, type SeriesVerdict } from "./verdict.ts";

/** What the bench runs. */
export interface IncidentBenchOptions {
  /**
   * Each makes all series anew.
   *
   * @default {[1, 2, 3]}
   */
  readonly seeds?: readonly number[];
  /**
   * Every n-th scenario and normal series only, for a quick look.
   *
   * @default {1}
   */
  readonly every?: number;
  /** Called after each series. */
  readonly onSeries?: (done: number, all: number) => void;
}

/** How often it rang for nothing. */
export interface FalseAlerts {
  /** Profile and step. */
  readonly name: string;
  /** Days watched from the third on. */
  readonly days: number;
  /** Alerts in them. */
  readonly alerts: number;
  /** Alerts in the first three days, a series. */
  readonly firstDays: number;
}

/** How often a scenario was found. */
export interface Recall {
  /** The scenario. */
  readonly name: string;
  /** Its group. */
  readonly group: IncidentSeries["group"];
  /** Incidents found. */
  readonly found: number;
  /** Of how many. */
  readonly incidents: number;
  /** Minutes from the start to the first alert, of those found, sorted. */
  readonly delays: readonly number[];
  /** Alerts within incidents. */
  readonly alerts: number;
}

/** What the bench gives. */
export interface IncidentReport {
  /** By scenario. */
  readonly recall: readonly Recall[];
  /** By profile and step. */
  readonly falseAlerts: readonly FalseAlerts[];
}

/** Steps in minutes, and how many days of each are watched. */
export const WATCHED_DAYS: readonly (readonly [number, number])[] = [
  [5, 40],
  [1, 14],
  [15, 60],
  [60, 120],
  [1440, 700],
];
const OTHER_DAYS = 40;

/** Normal series: profile, step in minutes, days. */
const NORMAL: readonly (readonly [IncidentProfile, number, number])[] = [
  ...WATCHED_DAYS.flatMap(([minutes, days]) =>
    WATCHED_PROFILES.map((profile) => [profile, minutes, days] as const)
  ),
  ...INCIDENT_PROFILES.filter((profile) => !WATCHED_PROFILES.includes(profile))
    .map((profile) => [profile, 5, OTHER_DAYS] as const),
];

/**
 * The bench's series for a seed, or every n-th of them.
 *
 * @throws {RangeError} If the seed is no integer in 0 .. 2^32 - 1, or `every` none of 1 or more
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { incidentSeries } from "elb-anomaly/evaluate";
 *
 * const [first] = incidentSeries(1);
 * assert.equal(first!.timestamps.length, first!.values.length);
 * ```
 */
export function incidentSeries(seed: number, every = 1): Generator<IncidentSeries> {
  requireBench("make the bench's series", { seeds: [seed], every });
  return seriesOf(seed, every);
}

function* seriesOf(seed: number, every: number): Generator<IncidentSeries> {
  let k = 0;
  for (const scenario of INCIDENT_SCENARIOS) {
    if (k++ % every === 0) yield scenarioSeries(scenario, seed);
  }
  for (const [profile, minutes, days] of NORMAL) {
    if (k++ % every === 0) yield calmSeries(profile, minutes, days, seed);
  }
}

/**
 * Runs a detector over seeded series of services, with and without incidents, from a cold start.
 *
 * An incident is found if the detector rings from its first moment to its last, or within the time
 * that its scenario states. Alerts outside incidents and the twelve hours after them are false.
 *
 * @param detector Gives the times at which it rings; see `streamingAlerts`
 * @param options Which seeds
 * @throws {RangeError} If a seed is no integer in 0 .. 2^32 - 1, or `every` none of 1 or more
 *
 * @example A detector that rings daily finds little
 * ```ts
 * import assert from "node:assert/strict";
 * import { incidentBench } from "elb-anomaly";
 *
 * const daily = incidentBench(
 *   ({ timestamps }) => Array.from(timestamps).filter((time) => time % 86_400_000 === 0),
 *   { seeds: [1], every: 8 },
 * );
 * const found = daily.recall.reduce((sum, { found }) => sum + found, 0);
 * assert.ok(found < daily.recall.length / 2);
 * assert.ok(daily.falseAlerts.every(({ days, alerts }) => alerts >= days - 1));
 * ```
 */
export function incidentBench(
  detector: IncidentDetector,
  options: IncidentBenchOptions = {},
): IncidentReport {
  requireKnownOptions("run the incident bench", options, ["seeds", "every", "onSeries"]);
  const { seeds = [1, 2, 3], every = 1, onSeries } = options;
  requireBench("run the incident bench", { seeds, every });
  requireKind("run the incident bench", { detector }, "a function");
  requireKindIfGiven("run the incident bench", { onSeries }, "a function");
  const judged: SeriesVerdict[] = [];
  const all = seeds.length * Math.ceil((INCIDENT_SCENARIOS.length + NORMAL.length) / every);
  for (const seed of seeds) {
    for (const series of incidentSeries(seed, every)) {
      judged.push(judgeSeries(series, detector(series)));
      onSeries?.(judged.length, all);
    }
  }
  return report(judged);
}

/** Checks what a bench is to run on, before it does. */
export function requireBench(
  action: string,
  { seeds, every = 1 }: Pick<IncidentBenchOptions, "every"> & { readonly seeds: readonly number[] },
): void {
  requireKind(action, { seeds }, "a list");
  for (const seed of seeds) requireSeed(action, seed);
  requireInteger(action, { every }, { min: 1 });
}

/** Sums verdicts up, by scenario and by kind of normal series. */
export function report(verdicts: readonly SeriesVerdict[]): IncidentReport {
  const scenarios = Map.groupBy(
    verdicts.filter(({ series }) => series.group !== "normal"),
    ({ series }) => series.name,
  );
  const normal = Map.groupBy(
    verdicts.filter(({ series }) => series.group === "normal"),
    ({ series }) => series.name,
  );
  return {
    recall: [...scenarios].map(([name, ones]) => {
      const delays = ones.flatMap(({ delays }) => delays);
      const found = delays.filter((delay) => delay !== undefined).sort((a, b) => a - b);
      return {
        name,
        group: ones[0]!.series.group,
        found: found.length,
        incidents: delays.length,
        delays: found,
        alerts: ones.reduce((sum, { alerts }) => sum + alerts, 0),
      };
    }),
    falseAlerts: [...normal].map(([name, ones]) => ({
      name,
      days: ones.reduce((sum, { days }) => sum + days, 0),
      alerts: ones.reduce((sum, { falseAlerts }) => sum + falseAlerts, 0),
      firstDays: ones.reduce((sum, { firstDays }) => sum + firstDays, 0) / ones.length,
    })),
  };
}
