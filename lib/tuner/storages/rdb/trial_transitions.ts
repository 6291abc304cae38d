/**
 * A trial's life in Optuna's tables: added, taken, ended, repeated.
 *
 * Every function here is the whole of a write transaction, and may be given what it returned when
 * its commit was not confirmed: it then looks whether that happened, by the study's lock, the id
 * and the time noted, before it does anything again.
 */
import type { SqlDialect, SqlQuery } from "./database.ts";
import { readTrialsById } from "./read.ts";
import { encodeDate } from "./values.ts";
import { insertTrial, insertValues, lockStudy, upsertHeartbeat } from "./write.ts";
import { retryTemplate } from "../retried_trial.ts";
import {
  type FinishedState,
  type FrozenTrial,
  newTrial,
  type StartOptions,
  type TrialTemplate,
} from "../storage.ts";

/** Whether the trial `t` repeats one that failed. */
const IS_RETRY = "EXISTS (SELECT 1 FROM trial_system_attributes a " +
  "WHERE a.trial_id = t.trial_id AND a.\"key\" = 'failed_trial')";

/** Whether the trial `t` counts towards a limit: one that is repeated counts once. */
const COUNTS = `t.state <> 'WAITING' AND NOT ${IS_RETRY}`;
const COUNTS_UNLESS_FAILED =
  `(t.state NOT IN ('WAITING', 'FAIL') OR (t.state = 'WAITING' AND ${IS_RETRY}))`;

/** Adds a trial as a template says. */
export async function addTrial(
  query: SqlQuery,
  dialect: SqlDialect,
  studyId: number,
  template: TrialTemplate,
  unconfirmed?: FrozenTrial,
): Promise<FrozenTrial> {
  await lockStudy(query, dialect, studyId);
  if (unconfirmed !== undefined && await isThere(query, dialect, unconfirmed)) return unconfirmed;
  return await readTrial(query, dialect, await insertTrial(query, studyId, template));
}

/** Takes the first WAITING trial, or adds a RUNNING one; see `Storage.startTrial`. */
export async function startTrial(
  query: SqlQuery,
  dialect: SqlDialect,
  studyId: number,
  { limit = Infinity, countFailed = true, heartbeat = false }: StartOptions,
  unconfirmed?: FrozenTrial,
): Promise<FrozenTrial | undefined> {
  await lockStudy(query, dialect, studyId);
  if (unconfirmed !== undefined && await isThere(query, dialect, unconfirmed)) return unconfirmed;
  const [started] = limit === Infinity ? [] : await query(
    "SELECT CAST(COUNT(*) AS INTEGER) AS count FROM trials t " +
      `WHERE t.study_id = $1 AND ${countFailed ? COUNTS : COUNTS_UNLESS_FAILED}`,
    [studyId],
  );
  const full = started !== undefined && Number(started.count) >= limit;
  const trialId = await claim(query, studyId, full) ??
    (full ? undefined : await insertTrial(query, studyId, newTrial()));
  if (trialId === undefined) return undefined;
  if (heartbeat) await upsertHeartbeat(query, dialect, trialId);
  return await readTrial(query, dialect, trialId);
}

/** How a trial ends. */
export interface TrialEnd {
  trialId: number;
  state: FinishedState;
  values: readonly number[] | null;
  /** When; it tells this call's end from another's where the commit was not confirmed. */
  complete: Date;
  /** How often a FAIL one may be repeated. */
  maxRetries: number;
}

/** Ends a RUNNING trial; whether it was this call that ended it. */
export async function finishTrial(
  query: SqlQuery,
  dialect: SqlDialect,
  { trialId, state, values, complete, maxRetries }: TrialEnd,
  unconfirmed?: boolean,
): Promise<boolean> {
  const [trial] = await query("SELECT study_id FROM trials WHERE trial_id = $1", [trialId]);
  if (trial === undefined) {
    throw new RangeError(`Cannot find the trial: there is none with id ${trialId}`);
  }
  await lockStudy(query, dialect, Number(trial.study_id));
  const [ended] = await query(
    "UPDATE trials SET state = $2, datetime_complete = $3 " +
      "WHERE trial_id = $1 AND state = 'RUNNING' RETURNING trial_id",
    [trialId, state, encodeDate(complete)],
  );
  if (ended === undefined) {
    if (unconfirmed !== true) return false;
    const now = await readTrial(query, dialect, trialId);
    return now.state === state && now.complete?.getTime() === complete.getTime();
  }
  await insertValues(query, trialId, values);
  if (state === "FAIL") await retry(query, dialect, Number(trial.study_id), trialId, maxRetries);
  return true;
}

