/**
 * Reads studies and trials out of Optuna's tables.
 *
 * @module
 */
import {
  type CategoricalChoice,
  type Distribution,
  toExternal,
} from "../../distributions/distribution.ts";
import { distributionFromJson } from "../../distributions/distribution_json.ts";
import type { SqlDialect, SqlQuery, SqlRow } from "./database.ts";
import { decodeDate, decodeJson, decodeNumber } from "./values.ts";
import type { Direction, FrozenStudy, FrozenTrial, Json, TrialState } from "../storage.ts";

const DIRECTIONS: Record<string, Direction> = { MINIMIZE: "minimize", MAXIMIZE: "maximize" };

/** Studies by id; all, or the one of a name. */
export async function readStudies(query: SqlQuery, name?: string): Promise<FrozenStudy[]> {
  const studies = name === undefined
    ? await query("SELECT study_id, study_name FROM studies ORDER BY study_id")
    : await query("SELECT study_id, study_name FROM studies WHERE study_name = $1", [name]);
  const only = name === undefined ? undefined : studies[0]?.study_id;
  const ofStudies = async (table: string, columns: string, order: string) => {
    const select = `SELECT study_id, ${columns} FROM ${table}`;
    const rows = only === undefined
      ? await query(`${select} ORDER BY ${order}`)
      : await query(`${select} WHERE study_id = $1 ORDER BY ${order}`, [only]);
    return Map.groupBy(rows, (row) => row.study_id);
  };
  if (studies.length === 0) return [];
  const directions = await ofStudies("study_directions", "direction", "objective");
  const userAttrs = await ofStudies(
    "study_user_attributes",
    '"key", value_json',
    "study_user_attribute_id",
  );
  const systemAttrs = await ofStudies(
    "study_system_attributes",
    '"key", value_json',
    "study_system_attribute_id",
  );
  return studies.map(({ study_id, study_name }) => ({
    studyId: Number(study_id),
    name: String(study_name),
    directions: (directions.get(study_id!) ?? []).map((row) => {
      const direction = DIRECTIONS[String(row.direction)];
      if (direction === undefined) {
        throw new SyntaxError(
          `Cannot read study "${study_name}" as a direction must be MINIMIZE or MAXIMIZE: current value is ${row.direction}`,
        );
      }
      return direction;
    }),
    userAttrs: attributes(userAttrs.get(study_id!)),
    systemAttrs: attributes(systemAttrs.get(study_id!)),
  }));
}

/** Trials by id, in the order of their numbers. */
export async function readTrialsById(
  query: SqlQuery,
  dialect: SqlDialect,
  ids: readonly number[],
): Promise<FrozenTrial[]> {
  if (ids.length === 0) return [];
  const chosen = dialect.isOneOf("trial_id", "$1");
  const read = (table: string, columns: string, order: string) =>
    query(`SELECT trial_id, ${columns} FROM ${table} WHERE ${chosen} ORDER BY ${order}`, [
      JSON.stringify(ids),
    ]);
  const trials = await read(
    "trials",
    `number, state, ${dialect.timestampText("datetime_start")} AS datetime_start, ` +
      `${dialect.timestampText("datetime_complete")} AS datetime_complete`,
    "number, trial_id",
  );
  const byTrial = (rows: SqlRow[]) => Map.groupBy(rows, (row) => row.trial_id);
  const params = byTrial(
    await read("trial_params", "param_name, param_value, distribution_json", "param_id"),
  );
  const values = byTrial(await read("trial_values", "objective, value, value_type", "objective"));
  const reports = byTrial(
    await read(
      "trial_intermediate_values",
      "step, intermediate_value, intermediate_value_type",
      "step",
    ),
  );
  const userAttrs = byTrial(
    await read("trial_user_attributes", '"key", value_json', "trial_user_attribute_id"),
  );
  const systemAttrs = byTrial(
    await read("trial_system_attributes", '"key", value_json', "trial_system_attribute_id"),
  );
  const distributions = new Map<string, Distribution>();
  return trials.map((row) => {
    const id = row.trial_id!;
    try {
      return trialOf(row, {
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
  params: SqlRow[];
  values: SqlRow[];
  reports: SqlRow[];
  userAttrs: SqlRow[];
  systemAttrs: SqlRow[];
}

function trialOf(row: SqlRow, of: TrialRows, known: Map<string, Distribution>): FrozenTrial {
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
    userAttrs: attributes(of.userAttrs),
    systemAttrs: attributes(of.systemAttrs),
  };
}

function attributes(rows: readonly SqlRow[] | undefined): Record<string, Json> {
  return Object.fromEntries(
    (rows ?? []).map(({ key, value_json }) => {
      if (typeof value_json !== "string") {
        throw new SyntaxError(`attribute "${key}" must be a JSON text: it is ${value_json}`);
      }
      return [String(key), decodeJson(value_json)];
    }),
  );
}
