/** Takes a whole study out of Optuna's tables, and puts one in. */
import type { SqlDialect, SqlQuery, SqlRow, SqlValue } from "./database.ts";
import { DUMP_COLUMNS, type DumpRow, type StudyDump } from "../study_dump.ts";
import { lockStudy } from "./write.ts";

/** So many rows go into one statement. */
const ROWS_AT_ONCE = 200;

type Table = keyof typeof DUMP_COLUMNS;

/** The key that numbers a table's rows in the order in which they were written. */
const ORDER: Record<Table, string> = {
  study_directions: "objective",
  study_user_attributes: "study_user_attribute_id",
  study_system_attributes: "study_system_attribute_id",
  trial_params: "param_id",
  trial_values: "objective",
  trial_intermediate_values: "trial_intermediate_value_id",
  trial_user_attributes: "trial_user_attribute_id",
  trial_system_attributes: "trial_system_attribute_id",
};

/** All rows of a study; a read transaction. */
export async function dumpStudy(
  query: SqlQuery,
  dialect: SqlDialect,
  studyId: number,
): Promise<StudyDump> {
  await lockStudy(query, { ...dialect, forUpdate: "" }, studyId);
  const ofStudy = (table: Table) =>
    query(`SELECT ${quoted(table)} FROM ${table} WHERE study_id = $1 ORDER BY ${ORDER[table]}`, [
      studyId,
    ]);
  const ofTrials = (table: Table) =>
    query(
      `SELECT trial_id, ${quoted(table)} FROM ${table} WHERE trial_id IN ` +
        `(SELECT trial_id FROM trials WHERE study_id = $1) ORDER BY trial_id, ${ORDER[table]}`,
      [studyId],
    );
  return {
    study_directions: await ofStudy("study_directions"),
    study_user_attributes: await ofStudy("study_user_attributes"),
    study_system_attributes: await ofStudy("study_system_attributes"),
    trials: await query(
      `SELECT trial_id, number, state, ${dialect.timestampText("datetime_start")} AS ` +
        `datetime_start, ${dialect.timestampText("datetime_complete")} AS datetime_complete ` +
        "FROM trials WHERE study_id = $1 ORDER BY number, trial_id",
      [studyId],
    ),
    trial_params: await ofTrials("trial_params"),
    trial_values: await ofTrials("trial_values"),
    trial_intermediate_values: await ofTrials("trial_intermediate_values"),
    trial_user_attributes: await ofTrials("trial_user_attributes"),
    trial_system_attributes: await ofTrials("trial_system_attributes"),
  };
}

/** Adds the rows of a study that is there, but empty; belongs inside a write transaction. */
export async function restoreRows(
  query: SqlQuery,
  studyId: number,
  dump: StudyDump,
): Promise<void> {
  const put = async (table: Table, rows: readonly DumpRow[], owner: string, ids: SqlValue[]) => {
    const columns = DUMP_COLUMNS[table];
    await insertRows(
      query,
      `${table} (${owner}, ${quoted(table)})`,
      rows.map((row, i) => [ids[i]!, ...columns.map((column) => row[column]!)]),
    );
  };
  const places = new Map<DumpRow[string], number>(); // of trials, by the ids they had
  dump.trials.forEach((trial, i) => places.set(trial.trial_id!, i));
  const inserted = await insertRows(
    query,
    "trials (study_id, number, state, datetime_start, datetime_complete)",
    dump.trials.map((trial, number) => [
      studyId,
      number,
      trial.state!,
      trial.datetime_start!,
      trial.datetime_complete!,
    ]),
    " RETURNING trial_id, number",
  );
  const ids: SqlValue[] = []; // of trials, by number
  for (const { trial_id, number } of inserted) ids[Number(number)] = trial_id!;
  for (const table of Object.keys(DUMP_COLUMNS) as Table[]) {
    const rows = dump[table];
    if (table.startsWith("study")) await put(table, rows, "study_id", rows.map(() => studyId));
    else await put(table, rows, "trial_id", rows.map((row) => ids[places.get(row.trial_id!)!]!));
  }
}

async function insertRows(
  query: SqlQuery,
  into: string,
  rows: readonly (readonly SqlValue[])[],
  returning = "",
): Promise<SqlRow[]> {
  const returned: SqlRow[][] = [];
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const some = rows.slice(start, start + ROWS_AT_ONCE);
    let place = 0;
    const lists = some.map((row) => `(${row.map(() => `$${++place}`).join(", ")})`);
    returned.push(
      await query(`INSERT INTO ${into} VALUES ${lists.join(", ")}${returning}`, some.flat()),
    );
  }
  return returned.flat();
}

/** "key" is a word of SQL. */
function quoted(table: Table): string {
  return DUMP_COLUMNS[table].map((column) => `"${column}"`).join(", ");
}
