import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { MemoryStorage, openStorage, SqliteStorage } from "../../../lib/tuner/mod.ts";
import { redactUrl, sqlitePath } from "../../../lib/tuner/storages/mod.ts";
import { postgresUrl } from "../../../lib/tuner/storages/storage_url.ts";
import { FULL, storageContract, template } from "./storage_contract.ts";
import { inFolder } from "../../data/temporary_folder.ts";

storageContract("SqliteStorage", (body) =>
  inFolder(async (folder) => {
    const opened: SqliteStorage[] = [];
    await body(async () => {
      const storage = await SqliteStorage.open(`sqlite:///${folder}/study.db`);
      opened.push(storage);
      return storage;
    });
    for (const storage of opened) await storage.close();
  }));

storageContract("MemoryStorage", async (body) => {
  const storage = new MemoryStorage();
  await body(() => Promise.resolve(storage));
});

/** Columns, primary keys, unique sets and indexes of every table. */
function schemaOf(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true });
  const all = (sql: string) => database.prepare(sql).all();
  const tables = all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
  const schema = tables.map(({ name }) => ({
    name,
    columns: all(`SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info('${name}')`),
    references: all(`SELECT "from", "table", "to" FROM pragma_foreign_key_list('${name}')`),
    unique: all(
      `SELECT l."unique", l.origin, group_concat(i.name) AS columns, ` +
        `CASE WHEN l.origin = 'c' THEN l.name END AS name ` +
        `FROM pragma_index_list('${name}') l JOIN pragma_index_info(l.name) i ` +
        `GROUP BY l.name ORDER BY columns`,
    ),
  }));
  database.close();
  return schema;
}

const FIXTURE = fileURLToPath(new URL("../../fixtures/storage/optuna_5.0.0.db", import.meta.url));

Deno.test("SqliteStorage creates the 13 tables that Optuna 5.0.0 creates, and both version rows", async () => {
  await inFolder(async (folder) => {
    await (await SqliteStorage.open(`sqlite:///${folder}/a.db`)).close();
    assert.deepEqual(schemaOf(`${folder}/a.db`), schemaOf(FIXTURE));
    const database = new DatabaseSync(`${folder}/a.db`);
    assert.deepEqual(
      { ...database.prepare("SELECT version_info_id, schema_version FROM version_info").get() },
      { version_info_id: 1, schema_version: 12 },
    );
    assert.deepEqual(
      database.prepare("SELECT version_num FROM alembic_version").all().map((row) => ({ ...row })),
      [{ version_num: "v3.2.0.a" }],
    );
    database.close();
  });
});

Deno.test("SqliteStorage stores a trial in Optuna's spelling", async () => {
  await inFolder(async (folder) => {
    const storage = await SqliteStorage.open(`sqlite:///${folder}/a.db`);
    const { studyId } = await storage.createStudy("a", ["maximize"]);
    await storage.createTrial(studyId, FULL);
    const running = (await storage.startTrial(studyId, { heartbeat: true }))!;
    await storage.close();
    const database = new DatabaseSync(`${folder}/a.db`);
    const all = (sql: string) => database.prepare(sql).all().map((row) => Object.values(row));
    assert.deepEqual(all("SELECT direction, objective FROM study_directions"), [["MAXIMIZE", 0]]);
    assert.deepEqual(
      all("SELECT number, state, datetime_start, datetime_complete FROM trials WHERE number = 0"),
      [[0, "PRUNED", "2026-01-02 03:04:05.678000", "2026-03-29 01:30:00.001000"]],
    );
    assert.deepEqual(all("SELECT objective, value, value_type FROM trial_values"), [
      [0, null, "INF_POS"],
    ]);
    assert.deepEqual(
      all(
        "SELECT step, intermediate_value, intermediate_value_type FROM trial_intermediate_values",
      ),
      [[0, 1e-300, "FINITE"], [1, null, "NAN"], [2, null, "INF_NEG"], [7, null, "INF_POS"]],
    );
    assert.deepEqual(
      all("SELECT param_name, param_value, typeof(param_value) FROM trial_params"),
      [["x", 0.1 + 0.2, "real"], ["n", 10, "real"], ["c", 1, "real"]],
    );
    assert.deepEqual(
      JSON.parse(String(all("SELECT distribution_json FROM trial_params")[1]![0])),
      { name: "IntDistribution", attributes: { log: false, step: 4, low: 2, high: 18 } },
    );
    assert.deepEqual(
      all('SELECT "key", value_json FROM trial_user_attributes WHERE "key" = \'none\''),
      [["none", "null"]],
    );
    const [[id, beat]] = all("SELECT trial_id, heartbeat FROM trial_heartbeats") as [[
      number,
      string,
    ]];
    assert.equal(id, running.trialId);
    assert.match(beat, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}000$/);
    assert.ok(Math.abs(Date.parse(`${beat.replace(" ", "T")}Z`) - Date.now()) < 60_000);
    database.close();
  });
});

