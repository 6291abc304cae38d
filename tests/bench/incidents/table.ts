/**
 * The bench's figures as Markdown.
 *
 * @module
 */
import type { DeafTime, IncidentReport } from "../../../lib/evaluate/mod.ts";
import type { Explained } from "./explained.ts";

/** What the run was. */
export interface RunFacts {
  /** Seeds of the series. */
  readonly seeds: readonly number[];
  /** The detector's sensitivity. */
  readonly days: number;
  /** Rows in all. */
  readonly rows: number;
  /** Moments at which each detector heard nothing. */
  readonly deaf: Readonly<Record<string, DeafTime>>;
}

/** Tables: recall by group, false alerts by step and profile, recall by scenario. */
export function renderReport(
  reports: Readonly<Record<string, IncidentReport>>,
  { alerts, within, missPercent }: Explained,
  { seeds, days, rows, deaf }: RunFacts,
): string {
  const names = Object.keys(reports);
  const all = Object.values(reports);
  const [own] = all as [IncidentReport];
  const groups = [...new Set(own.recall.map(({ group }) => group))];
  const found = (ones: IncidentReport["recall"]) => {
    const hit = ones.reduce((sum, one) => sum + one.found, 0);
    const of = ones.reduce((sum, one) => sum + one.incidents, 0);
    return `${hit}/${of} (${Math.round(100 * hit / of)} %)`;
  };
  const delays = ({ recall }: IncidentReport) => {
    const sorted = recall.flatMap(({ delays }) => delays).sort((a, b) => a - b);
    const at = (share: number) =>
      Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? NaN);
    return `${at(0.5)} / ${at(0.75)} / ${at(0.9)}`;
  };
  const perIncident = ({ recall }: IncidentReport) => {
    const rung = recall.reduce((sum, { alerts }) => sum + alerts, 0);
    return (rung / recall.reduce((sum, { found }) => sum + found, 0)).toFixed(2);
  };
  const steps = [...new Set(own.falseAlerts.map(({ name }) => name.split(", ")[1]!))];
  const oneIn = (ones: IncidentReport["falseAlerts"]) => {
    const alerts = ones.reduce((sum, one) => sum + one.alerts, 0);
    const days = ones.reduce((sum, one) => sum + one.days, 0);
    if (days === 0) return "-";
    return alerts === 0 ? `more than ${Math.round(days)}` : (days / alerts).toFixed(0);
  };
  const watched = new Set(
    own.falseAlerts.filter(({ name }) => name.endsWith(", 1440 min"))
      .map(({ name }) => name.split(", ")[0]!),
  );
  const ofStep = ({ falseAlerts }: IncidentReport, step: string) =>
    falseAlerts.filter(({ name }) => {
      const [profile, minutes] = name.split(", ");
      return minutes === step && (watched.size === 0 || watched.has(profile!));
    });
  const table = (head: readonly string[], body: readonly (readonly string[])[]) =>
    [head, head.map(() => "---"), ...body].map((row) => `| ${row.join(" | ")} |`).join("\n");
  missPercent.sort((a, b) => a - b);
  const miss = (share: number) =>
    missPercent[Math.floor(share * (missPercent.length - 1))]?.toFixed(1);
  return `# The incident bench

Written by \`deno task bench:incidents --write\`: seeds ${seeds.join(", ")}, ${
    rows.toLocaleString("en-US")
  } rows, the streaming detector at one false alert in ${days} days, bands as wide as gives them the same
false alerts a day on the normal series of five minutes. [How to read it](README.md#incidents).

${
    table(["", ...names], [
      ...groups.map((group) => [
        group,
        ...all.map(({ recall }) => found(recall.filter((one) => one.group === group))),
      ]),
      ["all", ...all.map(({ recall }) => found(recall))],
      ["minutes to the alert: median / 75 % / 90 %", ...all.map(delays)],
      ["alerts a found incident", ...all.map(perIncident)],
      [
        "moments at which ten times as much rings nothing",
        ...names.map((name) => `${deaf[name]!.deaf}/${deaf[name]!.moments}`),
      ],
      ...steps.map((step) => [
        `days for one false alert, ${step}`,
        ...all.map((one) => oneIn(ofStep(one, step))),
      ]),
    ])
  }

The usual value that the detector names lies in the middle 90 % of the same hour of the two weeks
before in ${within} of ${alerts} alerts on incidents; its distance from that hour's median is ${
    miss(0.5)
  } % in the median, ${miss(0.9)} % in nine of ten.

## False alerts a day, from the third day on (alerts in the first three days, a series)

${
    table(
      ["", ...names],
      own.falseAlerts.map(({ name }) => [
        name,
        ...all.map(({ falseAlerts }) => {
          const one = falseAlerts.find((other) => other.name === name)!;
          return `${(one.alerts / one.days).toFixed(3)} (${one.firstDays.toFixed(1)})`;
        }),
      ]),
    )
  }

## Incidents found (median minutes to the alert)

${
    table(
      ["", ...names],
      own.recall.map(({ name, group }) => [
        `${name} (${group})`,
        ...all.map(({ recall }) => {
          const one = recall.find((other) => other.name === name)!;
          const middle = one.delays[one.delays.length >> 1];
          return `${one.found}/${one.incidents}${
            middle === undefined ? "" : ` (${Math.round(middle)})`
          }`;
        }),
      ]),
    )
  }
`;
}
