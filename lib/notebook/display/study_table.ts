/** A study in short: how its trials ended, and the best one. */
import type { StudyLike } from "../../tuner/mod.ts";
import { bestTrialOf } from "../../tuner/trial/mod.ts";
import type { TrialState } from "../../tuner/mod.ts";
import { table, type TableBundle } from "./table.ts";

const states: readonly TrialState[] = ["COMPLETE", "PRUNED", "FAIL", "RUNNING", "WAITING"];

/** Whether a value looks like a study: trials and a direction. */
export function isStudy(value: unknown): value is StudyLike {
  const study = value as Partial<StudyLike> | null | undefined;
  return typeof study === "object" && study !== null && Array.isArray(study.trials) &&
    (study.direction === "minimize" || study.direction === "maximize");
}

/**
 * The two forms of a study's summary. It holds no times and no name, which may be a random one,
 * so that two equal studies give the same text.
 */
export function studyTable(study: StudyLike): TableBundle {
  const counts = states.flatMap((state) => {
    const count = study.trials.filter((trial) => trial.state === state).length;
    return count === 0 ? [] : [`${count} ${state.toLowerCase()}`];
  });
  const best = bestTrialOf(study.trials, study.direction);
  const total = String(study.trials.length);
  const rows: [string, string][] = [
    ["Direction", study.direction],
    ["Trials", counts.length === 0 ? total : `${total} (${counts.join(", ")})`],
  ];
  if (best === undefined) {
    rows.push(["Best", "no trial is complete"]);
  } else {
    rows.push(["Best", `trial ${best.number}, value ${best.values![0]}`]);
    for (const [name, value] of Object.entries(best.params)) {
      rows.push([`  ${name}`, typeof value === "string" ? value : JSON.stringify(value)]);
    }
  }
  return table([
    { cells: rows.map(([name]) => name) },
    { cells: rows.map(([, value]) => value) },
  ]);
}