/** The RUNNING trials of study `$1` whose last heartbeat is older than `$2` seconds. */
function staleTrials(dialect: SqlDialect): string {
  return "SELECT t.trial_id FROM trials t JOIN trial_heartbeats h ON h.trial_id = t.trial_id " +
    `WHERE t.study_id = $1 AND t.state = 'RUNNING' AND ${dialect.heartbeatAge} > $2`;
}

/** Whether there is a trial to fail; read first, so that others need not wait for nothing. */
export async function hasStaleTrials(
  query: SqlQuery,
  dialect: SqlDialect,
  studyId: number,
  graceSeconds: number,
): Promise<boolean> {
  return (await query(`${staleTrials(dialect)} LIMIT 1`, [studyId, graceSeconds])).length > 0;
}

/** Fails the trials whose worker is silent, and queues their repetition. */
export async function failStaleTrials(
  query: SqlQuery,
  dialect: SqlDialect,
  studyId: number,
  graceSeconds: number,
  maxRetries: number,
  unconfirmed: readonly FrozenTrial[] = [],
): Promise<FrozenTrial[]> {
  await lockStudy(query, dialect, studyId);
  const earlier = [];
  for (const trial of unconfirmed) {
    if (await isThere(query, dialect, trial)) earlier.push(trial);
  }
  const failed = await query(
    "UPDATE trials SET state = 'FAIL', datetime_complete = $3 " +
      `WHERE state = 'RUNNING' AND trial_id IN (${staleTrials(dialect)}) RETURNING trial_id`,
    [studyId, graceSeconds, encodeDate(new Date())],
  );
  const ids = failed.map((row) => Number(row.trial_id)).sort((a, b) => a - b);
  for (const id of ids) await retry(query, dialect, studyId, id, maxRetries);
  return [...earlier, ...await readTrialsById(query, dialect, ids)];
}

/** Takes the first WAITING trial that nobody else takes; where `onlyRetries`, the first retry. */
async function claim(
  query: SqlQuery,
  studyId: number,
  onlyRetries: boolean,
): Promise<number | undefined> {
  const waiting = await query(
    "SELECT t.trial_id FROM trials t WHERE t.study_id = $1 AND t.state = 'WAITING'" +
      `${onlyRetries ? ` AND ${IS_RETRY}` : ""} ORDER BY t.number`,
    [studyId],
  );
  for (const { trial_id } of waiting) {
    const [claimed] = await query(
      "UPDATE trials SET state = 'RUNNING', datetime_start = $2 " +
        "WHERE trial_id = $1 AND state = 'WAITING' RETURNING trial_id",
      [trial_id!, encodeDate(new Date())],
    );
    if (claimed !== undefined) return Number(claimed.trial_id);
  }
  return undefined;
}

/** Queues a failed trial again, unless it was repeated too often. */
async function retry(
  query: SqlQuery,
  dialect: SqlDialect,
  studyId: number,
  trialId: number,
  maxRetries: number,
): Promise<void> {
  const template = retryTemplate(await readTrial(query, dialect, trialId), maxRetries);
  if (template !== undefined) await insertTrial(query, studyId, template);
}

/** Whether a trial is in the database as it was to be; a WAITING one may be taken since. */
async function isThere(query: SqlQuery, dialect: SqlDialect, trial: FrozenTrial): Promise<boolean> {
  const now = (await readTrialsById(query, dialect, [trial.trialId]))[0];
  if (now === undefined || now.number !== trial.number) return false;
  return trial.state === "WAITING" || (now.state === trial.state &&
    now.start?.getTime() === trial.start?.getTime() &&
    now.complete?.getTime() === trial.complete?.getTime());
}

async function readTrial(
  query: SqlQuery,
  dialect: SqlDialect,
  trialId: number,
): Promise<FrozenTrial> {
  return (await readTrialsById(query, dialect, [trialId]))[0]!;
}
