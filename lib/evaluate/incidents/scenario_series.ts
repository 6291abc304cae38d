/** The bench's series, with what goes wrong in them. */
import type { TimeSeries } from "../../data/mod.ts";
import { type IncidentProfile, normalSeries } from "./profiles.ts";
import type { IncidentEffect, IncidentGroup, Scenario } from "./scenarios.ts";
import { DAY, HOUR, MINUTE } from "../../time.ts";

/** A series of the bench; gaps are left out. */
export interface IncidentSeries extends TimeSeries {
  /** Name of its scenario, or profile and step for a series without incidents. */
  readonly name: string;
  /** Of the scenario; `normal` without incidents. */
  readonly group: IncidentGroup | "normal";
  /** Its profile. */
  readonly profile: IncidentProfile;
  /** Sampling step in milliseconds. */
  readonly step: number;
  /** What went wrong: from the first moment to the one after the last in which an alert hits. */
  readonly incidents: readonly {
    readonly start: number;
    readonly end: number;
    readonly counts: boolean;
  }[];
}

/** Makes the series of a scenario. */
export function scenarioSeries(scenario: Scenario, seed: number): IncidentSeries {
  const { name, group, profile, stepMinutes, days } = scenario;
  const step = stepMinutes * MINUTE;
  const normal = normalSeries(profile, { stepMinutes, days, seed });
  const { timestamps, rates } = normal;
  const values = normal.values.slice();
  const start = timestamps[0]!;
  const missing = new Set<number>();
  const incidents = scenario.incidents.map(({ day, hours, effect, counts = true, within }) => {
    const first = Math.ceil(day * DAY / step);
    const last = Math.min(values.length, Math.round(first + hours * HOUR / step));
    for (let row = first; row < last; row++) {
      if (effect.kind === "gap") missing.add(row);
      else if (effect.kind === "frozen") values[row] = values[first - 1]!;
      else {
        const changed = changedRate(effect, rates[row]!, { passed: (row - first) * step, step });
        values[row] = normal.draw(Math.max(0, changed));
      }
    }
    const length = within === undefined ? (last - first) * step : within * HOUR;
    return { start: start + first * step, end: start + first * step + length, counts };
  });
  const kept = Array.from(values.keys()).filter((row) => !missing.has(row));
  return {
    name,
    group,
    profile,
    step,
    timestamps: Float64Array.from(kept, (row) => timestamps[row]!),
    values: Float64Array.from(kept, (row) => values[row]!),
    incidents,
  };
}

/** Makes a series in which nothing goes wrong. */
export function calmSeries(
  profile: IncidentProfile,
  stepMinutes: number,
  days: number,
  seed: number,
): IncidentSeries {
  const { timestamps, values } = normalSeries(profile, { stepMinutes, days, seed });
  const name = `${profile}, ${stepMinutes} min`;
  const step = stepMinutes * MINUTE;
  return { name, group: "normal", profile, step, timestamps, values, incidents: [] };
}

/** The rate of a row in an incident that began `passed` milliseconds before. */
function changedRate(
  effect: Exclude<IncidentEffect, { kind: "frozen" | "gap" }>,
  rate: number,
  { passed, step }: { passed: number; step: number },
): number {
  switch (effect.kind) {
    case "factor":
      return rate * effect.by;
    case "add":
      return rate + effect.rate * step / (5 * MINUTE);
    case "flap":
      return Math.floor(passed / (15 * MINUTE)) % 2 === 0 ? 0 : rate;
    case "leak":
      return rate * (1 + effect.perDay * passed / DAY);
  }
}
