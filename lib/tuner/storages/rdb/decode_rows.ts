/** Rows of Optuna's tables as studies and trials. */
import {
  type CategoricalChoice,
  type Distribution,
  toExternal,
} from "../../distributions/distribution.ts";
import { distributionFromJson } from "../../distributions/distribution_json.ts";
import { decodeJson } from "../python_json.ts";
import type { Direction, FrozenTrial, Json, TrialState } from "../storage.ts";
import type { DumpRow, StudyDump } from "../study_dump.ts";
import { decodeDate, decodeNumber } from "./values.ts";

const DIRECTIONS: Record<string, Direction> = { MINIMIZE: "minimize", MAXIMIZE: "maximize" };

/** Which ways a study's objectives go, of rows in the order of the objectives. */
export function decodeDirections(rows: readonly DumpRow[] = []): Direction[] {
  return rows.map((row) => {
    const direction = DIRECTIONS[String(row.direction)];
    if (direction === undefined) {
      throw new SyntaxError(
        `Cannot read a study as a direction must be MINIMIZE or MAXIMIZE: current value is ${row.direction}`,
      );
    }
    return direction;
  });
}

/** Trials in the order of their rows, each of the other rows belonging to one by its `trial_id`. */
export function decodeTrials(
  tables: Omit<
    StudyDump,
    "study_directions" | "study_user_attributes" | "study_system_attributes"
  >,
): FrozenTrial[] {
  const byTrial = (rows: readonly DumpRow[]) => Map.groupBy(rows, (row) => row.trial_id);
  const params = byTrial(tables.trial_params);
  const values = byTrial(tables.trial_values);
  const reports = byTrial(tables.trial_intermediate_values);
  const userAttrs = byTrial(tables.trial_user_attributes);
  const systemAttrs = byTrial(tables.trial_system_attributes);
  const distributions = new Map<string, Distribution>();
  return tables.trials.map((row) => {
    const id = row.trial_id!;
    try {
      return decodeTrial(row, {
        params: params.get(id) ?? [],
        values: values.get(id) ?? [],
        reports: reports.get(id) ?? [],
        userAttrs: userAttrs.get(id) ?? [],
        systemAttrs: systemAttrs.get(id) ?? [],
      }, distributions);
    } catch (error) {
      throw new SyntaxError(
        `Cannot read trial ${row.number} (trial_id ${id}): ${(error as Error).message}`,
        { cause: error },
      );
    }
  });
}

interface TrialRows {
  params: DumpRow[];
  values: DumpRow[];
  reports: DumpRow[];
  userAttrs: DumpRow[];
  systemAttrs: DumpRow[];
}

function decodeTrial(row: DumpRow, of: TrialRows, known: Map<string, Distribution>): FrozenTrial {
  if (typeof row.number !== "number") throw new SyntaxError("its number must not be NULL");
  const state = row.state as TrialState;
  const params: [string, CategoricalChoice][] = [];
  const distributions: [string, Distribution][] = [];
  for (const { param_name, param_value, distribution_json } of of.params) {
    const text = String(distribution_json);
    let distribution = known.get(text);
    if (distribution === undefined) {
      distribution = distributionFromJson(text);
      known.set(text, distribution);
    }
    params.push([String(param_name), toExternal(distribution, Number(param_value))]);
    distributions.push([String(param_name), distribution]);
  }
  const hasValues = (state === "COMPLETE" || state === "PRUNED") && of.values.length > 0;
  return {
    trialId: Number(row.trial_id),
    number: row.number,
    state,
    values: hasValues ? of.values.map((v) => decodeNumber(v.value, v.value_type)) : null,
    start: decodeDate(row.datetime_start),
    complete: decodeDate(row.datetime_complete),
    params: Object.fromEntries(params),
    distributions: Object.fromEntries(distributions),
    intermediateValues: new Map(
      of.reports.map((r) => [
        Number(r.step),
        decodeNumber(r.intermediate_value, r.intermediate_value_type),
      ]),
    ),
    userAttrs: decodeAttributes(of.userAttrs),
    systemAttrs: decodeAttributes(of.systemAttrs),
  };
}

/** Attributes by key. */
export function decodeAttributes(rows: readonly DumpRow[] = []): Record<string, Json> {
  return Object.fromEntries(
    rows.map(({ key, value_json }) => {
      if (typeof value_json !== "string") {
        throw new SyntaxError(`attribute "${key}" must be a JSON text: it is ${value_json}`);
      }
      return [String(key), decodeJson(value_json)];
    }),
  );
}
