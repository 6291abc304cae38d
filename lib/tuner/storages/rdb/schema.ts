/**
 * The tables of an Optuna study: schema 12, label v3.2.0.a, as Optuna 3.2.0 to 5.0.0 create them.
 */
import type { SqlColumnTypes, SqlDatabase, SqlQuery } from "./database.ts";

/** The migration label that Optuna compares; any other is another schema. */
const LABEL = "v3.2.0.a";

/** The number beside it. */
const SCHEMA_VERSION = 12;

/** Labels of older schemas, which `optuna storage upgrade` lifts. */
const OLDER_LABELS = [
  "v0.9.0.a",
  "v1.2.0.a",
  "v1.3.0.a",
  "v2.4.0.a",
  "v2.6.0.a",
  "v3.0.0.a",
  "v3.0.0.b",
  "v3.0.0.c",
  "v3.0.0.d",
];

/** What `version_info` names as the writer; Optuna only quotes it. */
const LIBRARY = "elb-anomaly (schema of Optuna 5.0.0)";

/**
 * Makes sure that the database holds all 13 tables and both version rows. A database that is
 * complete is only read.
 *
 * @throws {Error} If it is of another schema version
 */
export async function prepareSchema(database: SqlDatabase): Promise<void> {
  const { dialect, name } = database;
  const inspect = (query: SqlQuery) => missingParts(query, dialect.tableNames, dialect.types, name);
  const missing = await database.transaction("read", inspect);
  if (missing.length === 0) return;
  try {
    await database.transaction("write", async (query) => {
      if (dialect.schemaLock !== undefined) await query(dialect.schemaLock);
      for (const statement of dialect.prelude) await query(statement);
      for (const statement of await inspect(query)) await query(statement);
    });
  } catch (error) {
    // Optuna takes no lock and may have created the same tables at the same moment.
    if ((await database.transaction("read", inspect)).length > 0) throw error;
  }
}

/** The statements that complete the database, none where it is complete. */
async function missingParts(
  query: SqlQuery,
  tableNames: string,
  types: SqlColumnTypes,
  database: string,
): Promise<string[]> {
  const present = new Set((await query(tableNames)).map((row) => row.name));
  const label = present.has("alembic_version")
    ? (await query("SELECT version_num FROM alembic_version"))[0]?.version_num
    : undefined;
  const version = present.has("version_info")
    ? (await query("SELECT schema_version FROM version_info"))[0]?.schema_version
    : undefined;
  const found = label ??
    (version === undefined || version === SCHEMA_VERSION ? undefined : `schema ${version}`);
  if (found !== undefined && found !== LABEL) {
    const older = OLDER_LABELS.includes(String(found)) || Number(version) < SCHEMA_VERSION;
    throw new Error(
      `Cannot open ${database} as its tables must be of Optuna's schema ${LABEL}: they are of ${found}, ${
        older ? 'older; "optuna storage upgrade" lifts it' : "which is unknown here"
      }`,
    );
  }
  const statements = Object.entries(createTables(types))
    .filter(([table]) => !present.has(table))
    .flatMap(([, create]) => create);
  if (version === undefined) {
    statements.push(
      "INSERT INTO version_info (version_info_id, schema_version, library_version) " +
        `VALUES (1, ${SCHEMA_VERSION}, '${LIBRARY}')`,
    );
  }
  if (label === undefined) {
    statements.push(`INSERT INTO alembic_version (version_num) VALUES ('${LABEL}')`);
  }
  return statements;
}

/** Each table's statements, in an order in which references find their target. */
function createTables(type: SqlColumnTypes): Record<string, string[]> {
  const ofStudy = "FOREIGN KEY (study_id) REFERENCES studies (study_id)";
  const ofTrial = "FOREIGN KEY (trial_id) REFERENCES trials (trial_id)";
  const attributes = (id: string, owner: string, key: string) =>
    `${id} ${type.id}, ${owner} INTEGER, "key" VARCHAR(512), value_json TEXT, ` +
    `PRIMARY KEY (${id}), UNIQUE (${owner}, "key"), ${key}`;
  const create = (table: string, columns: string) => `CREATE TABLE ${table} (${columns})`;
  return {
    studies: [
      create(
        "studies",
        `study_id ${type.id}, study_name VARCHAR(512) NOT NULL, PRIMARY KEY (study_id)`,
      ),
      "CREATE UNIQUE INDEX ix_studies_study_name ON studies (study_name)",
    ],
    version_info: [create(
      "version_info",
      "version_info_id INTEGER NOT NULL, schema_version INTEGER, library_version VARCHAR(256), " +
        "PRIMARY KEY (version_info_id), CHECK (version_info_id = 1)",
    )],
    study_directions: [create(
      "study_directions",
      `study_direction_id ${type.id}, direction ${type.direction} NOT NULL, ` +
        "study_id INTEGER NOT NULL, objective INTEGER NOT NULL, " +
        `PRIMARY KEY (study_direction_id), UNIQUE (study_id, objective), ${ofStudy}`,
    )],
    study_user_attributes: [
      create(
        "study_user_attributes",
        attributes("study_user_attribute_id", "study_id", ofStudy),
      ),
    ],
    study_system_attributes: [
      create(
        "study_system_attributes",
        attributes("study_system_attribute_id", "study_id", ofStudy),
      ),
    ],
    trials: [
      create(
        "trials",
        `trial_id ${type.id}, number INTEGER, study_id INTEGER, state ${type.state} NOT NULL, ` +
          `datetime_start ${type.datetime}, datetime_complete ${type.datetime}, ` +
          `PRIMARY KEY (trial_id), ${ofStudy}`,
      ),
      "CREATE INDEX ix_trials_study_id ON trials (study_id)",
    ],
    trial_user_attributes: [
      create(
        "trial_user_attributes",
        attributes("trial_user_attribute_id", "trial_id", ofTrial),
      ),
    ],
    trial_system_attributes: [
      create(
        "trial_system_attributes",
        attributes("trial_system_attribute_id", "trial_id", ofTrial),
      ),
    ],
    trial_params: [create(
      "trial_params",
      `param_id ${type.id}, trial_id INTEGER, param_name VARCHAR(512), ` +
        `param_value ${type.double}, distribution_json TEXT, ` +
        `PRIMARY KEY (param_id), UNIQUE (trial_id, param_name), ${ofTrial}`,
    )],
    trial_values: [create(
      "trial_values",
      `trial_value_id ${type.id}, trial_id INTEGER NOT NULL, objective INTEGER NOT NULL, ` +
        `value ${type.double}, value_type ${type.valueType} NOT NULL, ` +
        `PRIMARY KEY (trial_value_id), UNIQUE (trial_id, objective), ${ofTrial}`,
    )],
    trial_intermediate_values: [create(
      "trial_intermediate_values",
      `trial_intermediate_value_id ${type.id}, trial_id INTEGER NOT NULL, step INTEGER NOT NULL, ` +
        `intermediate_value ${type.double}, ` +
        `intermediate_value_type ${type.intermediateType} NOT NULL, ` +
        `PRIMARY KEY (trial_intermediate_value_id), UNIQUE (trial_id, step), ${ofTrial}`,
    )],
    trial_heartbeats: [create(
      "trial_heartbeats",
      `trial_heartbeat_id ${type.id}, trial_id INTEGER NOT NULL, heartbeat ${type.datetime} NOT NULL, ` +
        `PRIMARY KEY (trial_heartbeat_id), UNIQUE (trial_id), ${ofTrial}`,
    )],
    alembic_version: [create(
      "alembic_version",
      "version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)",
    )],
  };
}
