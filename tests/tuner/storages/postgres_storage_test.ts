import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { type Distribution, PostgresStorage } from "../../../lib/tuner/mod.ts";
import { CuttingProxy } from "./cutting_proxy.ts";
import { PASSWORD, runSql, serverForTests } from "./postgres_server.ts";
import { FULL, storageContract } from "./storage_contract.ts";

const postgres = serverForTests("PostgresStorage's tests");
const { ignore } = postgres;
const opened: PostgresStorage[] = [];

/** Opens storages on a new, empty database. */
async function using(
  body: (open: () => Promise<PostgresStorage>, url: string) => Promise<void>,
): Promise<void> {
  const url = await postgres.newDatabase();
  try {
    await body(async () => {
      const storage = await PostgresStorage.open(url);
      opened.push(storage);
      return storage;
    }, url);
  } finally {
    for (const storage of opened.splice(0)) await storage.close();
  }
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn });
}

storageContract("PostgresStorage", using, { ignore });

test("PostgresStorage stores a trial in Optuna's types and spelling", () =>
  using(async (open, url) => {
    const storage = await open();
    const { studyId } = await storage.createStudy("a", ["maximize"]);
    await storage.createTrial(studyId, FULL);
    const columns = await runSql(
      url,
      "SELECT string_agg(table_name || '.' || column_name || ' ' || " +
        "CASE data_type WHEN 'USER-DEFINED' THEN udt_name ELSE data_type END || " +
        "COALESCE('(' || character_maximum_length || ')', '') || " +
        "CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END || " +
        "COALESCE(' ' || column_default, ''), E'\\n' ORDER BY table_name, column_name) AS text " +
        "FROM information_schema.columns WHERE table_schema = 'public'",
    );
    const expected = await Deno.readTextFile(
      new URL("../../fixtures/storage/optuna_5.0.0_postgres.txt", import.meta.url),
    );
    assert.equal(`${columns[0]!.text}\n`, expected);
    const [trial] = await runSql(
      url,
      "SELECT state::text, datetime_start::text, datetime_complete::text FROM trials",
    );
    assert.deepEqual(trial, {
      state: "PRUNED",
      datetime_start: "2026-01-02 03:04:05.678",
      datetime_complete: "2026-03-29 01:30:00.001",
    });
    const [{ labels }] = await runSql(
      url,
      "SELECT string_agg(enumtypid::regtype || '.' || enumlabel, ' ' ORDER BY enumtypid::regtype::text, enumsortorder) AS labels FROM pg_enum",
    ) as [{ labels: string }];
    assert.equal(
      labels,
      "studydirection.NOT_SET studydirection.MINIMIZE studydirection.MAXIMIZE " +
        "trialintermediatevaluetype.FINITE trialintermediatevaluetype.INF_POS " +
        "trialintermediatevaluetype.INF_NEG trialintermediatevaluetype.NAN " +
        "trialstate.RUNNING trialstate.COMPLETE trialstate.PRUNED trialstate.FAIL trialstate.WAITING " +
        "trialvaluetype.FINITE trialvaluetype.INF_POS trialvaluetype.INF_NEG",
    );
  }));