Deno.test("SqliteStorage reads a study made by Optuna 5.0.0", async () => {
  await inFolder(async (folder) => {
    Deno.copyFileSync(FIXTURE, `${folder}/a.db`);
    const expected = JSON.parse(
      Deno.readTextFileSync(FIXTURE.replace(/db$/, "json")),
      (_key, value) => value === "NaN" ? NaN : value === "Infinity" ? Infinity : value,
    );
    const storage = await SqliteStorage.open(`sqlite:///${folder}/a.db`);
    const study = (await storage.findStudy("golden"))!;
    assert.deepEqual(study.directions, ["maximize"]);
    assert.deepEqual(study.userAttrs, expected.userAttrs);
    const trials = await storage.readTrials(study.studyId);
    const seen = trials.map((trial) => ({
      number: trial.number,
      state: trial.state,
      values: trial.values,
      start: trial.start?.toISOString() ?? null,
      complete: trial.complete?.toISOString() ?? null,
      params: trial.params,
      distributions: trial.distributions,
      intermediateValues: [...trial.intermediateValues],
      userAttrs: trial.userAttrs,
      systemAttrs: trial.systemAttrs,
    }));
    assert.deepEqual(seen, expected.trials);
    // and goes on with it
    const next = (await storage.startTrial(study.studyId))!;
    assert.equal(next.number, trials.find(({ state }) => state === "WAITING")!.number);
    for (const [name, distribution] of Object.entries(trials[0]!.distributions)) {
      if (name !== "c") await storage.setTrialParam(next.trialId, name, 1, distribution);
    }
    assert.equal(await storage.finishTrial(next.trialId, "COMPLETE", [1]), true);
    const added = await storage.startTrial(study.studyId);
    assert.equal(added!.number, trials.length);
    await storage.close();
  });
});

Deno.test("SqliteStorage completes and stamps databases as Optuna does, and refuses other schemas", async () => {
  const cases: [string, RegExp | undefined][] = [
    ["DELETE FROM alembic_version; DELETE FROM version_info", undefined],
    ["DROP TABLE alembic_version; DROP TABLE trial_heartbeats", undefined],
    ["DELETE FROM version_info", undefined],
    [
      "DELETE FROM alembic_version; UPDATE version_info SET schema_version = 11",
      /schema 11, older/,
    ],
    ["UPDATE alembic_version SET version_num = 'v3.0.0.d'", /v3\.0\.0\.d, older/],
    ["UPDATE alembic_version SET version_num = 'v9.0.0.a'", /v9\.0\.0\.a, which is unknown/],
  ];
  for (const [change, error] of cases) {
    await inFolder(async (folder) => {
      Deno.copyFileSync(FIXTURE, `${folder}/a.db`);
      const database = new DatabaseSync(`${folder}/a.db`);
      database.exec(change);
      database.close();
      const before = Deno.readFileSync(`${folder}/a.db`);
      const opening = SqliteStorage.open(`sqlite:///${folder}/a.db`);
      if (error !== undefined) {
        await assert.rejects(opening, error);
        assert.deepEqual(Deno.readFileSync(`${folder}/a.db`), before);
        return;
      }
      const storage = await opening;
      assert.equal((await storage.listStudies()).length, 1);
      await storage.close();
      assert.deepEqual(schemaOf(`${folder}/a.db`), schemaOf(FIXTURE));
    });
  }
});

