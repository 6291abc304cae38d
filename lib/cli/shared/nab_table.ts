/** The score table of `deno task nab`, as text. */
import {
  type DetectorReport,
  NAB_PROFILES,
  type NabProfile,
  type NabScore,
  type ScoreboardLine,
} from "../../evaluate/mod.ts";
import { textTable } from "../../text.ts";

const TO_THE_RIGHT = [false, true, true, true, true];
const PROFILES = Object.keys(NAB_PROFILES) as NabProfile[];

/**
 * Scores as a table: detectors by category, then beside NAB's published ones where the files are
 * NAB's.
 */
export function nabTable(
  detectors: readonly DetectorReport[],
  scoreboard: readonly ScoreboardLine[] | undefined,
): string {
  const sections = [
    ...detectors.map(detectorSection),
    "Normalised scores: 0 is a silent detector, 100 a perfect one on these files.",
    table([
      ["", "threshold", "standard", "low FP", "low FN"],
      ...detectors.flatMap(({ name, looksAhead, fixed, swept }) => [
        [looksAhead ? `${name} *` : name, "fixed", ...PROFILES.map((p) => score(fixed[p]))],
        ["", "best for these labels", ...PROFILES.map((p) => score(swept[p]))],
      ]),
      ...(scoreboard ?? []).map((line) => [
        line.name,
        "published, best for all labels",
        ...PROFILES.map((profile) => line[profile]?.toFixed(1) ?? "-"),
      ]),
    ]),
  ];
  const notes = [
    "A threshold chosen on the labels flatters: random scores get 18 that way on NAB's 17 AWS files, 47 on one file of them.",
    ...(detectors.some(({ looksAhead }) => looksAhead)
      ? ["* uses later rows too, which no live system can."]
      : []),
    scoreboard === undefined
      ? "These files are not NAB's, or not whole categories of it: no published scores to compare with."
      : "Published: github.com/numenta/NAB, results/final_results.json (commit ea702d7); on a part of the corpus from its published scores.",
  ];
  return [...sections, notes.join("\n")].join("\n\n");
}

function detectorSection(detector: DetectorReport): string {
  const { name, description, fixed, alarmsPerDay, earliness } = detector;
  const { standard } = fixed;
  const line = (label: string, tally: Omit<NabScore, "files">): string[] => [
    label,
    `${tally.windowsHit}/${tally.windows}`,
    String(tally.fp),
    tally.raw.toFixed(3),
    score(tally),
  ];
  return [
    `${name}: ${description}`,
    `  fixed threshold ${standard.threshold}, ${alarmsPerDay.toFixed(2)} alarms a day and series` +
    (earliness === null
      ? ""
      : `, windows hit with ${(100 * earliness).toFixed(0)} % of them to come`),
    table([
      ["  category", "windows hit", "false rows", "raw", "standard"],
      ...Object.entries(standard.categories).map(([category, tally]) =>
        line(`  ${category || "(no folder)"}`, { ...standard, ...tally })
      ),
      line("  all", standard),
    ]),
  ].join("\n");
}

function score({ normalized }: { normalized: number | null }): string {
  return normalized === null ? "-" : normalized.toFixed(1);
}

function table(rows: readonly string[][]): string {
  return textTable(rows, TO_THE_RIGHT);
}