test("PostgresStorage opens an empty database from many processes at once", () =>
  using(async (open) => {
    const storages = await Promise.all(Array.from({ length: 8 }, open));
    const { studyId } = await storages[0]!.createStudy("a", ["minimize"]);
    const started = await Promise.all(storages.map((storage) => storage.startTrial(studyId)));
    assert.deepEqual(
      started.map((trial) => trial!.number).sort(),
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
  }));

test("PostgresStorage refuses another schema version", () =>
  using(async (open, url) => {
    await (await open()).close();
    await runSql(url, "UPDATE alembic_version SET version_num = 'v3.0.0.d'");
    await assert.rejects(PostgresStorage.open(url), /v3\.0\.0\.d, older/);
  }));

test("PostgresStorage loses and doubles nothing where the server stops and crashes", () =>
  using(async (open) => {
    const storage = await open();
    const idle = await open();
    const { studyId } = await storage.createStudy("a", ["minimize"]);
    let ended = false;
    const restarts = (async () => {
      for (const mode of ["fast", "immediate", "fast"] as const) {
        await delay(150);
        await postgres.server.down(mode);
        await postgres.server.up();
      }
      ended = true;
    })();
    const x: Distribution = { kind: "float", low: 0, high: 1e9, log: false, step: null };
    let finished = 0;
    while (!ended || finished < 20) {
      const { trialId, number } = (await storage.startTrial(studyId))!;
      assert.equal(number, finished);
      await storage.setTrialParam(trialId, "x", number, x);
      await storage.setIntermediateValue(trialId, 0, number);
      assert.equal(await storage.finishTrial(trialId, "COMPLETE", [number]), true);
      finished++;
    }
    await restarts;
    const trials = await idle.readTrials(studyId); // its connection died while it was not used
    assert.deepEqual(trials, await storage.readTrials(studyId));
    assert.equal(trials.length, finished);
    for (const [i, { number, state, values, params, intermediateValues }] of trials.entries()) {
      assert.deepEqual({ number, state, values, params }, {
        number: i,
        state: "COMPLETE",
        values: [i],
        params: { x: i },
      });
      assert.deepEqual([...intermediateValues], [[0, i]]);
    }
  }));

test("PostgresStorage takes back its place where a session is killed inside a transaction", () =>
  using(async (open, url) => {
    const storage = await open();
    const { studyId } = await storage.createStudy("a", ["minimize"]);
    let ended = false;
    const killer = (async () => {
      for (let i = 0; i < 25; i++) {
        await runSql(
          postgres.server.url(),
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${
            new URL(url).pathname.slice(1)
          }'`,
        );
        await delay(i % 7);
      }
      ended = true;
    })();
    let created = 0;
    while (!ended) {
      await storage.createTrial(studyId, { ...FULL, userAttrs: { created } });
      created++;
    }
    await killer;
    const trials = await storage.readTrials(studyId);
    assert.deepEqual(
      trials.map(({ userAttrs }) => userAttrs.created),
      Array.from({ length: created }, (_, i) => i),
    );
    assert.ok(trials.every(({ params }) => Object.keys(params).length === 3));
  }));

for (const cut of ["before", "after"] as const) {
  test(`PostgresStorage does each thing once where the connection is cut ${cut} its commit`, () =>
    using(async (_open, url) => {
      const proxy = new CuttingProxy(Number(new URL(url).port));
      const proxied = url.replace(/:\d+\//, `:${proxy.port}/`);
      const storage = await PostgresStorage.open(proxied);
      try {
        const cutting = <T>(work: () => Promise<T>, skip = 0): Promise<T> => {
          proxy.cutNext(cut, skip);
          return work();
        };
        const study = await cutting(() => storage.createStudy("a", ["minimize"]));
        const { studyId } = study;
        assert.deepEqual(await storage.listStudies(), [study]);
        await cutting(() => storage.setStudyUserAttr(studyId, "key", 1));

        const added = await cutting(() => storage.createTrial(studyId, FULL));
        assert.equal(added.number, 0);
        const started = (await cutting(() => storage.startTrial(studyId, { heartbeat: true })))!;
        assert.equal(started.number, 1);
        const { trialId } = started;
        const x: Distribution = { kind: "float", low: 0, high: 1, log: false, step: null };
        await cutting(() => storage.setTrialParam(trialId, "y", 0.5, x));
        await cutting(() => storage.setIntermediateValue(trialId, 0, 7));
        await cutting(() => storage.setTrialUserAttr(trialId, "note", "n"));
        await cutting(() => storage.heartbeat(trialId));
        assert.equal(await cutting(() => storage.finishTrial(trialId, "COMPLETE", [3])), true);
        assert.equal(await storage.finishTrial(trialId, "COMPLETE", [3]), false);

        const stopped = (await storage.startTrial(studyId))!;
        const again = { maxRetries: 1 };
        const fail = () => storage.finishTrial(stopped.trialId, "FAIL", null, again);
        assert.equal(await cutting(fail), true);
        const claimed = (await cutting(() => storage.startTrial(studyId, { heartbeat: true })))!;
        assert.deepEqual(claimed.systemAttrs.retry_history, [stopped.number]);
        await delay(120);
        // it reads before it writes
        const stale = await cutting(() => storage.failStaleTrials(studyId, 0.1, 5), 1);
        assert.deepEqual(stale.map(({ number }) => number), [claimed.number]);
        const states = (await storage.readTrials(studyId)).map(({ state }) => state);
        assert.deepEqual(states, ["PRUNED", "COMPLETE", "FAIL", "FAIL", "WAITING"]);
        assert.deepEqual(
          (await storage.readTrials(studyId))[1]!.params,
          { y: 0.5 },
        );
        await cutting(() => storage.deleteStudy(studyId));
        assert.deepEqual(await storage.listStudies(), []);
        assert.equal(proxy.cuts, 13);
      } finally {
        await storage.close();
        proxy.close();
      }
    }));
}

test("PostgresStorage gives up on a server that stays away, and goes on when it is back", () =>
  using(async (_open, url) => {
    const storage = new PostgresStorage(url, { timeout: 0.2 });
    opened.push(storage);
    const { studyId } = await storage.createStudy("a", ["minimize"]);
    await postgres.server.down("fast");
    try {
      await assert.rejects(storage.startTrial(studyId), /server must be back within 0\.2 s/);
    } finally {
      await postgres.server.up();
    }
    assert.equal((await storage.startTrial(studyId))!.number, 0);
  }));

test("PostgresStorage shows no password in errors, or when printed", () =>
  using(async (open, url) => {
    const storage = await open();
    assert.doesNotMatch(Deno.inspect(storage, { depth: 9, showHidden: true }), /s3cret/);
    const wrong = url.replace(encodeURIComponent(PASSWORD), "hunter2");
    const bad = [
      [wrong, /password authentication failed for user "tuner"/],
      [wrong.replace("@127.0.0.1", "@[bad"), /current value begins with "postgresql:\/\/"/],
      [wrong.replace("@", "#"), /current value begins with "postgresql:\/\/"/],
      [wrong.replace(/:\d+\//, ":1/"), /ECONNREFUSED/],
      [url.replace(/\/\w+$/, "/none"), /database "none" does not exist/],
    ] as const;
    for (const [target, message] of bad) {
      await assert.rejects(PostgresStorage.open(target), (error: Error) => {
        assert.match(error.message, message);
        assert.match(error.message, /tuner:\*\*\*@|begins with/);
        assert.doesNotMatch(Deno.inspect(error, { depth: 9, showHidden: true }), /hunter2|s3cret/);
        return true;
      });
    }
  }));
