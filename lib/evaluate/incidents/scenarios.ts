/** What goes wrong, where and for how long. */
import { BATCH_JOBS, type IncidentProfile } from "./profiles.ts";

/** How an incident changes the rows that it covers. */
export type IncidentEffect =
  | { readonly kind: "factor"; readonly by: number }
  | { readonly kind: "add"; readonly rate: number }
  | { readonly kind: "frozen" }
  | { readonly kind: "gap" }
  | { readonly kind: "flap" }
  | { readonly kind: "leak"; readonly perDay: number };

/** What a table counts a scenario under. */
export type IncidentGroup =
  | "strong"
  | "weak"
  | "second"
  | "jobs and nights"
  | "missing samples"
  | "cold";

/** One thing that goes wrong. */
export interface ScenarioIncident {
  /** Days since the start of the series at which it begins. */
  readonly day: number;
  /** How long it lasts; to the end of the series if infinite. */
  readonly hours: number;
  /** What it does. */
  readonly effect: IncidentEffect;
  /** Whether finding it counts: the one before a second incident is only there to mislead. */
  readonly counts?: boolean;
  /** Hours within which it must be found, where that is not its length. */
  readonly within?: number;
}

/** A kind of series with what goes wrong in it. */
export interface Scenario {
  /** Its name. */
  readonly name: string;
  /** What the table counts it under. */
  readonly group: IncidentGroup;
  /** Its normal series. */
  readonly profile: IncidentProfile;
  /** Minutes between rows. */
  readonly stepMinutes: number;
  /** Length. */
  readonly days: number;
  /** In order. */
  readonly incidents: readonly ScenarioIncident[];
}

/** The event day: a Wednesday in the fifth week, at half past one, by day unless told. */
const DAY_30 = 30 + 13.5 / 24;
const NIGHT_30 = 30 + 2.5 / 24;
const factor = (by: number): IncidentEffect => ({ kind: "factor", by });

function one(
  name: string,
  group: IncidentGroup,
  profile: IncidentProfile,
  effect: IncidentEffect,
  hours: number,
  more: { day?: number; stepMinutes?: number; days?: number; within?: number } = {},
): Scenario {
  const { day = DAY_30, stepMinutes = 5, days = Math.ceil(day) + 3, within } = more;
  const incident = { day, hours, effect, ...(within === undefined ? {} : { within }) };
  return { name, group, profile, stepMinutes, days, incidents: [incident] };
}

function second(
  name: string,
  hoursLater: number,
  more: {
    stepMinutes?: number;
    day?: number;
    days?: number;
    first?: number;
    firstHours?: number;
    by?: number;
    hours?: number;
  },
): Scenario {
  const { stepMinutes = 5, day = DAY_30, days = 36, hours = 2 } = more;
  const { first = 3, firstHours = 0.25, by = 0 } = more;
  return {
    name,
    group: "second",
    profile: "busy",
    stepMinutes,
    days,
    incidents: [
      { day, hours: firstHours, effect: factor(first), counts: false },
      { day: day + hoursLater / 24, hours, effect: factor(by) },
    ],
  };
}

/** The same once more every few days; only the last counts, the others dull the ear. */
function again(
  name: string,
  effect: IncidentEffect,
  { times, everyDays, hours }: { times: number; everyDays: number; hours: number },
): Scenario {
  const incidents = Array.from({ length: times }, (_, k) => ({
    day: DAY_30 + k * everyDays,
    hours,
    effect,
    counts: k === times - 1,
  }));
  return { name, group: "second", profile: "busy", stepMinutes: 5, days: 46, incidents };
}