Deno.test("SqliteStorage says what is wrong with a file", async () => {
  await inFolder(async (folder) => {
    const open = (name: string) => SqliteStorage.open(`sqlite:///${folder}/${name}`);
    await assert.rejects(open("none/a.db"), /in a folder that exists \(".*none"\)/);
    Deno.writeTextFileSync(`${folder}/text.db`, "timestamp,value\n".repeat(100));
    await assert.rejects(open("text.db"), /text\.db" as it must be a SQLite database/);

    // a page in the middle is overwritten
    const damaged = Deno.readFileSync(FIXTURE);
    damaged.fill(0xa5, 4096, damaged.length);
    Deno.writeFileSync(`${folder}/damaged.db`, damaged);
    await assert.rejects(open("damaged.db"), /the file must be whole: SQLite finds it damaged/);
    assert.deepEqual(Deno.readFileSync(`${folder}/damaged.db`), damaged);
  });
});

Deno.test("SqliteStorage reads a read-only file, and says so where it must write", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/a.db`;
    Deno.copyFileSync(FIXTURE, path);
    // Root may write to any file, so there the option stands for the file's mode.
    const isRoot = Deno.uid() === 0;
    Deno.chmodSync(path, 0o444);
    const storage = new SqliteStorage(path, { readOnly: isRoot });
    const [study] = await storage.listStudies();
    assert.ok((await storage.readTrials(study!.studyId)).length > 0);
    await assert.rejects(storage.startTrial(study!.studyId), /as it must not be read-only/);
    await storage.close();
    const missing = new SqliteStorage(`${folder}/none.db`, { readOnly: true });
    await assert.rejects(missing.listStudies(), /must be a file that can be read/);
  });
});

Deno.test("SqliteStorage waits for a lock, then says who must release it; nothing is lost", async () => {
  await inFolder(async (folder) => {
    const storage = new SqliteStorage(`${folder}/a.db`, { timeout: 0.2 });
    const { studyId } = await storage.createStudy("a", ["minimize"]);
    const other = new DatabaseSync(`${folder}/a.db`);
    other.exec("BEGIN EXCLUSIVE");
    const refused = storage.startTrial(studyId);
    const queued = storage.listStudies();
    await assert.rejects(refused, /another program must release its lock within 0\.2 s/);
    await assert.rejects(queued, /another program must release its lock/);
    const patient = new SqliteStorage(`${folder}/a.db`, { timeout: 20 });
    const waiting = patient.startTrial(studyId);
    await new Promise((resolve) => setTimeout(resolve, 50));
    other.exec("COMMIT");
    assert.equal((await waiting)!.number, 0);
    assert.equal((await storage.startTrial(studyId))!.number, 1);
    other.close();
    await patient.close();
    await storage.close();
  });
});

Deno.test("SqliteStorage keeps nothing of a write that fails half way", async () => {
  const storage = new SqliteStorage(":memory:");
  const { studyId } = await storage.createStudy("a", ["minimize"]);
  const { trialId } = (await storage.startTrial(studyId))!;
  await assert.rejects(storage.finishTrial(trialId, "COMPLETE", [1, NaN]), /one is NaN/);
  const [trial] = await storage.readTrials(studyId);
  assert.equal(trial!.state, "RUNNING");
  assert.equal(trial!.complete, null);
  await assert.rejects(
    storage.createTrial(studyId, { ...FULL, systemAttrs: { ["k".repeat(513)]: 1 } }),
    /at most 512 characters, none of them NUL or half .* \(513 characters\)/,
  );
  assert.deepEqual((await storage.readTrials(studyId)).map(template), [template(trial!)]);
  await assert.rejects(storage.setIntermediateValue(trialId, 0.5, 1), RangeError);
  await assert.rejects(storage.createStudy("n".repeat(513), ["minimize"]), RangeError);
  await storage.close();
  await assert.rejects(storage.listStudies(), /Cannot use .* as it is closed/);
  await storage.close();
});

Deno.test("SqliteStorage says which trial of a study cannot be read", async () => {
  const changes: [string, RegExp][] = [
    ["UPDATE trial_values SET value = NULL", /trial \d+ .*hold a number where its type is FINITE/],
    ["UPDATE trials SET datetime_start = 'soon'", /trial \d+ .*Cannot read a date/],
    ["UPDATE trial_user_attributes SET value_json = 'x'", /trial \d+ .*JSON/],
    ["UPDATE trial_params SET distribution_json = '{}'", /trial \d+ .*distribution/],
    ["UPDATE trials SET number = NULL WHERE number = 1", /number must not be NULL/],
  ];
  for (const [change, error] of changes) {
    await inFolder(async (folder) => {
      Deno.copyFileSync(FIXTURE, `${folder}/a.db`);
      const database = new DatabaseSync(`${folder}/a.db`);
      database.exec(change);
      database.close();
      const storage = await SqliteStorage.open(`sqlite:///${folder}/a.db`);
      const [study] = await storage.listStudies();
      await assert.rejects(storage.readTrials(study!.studyId), {
        name: "SyntaxError",
        message: error,
      });
      await storage.close();
    });
  }
});

