/** A band as wide as rings for nothing no more often than something else does. */
import { optionsOf, requireKind, requireKnownOptions, requireNumber } from "../../checks.ts";
import {
  type IncidentBenchOptions,
  type IncidentReport,
  incidentSeries,
  report,
  requireBench,
} from "./incident_bench.ts";
import { bandWidth } from "./band_width.ts";
import { judgeSeries } from "./verdict.ts";
import { type Band, bandAlerts } from "./reference_bands.ts";

/** A band at one width, on the incident bench. */
export interface MatchedBand {
  /** How many deviations wide it is. */
  readonly k: number;
  /** What it finds, and how often it rings for nothing. */
  readonly report: IncidentReport;
}

/**
 * False alerts a day over all series of a report that have no incidents, from their third day on;
 * NaN if there are none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { falseAlertRate } from "elb-anomaly/evaluate";
 *
 * const falseAlerts = [{ name: "busy, 5 min", days: 40, alerts: 2, firstDays: 0 }];
 * assert.equal(falseAlertRate({ recall: [], falseAlerts }), 0.05);
 * ```
 */
export function falseAlertRate(report: IncidentReport): number {
  requireKind("rate false alerts", { report }, "an object");
  const { falseAlerts } = report;
  requireKind("rate false alerts", { "report.falseAlerts": falseAlerts }, "a list of objects");
  const days = falseAlerts.reduce((sum, { days }) => sum + days, 0);
  return falseAlerts.reduce((sum, { alerts }) => sum + alerts, 0) / days;
}

/** The widest band tried. */
const WIDEST = 100;

/**
 * The narrowest band, to within a hundredth of its width, that rings for nothing at most so often
 * on the bench's series without incidents; the widest, 100 deviations, if none does.
 *
 * @param band Such as one of {@linkcode REFERENCE_BANDS}
 * @param rate False alerts a day, 0 or more
 * @param options The bench's seeds and how much of it
 * @throws {RangeError} If the rate is negative or not finite, or as `incidentBench`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matchedBand, REFERENCE_BANDS } from "elb-anomaly/evaluate";
 *
 * const { k } = matchedBand(REFERENCE_BANDS["time of day"]!, 0.1, { seeds: [1], every: 16 });
 * assert.ok(k > 1 && k <= 100);
 * ```
 */
export function matchedBand(
  band: Band,
  rate: number,
  options: Omit<IncidentBenchOptions, "onSeries"> = {},
): MatchedBand {
  requireNumber("match a band", { rate }, { min: 0 });
  const { seeds = [1, 2, 3], every = 1, ...rest } = optionsOf("match a band", options);
  requireKnownOptions("match a band", rest);
  requireBench("match a band", { seeds, every });
  requireKind("match a band", { band }, "a function");
  const all = seeds.flatMap((seed) => [...incidentSeries(seed, every)]).map((series) => ({
    series,
    deviations: band(series.timestamps, series.values, series.step),
  }));
  const at = (k: number) =>
    report(
      all.map(({ series, deviations }) =>
        judgeSeries(series, bandAlerts(series.timestamps, deviations, k, series.step))
      ),
    );
  const k = bandWidth((k) => falseAlertRate(at(k)) <= rate, { to: WIDEST });
  return { k, report: at(k) };
}