/** All scenarios. */
export const INCIDENT_SCENARIOS: readonly Scenario[] = Object.freeze([
  one("outage 2 h", "strong", "busy", factor(0), 2),
  one("outage 30 min", "strong", "busy", factor(0), 0.5),
  one("outage 2 h by night", "strong", "busy", factor(0), 2, { day: NIGHT_30 }),
  one("outage 2 h, office", "strong", "office", factor(0), 2),
  one("outage 2 h, small", "strong", "small", factor(0), 2),
  one("outage 2 h, no night", "strong", "no-night", factor(0), 2),
  one("doubling 2 h", "strong", "busy", factor(2), 2),
  one("doubling 2 h by night", "strong", "busy", factor(2), 2, { day: NIGHT_30 }),
  one("doubling 2 h, no night", "strong", "no-night", factor(2), 2),
  one("half 2 h", "strong", "busy", factor(0.5), 2),
  one("frozen 4 h", "strong", "busy", { kind: "frozen" }, 4),
  one("job stuck 2 h", "strong", "batch", { kind: "add", rate: 70 }, 2, { day: NIGHT_30 + 0.02 }),
  one("tenfold errors 1 h", "strong", "errors", factor(10), 1),
  one("40 % less for good", "strong", "busy", factor(0.6), Infinity, { within: 6 }),
  one("40 % more for good", "strong", "busy", factor(1.4), Infinity, { within: 6 }),
  one("double for good", "strong", "busy", factor(2), Infinity, { within: 6 }),
  one("tenfold spike", "strong", "busy", factor(10), 0.1, { within: 0.5 }),
  one("threefold latency 1 h", "strong", "latency", factor(3), 1),
  one("processor at its limit 3 h", "strong", "processor", factor(2.2), 3, { day: NIGHT_30 }),
  one("outage 2 h, 1 min", "strong", "busy", factor(0), 2, { stepMinutes: 1, day: 16.56 }),
  one("doubling 2 h, 1 min", "strong", "busy", factor(2), 2, { stepMinutes: 1, day: 16.56 }),
  one("outage 2 h, 15 min", "strong", "busy", factor(0), 2, { stepMinutes: 15, day: 37.56 }),
  one("outage 6 h, 60 min", "strong", "busy", factor(0), 6, { stepMinutes: 60, day: 58.54 }),
  one("doubling 6 h, 60 min", "strong", "busy", factor(2), 6, { stepMinutes: 60, day: 58.54 }),
  one("outage 2 days, daily", "strong", "busy", factor(0), 48, {
    stepMinutes: 1440,
    day: 400,
    days: 430,
  }),
  one("30 % less 4 h", "weak", "busy", factor(0.7), 4),
  one("doubling 4 h, small", "weak", "small", factor(2), 4),
  one("half 4 h, small", "weak", "small", factor(0.5), 4),
  one("doubling 4 h, bursty", "weak", "bursty", factor(2), 4),
  one("outage 2 h, bursty", "weak", "bursty", factor(0), 2),
  one("outage 1 h, bursty, 1 min", "weak", "bursty", factor(0), 1, { stepMinutes: 1, day: 16.56 }),
  one("doubling 4 h, spiky", "weak", "spiky", factor(2), 4),
  one("outage 2 h, spiky", "weak", "spiky", factor(0), 2),
  one("threefold errors 4 h", "weak", "errors", factor(3), 4),
  one("on and off 6 h", "weak", "busy", { kind: "flap" }, 6),
  one("leak of half in 2 days", "weak", "processor", { kind: "leak", perDay: 0.25 }, 48),
  one("doubling 3 h, queue", "weak", "queue", factor(3), 3),
  one("retries after 4 h", "weak", "office", factor(0), 4),
  second("1 h after a spike", 1, {}),
  second("6 h after a spike", 6, {}),
  second("24 h after a spike", 24, {}),
  second("40 h after a spike", 40, {}),
  second("half 38 h after a day of outage", 62, { first: 0, firstHours: 24, by: 0.5 }),
  second("half 14 h after 6 h of double", 20, { first: 2, firstHours: 6, by: 0.5 }),
  again("tenth outage in two weeks", factor(0), { times: 10, everyDays: 1.3, hours: 0.5 }),
  again("fifth doubling in ten days", factor(2), { times: 5, everyDays: 2.4, hours: 2 }),
  second("40 h after a spike, 60 min", 40, {
    stepMinutes: 60,
    day: 58.54,
    days: 64,
    firstHours: 1,
    hours: 6,
  }),
  second("30 days after a spike, daily", 720, {
    stepMinutes: 1440,
    day: 400,
    days: 450,
    firstHours: 24,
    hours: 48,
  }),
  one("traffic in an empty night", "jobs and nights", "no-night", { kind: "add", rate: 100 }, 2, {
    day: NIGHT_30,
  }),
  one(
    "daily job missed",
    "jobs and nights",
    "batch",
    { kind: "add", rate: -BATCH_JOBS.daily.rate },
    0.75,
    {
      day: 30 + 1.9 / 24,
      within: 1.5,
    },
  ),
  one(
    "weekly job missed",
    "jobs and nights",
    "batch",
    { kind: "add", rate: -BATCH_JOBS.weekly.rate },
    1.8,
    {
      day: 34 + 3.4 / 24,
      days: 38,
      within: 2.5,
    },
  ),
  one("no samples 2 h", "missing samples", "busy", { kind: "gap" }, 2, { within: 0.25 }),
  one("no samples 2 h, small", "missing samples", "small", { kind: "gap" }, 2, { within: 0.25 }),
  one("no samples 6 h, 60 min", "missing samples", "busy", { kind: "gap" }, 6, {
    stepMinutes: 60,
    day: 58.54,
    within: 3,
  }),
  ...[1, 2, 3, 7].map((day) =>
    one(`outage 2 h on day ${day}`, "cold", "busy", factor(0), 2, {
      day: day + 0.56,
      days: day + 3,
    })
  ),
]);
