/** Writes trials into Optuna's tables. Every function here belongs inside a write transaction. */
import { excerpt, requireInteger } from "../../../checks.ts";
import {
  checkCompatible,
  type Distribution,
  toInternal,
} from "../../distributions/distribution.ts";
import { distributionFromJson, distributionToJson } from "../../distributions/distribution_json.ts";
import type { SqlDialect, SqlQuery } from "./database.ts";
import { asJson, requireName } from "../attributes.ts";
import { encodeJson } from "../python_json.ts";
import { encodeDate, encodeNumber } from "./values.ts";
import type { Json, TrialTemplate } from "../storage.ts";

/** The most that an INTEGER column of PostgreSQL holds. */
const LARGEST_STEP = 2 ** 31 - 1;

/** Tables whose rows belong to a trial. */
const TRIAL_TABLES = [
  "trial_user_attributes",
  "trial_system_attributes",
  "trial_params",
  "trial_values",
  "trial_intermediate_values",
  "trial_heartbeats",
];

/** Tables whose rows belong to a study. */
const STUDY_TABLES = [
  "study_directions",
  "study_user_attributes",
  "study_system_attributes",
  "studies",
];

/**
 * Locks a study against other writers, so that numbers and limits are counted one at a time.
 *
 * @throws {RangeError} If there is no such study
 */
export async function lockStudy(
  query: SqlQuery,
  dialect: SqlDialect,
  studyId: number,
): Promise<void> {
  const rows = await query(
    `SELECT study_id FROM studies WHERE study_id = $1${dialect.forUpdate}`,
    [studyId],
  );
  if (rows.length === 0) {
    throw new RangeError(`Cannot find the study: there is none with id ${studyId}`);
  }
}

/**
 * Locks a trial that must not be finished.
 *
 * @returns The id of its study
 * @throws {RangeError} If there is no such trial, or it is finished
 */
export async function lockUnfinished(
  query: SqlQuery,
  dialect: SqlDialect,
  trialId: number,
): Promise<number> {
  const [trial] = await query(
    `SELECT study_id, number, state FROM trials WHERE trial_id = $1${dialect.forUpdate}`,
    [trialId],
  );
  if (trial === undefined) {
    throw new RangeError(`Cannot find the trial: there is none with id ${trialId}`);
  }
  if (trial.state !== "RUNNING" && trial.state !== "WAITING") {
    throw new RangeError(
      `Cannot change trial ${trial.number} as it must not be finished: its state is ${trial.state}`,
    );
  }
  return Number(trial.study_id);
}

/**
 * Adds a trial with all it holds; its number is the count of the study's trials. The study must be
 * locked.
 *
 * @returns Its id
 */
export async function insertTrial(
  query: SqlQuery,
  studyId: number,
  template: TrialTemplate,
): Promise<number> {
  const { state, start, complete, params, distributions } = template;
  const [row] = await query(
    "INSERT INTO trials (number, study_id, state, datetime_start, datetime_complete) " +
      "VALUES ((SELECT COUNT(*) FROM trials WHERE study_id = $1), $2, $3, $4, $5) RETURNING trial_id",
    [studyId, studyId, state, encodeDate(start), encodeDate(complete)],
  );
  const trialId = Number(row!.trial_id);
  for (const [name, distribution] of Object.entries(distributions)) {
    const internal = toInternal(distribution, params[name]!);
    await insertParam(query, studyId, trialId, name, internal, distribution);
  }
  await insertValues(query, trialId, template.values);
  for (const [step, value] of template.intermediateValues) {
    await insertReport(query, trialId, step, value);
  }
  for (const [key, value] of Object.entries(template.userAttrs)) {
    await upsertAttribute(query, "trial_user_attributes", trialId, key, value);
  }
  for (const [key, value] of Object.entries(template.systemAttrs)) {
    await upsertAttribute(query, "trial_system_attributes", trialId, key, value);
  }
  return trialId;
}

/**
 * Adds or replaces a parameter.
 *
 * @throws {RangeError} If its distribution contradicts the one that the study has for the name
 */
