/** The share of time in which nothing can ring. */
import { requireKind, requireKnownOptions } from "../../checks.ts";
import { requireBench } from "./incident_bench.ts";
import { WATCHED_PROFILES } from "./profiles.ts";
import { scenarioSeries } from "./scenario_series.ts";
import type { IncidentDetector } from "./streaming_alerts.ts";
import { judgeSeries } from "./verdict.ts";

/** Moments of a series: one in about so many days from the fifth on, at another hour of the day. */
const MOMENTS = 8;
const EVERY = 4;
const FROM = 5;
/** By day: what is ten times nothing at night says nothing. */
const HOURS = { from: 9, to: 21 };

/** What {@linkcode deafTime} tried. */
export interface DeafTime {
  /** Moments at which nothing rang. */
  readonly deaf: number;
  /** Of how many. */
  readonly moments: number;
}

/**
 * How often a detector is deaf: at moments spread over normal series of five minutes, one at a
 * time, everything becomes ten times as much for half an hour; what does not ring by the end of it
 * was not heard, such as because of an alert before.
 *
 * @param detector Gives the timestamps at which it rings
 * @param options The seeds of the series, {@linkcode incidentBench}'s
 * @throws {RangeError} If a seed is no integer in 0 .. 2^32 - 1
 *
 * @example A detector that never rings
 * ```ts
 * import assert from "node:assert/strict";
 * import { deafTime } from "elb-anomaly/evaluate";
 *
 * assert.deepEqual(deafTime(() => [], { seeds: [1] }), { deaf: 48, moments: 48 });
 * ```
 */
export function deafTime(
  detector: IncidentDetector,
  options: { readonly seeds?: readonly number[] } = {},
): DeafTime {
  requireKnownOptions("measure deaf time", options, ["seeds"]);
  const { seeds = [1, 2, 3] } = options;
  requireBench("measure deaf time", { seeds });
  requireKind("measure deaf time", { detector }, "a function");
  let deaf = 0;
  let moments = 0;
  for (const seed of seeds) {
    for (const profile of WATCHED_PROFILES) {
      for (let k = 0; k < MOMENTS; k++) {
        const hour = HOURS.from + (k * 5 + seed) % (HOURS.to - HOURS.from);
        const day = FROM + EVERY * k + hour / 24;
        const series = scenarioSeries({
          name: `${profile}, day ${day.toFixed(1)}`,
          group: "strong",
          profile,
          stepMinutes: 5,
          days: day + 1 / 24,
          incidents: [{ day, hours: 0.5, effect: { kind: "factor", by: 10 } }],
        }, seed);
        moments++;
        if (judgeSeries(series, detector(series)).delays[0] === undefined) deaf++;
      }
    }
  }
  return { deaf, moments };
}