Deno.test("storage URLs are read as SQLAlchemy reads them", async () => {
  assert.equal(sqlitePath("sqlite:///study.db"), "study.db");
  assert.equal(sqlitePath("sqlite:////data/my study.db"), "/data/my study.db");
  assert.equal(sqlitePath("sqlite:///:memory:"), ":memory:");
  assert.equal(sqlitePath("sqlite://"), ":memory:");
  assert.throws(() => sqlitePath("sqlite://study.db"), SyntaxError);
  assert.throws(() => sqlitePath("sqlite:///a.db?mode=ro"), SyntaxError);
  assert.equal(
    postgresUrl("postgresql+psycopg2://u:p%40@h:5433/d"),
    "postgresql://u:p%40@h:5433/d",
  );
  assert.equal(postgresUrl("postgres://h/d"), "postgresql://h/d");
  assert.equal(postgresUrl("postgresql://u@/d?host=/run"), "postgresql://u@/d?host=/run");
  assert.throws(() => postgresUrl("mysql://h/d"), SyntaxError);
  await assert.rejects(openStorage("mysql://root:hunter2@h/d"), (error: Error) => {
    assert.equal(error.name, "SyntaxError");
    assert.doesNotMatch(Deno.inspect(error), /hunter2/);
    return true;
  });
});

Deno.test("redactUrl() hides every password", () => {
  assert.equal(redactUrl("postgresql://ada:s:c/r@t?@host:1/db"), "postgresql://ada:***@host:1/db");
  assert.equal(
    redactUrl("postgresql://ada@host/db?password=x&a=1"),
    "postgresql://ada@host/db?password=***&a=1",
  );
  assert.equal(redactUrl("postgresql//ada:secret@host/db"), "postgresql//ada:***@host/db");
  assert.equal(redactUrl("ada:sec:ret@host/db"), "ada:***@host/db");
  assert.equal(redactUrl("postgresql://host/db"), "postgresql://host/db");
  assert.equal(redactUrl("sqlite:///a:b@c.db"), "sqlite:///a:b@c.db");
});