export async function insertParam(
  query: SqlQuery,
  studyId: number,
  trialId: number,
  name: string,
  internal: number,
  distribution: Distribution,
): Promise<void> {
  requireName("store a parameter", name);
  const [earlier] = await query(
    "SELECT p.distribution_json FROM trial_params p JOIN trials t ON t.trial_id = p.trial_id " +
      "WHERE t.study_id = $1 AND p.param_name = $2 AND t.trial_id <> $3 LIMIT 1",
    [studyId, name, trialId],
  );
  if (earlier !== undefined) {
    checkCompatible(name, distributionFromJson(String(earlier.distribution_json)), distribution);
  }
  await query(
    "INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json) " +
      "VALUES ($1, $2, $3, $4) ON CONFLICT (trial_id, param_name) DO UPDATE " +
      "SET param_value = excluded.param_value, distribution_json = excluded.distribution_json",
    [trialId, name, internal, distributionToJson(distribution)],
  );
}

/** Adds the objective values of a trial, if any. */
export async function insertValues(
  query: SqlQuery,
  trialId: number,
  values: readonly number[] | null,
): Promise<void> {
  for (const [objective, value] of (values ?? []).entries()) {
    if (Number.isNaN(value)) {
      throw new RangeError("Cannot finish a trial as its values must be numbers: one is NaN");
    }
    await query(
      "INSERT INTO trial_values (trial_id, objective, value, value_type) VALUES ($1, $2, $3, $4)",
      [trialId, objective, ...encodeNumber(value)],
    );
  }
}

/** Adds a reported value; the first of a step stays. */
export async function insertReport(
  query: SqlQuery,
  trialId: number,
  step: number,
  value: number,
): Promise<void> {
  requireInteger("report a value", { step }, { min: -LARGEST_STEP, max: LARGEST_STEP });
  await query(
    "INSERT INTO trial_intermediate_values " +
      "(trial_id, step, intermediate_value, intermediate_value_type) VALUES ($1, $2, $3, $4) " +
      "ON CONFLICT (trial_id, step) DO NOTHING",
    [trialId, step, ...encodeNumber(value)],
  );
}

/** The tables of attributes. */
export type AttributeTable =
  | "study_user_attributes"
  | "study_system_attributes"
  | "trial_user_attributes"
  | "trial_system_attributes";

/** Sets or replaces an attribute of a study or trial. */
export async function upsertAttribute(
  query: SqlQuery,
  table: AttributeTable,
  owner: number,
  key: string,
  value: Json,
): Promise<void> {
  requireName("store an attribute", key);
  const id = table.startsWith("study") ? "study_id" : "trial_id";
  await query(
    `INSERT INTO ${table} (${id}, "key", value_json) VALUES ($1, $2, $3) ` +
      `ON CONFLICT (${id}, "key") DO UPDATE SET value_json = excluded.value_json`,
    [owner, key, encodeJson(asJson(`store attribute ${excerpt(key)}`, value))],
  );
}

/** Counts one on in a system attribute of a study; gives the number before, 0 at first. */
export async function takeNumber(
  query: SqlQuery,
  dialect: SqlDialect,
  studyId: number,
  key: string,
): Promise<number> {
  await lockStudy(query, dialect, studyId);
  const [row] = await query(
    'SELECT value_json FROM study_system_attributes WHERE study_id = $1 AND "key" = $2',
    [studyId, key],
  );
  const number = row === undefined ? 0 : Number(row.value_json);
  await upsertAttribute(query, "study_system_attributes", studyId, key, number + 1);
  return number;
}

/** Notes that the trial's worker is alive now, by the database's clock. */
export async function upsertHeartbeat(
  query: SqlQuery,
  dialect: SqlDialect,
  trialId: number,
): Promise<void> {
  await query(
    `INSERT INTO trial_heartbeats (trial_id, heartbeat) VALUES ($1, ${dialect.now}) ` +
      "ON CONFLICT (trial_id) DO UPDATE SET heartbeat = excluded.heartbeat",
    [trialId],
  );
}

/** Deletes a study and all its trials; the schema cascades nothing. */
export async function deleteStudyRows(query: SqlQuery, studyId: number): Promise<void> {
  for (const table of TRIAL_TABLES) {
    await query(
      `DELETE FROM ${table} WHERE trial_id IN (SELECT trial_id FROM trials WHERE study_id = $1)`,
      [studyId],
    );
  }
  for (const table of ["trials", ...STUDY_TABLES]) {
    await query(`DELETE FROM ${table} WHERE study_id = $1`, [studyId]);
  }
}
