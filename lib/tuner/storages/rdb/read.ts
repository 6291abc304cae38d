/** Reads studies and trials out of Optuna's tables. */
import type { FrozenStudy, FrozenTrial } from "../storage.ts";
import type { SqlDialect, SqlQuery, SqlRow } from "./database.ts";
import { decodeAttributes, decodeDirections, decodeTrials } from "./decode_rows.ts";

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
    directions: decodeDirections(directions.get(study_id!)),
    userAttrs: decodeAttributes(userAttrs.get(study_id!)),
    systemAttrs: decodeAttributes(systemAttrs.get(study_id!)),
  }));
}

/**
 * Trials by id, in the order of their numbers.
 *
 * @param lastSteps Of the trials whose reports up to a step are known; only later ones are read
 */
export async function readTrialsById(
  query: SqlQuery,
  dialect: SqlDialect,
  ids: readonly number[],
  lastSteps: ReadonlyMap<number, number> = new Map(),
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
  return decodeTrials({
    trials,
    trial_params: await read(
      "trial_params",
      "param_name, param_value, distribution_json",
      "param_id",
    ),
    trial_values: await read("trial_values", "objective, value, value_type", "objective"),
    trial_intermediate_values: await readReports(query, dialect, ids, lastSteps),
    trial_user_attributes: await read(
      "trial_user_attributes",
      '"key", value_json',
      "trial_user_attribute_id",
    ),
    trial_system_attributes: await read(
      "trial_system_attributes",
      '"key", value_json',
      "trial_system_attribute_id",
    ),
  });
}

async function readReports(
  query: SqlQuery,
  dialect: SqlDialect,
  ids: readonly number[],
  lastSteps: ReadonlyMap<number, number>,
): Promise<SqlRow[]> {
  const rows: SqlRow[][] = [];
  for (const [last, some] of Map.groupBy(ids, (id) => lastSteps.get(id))) {
    const later = last === undefined ? "" : " AND step > $2";
    rows.push(
      await query(
        "SELECT trial_id, step, intermediate_value, intermediate_value_type " +
          `FROM trial_intermediate_values WHERE ${dialect.isOneOf("trial_id", "$1")}${later} ` +
          "ORDER BY step",
        [JSON.stringify(some), ...(last === undefined ? [] : [last])],
      ),
    );
  }
  return rows.flat();
}
