import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { createStudy, RandomSampler, RdbStorage, SqliteStorage } from "../../../lib/tuner/mod.ts";
import type { SqlDatabase } from "../../../lib/tuner/storages/rdb/database.ts";
import { SqliteDatabase } from "../../../lib/tuner/storages/sqlite/database.ts";

/** What a database did. */
interface Watched {
  database: SqlDatabase;
  /** Reports that it handed out. */
  reports: number;
  /** Transactions that could write. */
  writes: number;
}

/** A database whose work is counted, and each transaction of which waits so many milliseconds. */
function watched(database: SqlDatabase, wait = 0): Watched {
  const transaction: SqlDatabase["transaction"] = async (mode, body) => {
    if (wait > 0) await delay(wait);
    if (mode === "write") result.writes++;
    return await database.transaction(mode, (query, unconfirmed) =>
      body(async (sql, values) => {
        const rows = await query(sql, values);
        if (sql.includes("FROM trial_intermediate_values")) result.reports += rows.length;
        return rows;
      }, unconfirmed));
  };
  const { name, dialect } = database;
  const result = {
    database: { name, dialect, transaction, close: () => database.close() },
    reports: 0,
    writes: 0,
  };
  return result;
}

Deno.test("RdbStorage.readTrials() reads each report of a running trial once, and all when it has ended", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "elb_reports_" });
  const path = `${folder}/study.db`;
  const work = watched(new SqliteDatabase(path, 30, false));
  const storage = new RdbStorage(work.database);
  const other = await SqliteStorage.open(`sqlite:///${path}`);
  try {
    const { studyId } = await storage.createStudy("reports", ["minimize"]);
    const reports = async (from: RdbStorage) =>
      (await from.readTrials(studyId)).map((trial) => [...trial.intermediateValues]);
    const own = (await storage.startTrial(studyId))!;
    const others = (await other.startTrial(studyId))!;
    const expected: [number, number][] = [];
    let before: unknown;
    for (let step = 0; step < 50; step++) {
      await storage.setIntermediateValue(own.trialId, 2 * step, step / 3);
      await other.setIntermediateValue(others.trialId, 2 * step, step / 3);
      expected.push([2 * step, step / 3]);
      const trials = await storage.readTrials(studyId);
      assert.deepEqual(trials.map((trial) => trial.intermediateValues), [
        new Map(expected),
        new Map(expected),
      ]);
      if (step === 10) before = trials[0]!.intermediateValues;
    }
    assert.equal(work.reports, 100);
    assert.deepEqual(before, new Map(expected.slice(0, 11)), "a snapshot");
    assert.deepEqual(await reports(other), [expected, expected]);
    await other.setIntermediateValue(others.trialId, 1, NaN);
    await other.finishTrial(others.trialId, "COMPLETE", [1]);
    const all = [...expected.slice(0, 1), [1, NaN], ...expected.slice(1)];
    assert.deepEqual(await reports(storage), [expected, all]);
    assert.equal(work.reports, 151);
    assert.deepEqual(await reports(storage), [expected, all]);
    assert.equal(work.reports, 151, "an ended trial is read once");
  } finally {
    await storage.close();
    await other.close();
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("parameters that are asked for without a pause are written in one transaction", async () => {
  const work = watched(new SqliteDatabase(":memory:", 30, false));
  const storage = new RdbStorage(work.database);
  const sampler = new RandomSampler({ seed: 1 });
  const study = await createStudy({ name: "a", direction: "minimize", sampler, storage });
  const counts: number[] = [];
  await study.optimize(async (trial) => {
    const before = work.writes;
    for (const name of ["a", "b", "c"]) trial.suggestFloat(name, 0, 1);
    await trial.report(1, 0);
    counts.push(work.writes - before);
    trial.suggestInt("d", 1, 9);
    trial.suggestInt("e", 1, 9);
    return 1;
  }, { nTrials: 2 });
  assert.deepEqual(counts, [2, 2], "one for the parameters, one for the report");
  const [, { params }] = await storage.readTrials(study.studyId) as [unknown, { params: object }];
  assert.deepEqual(Object.keys(params), ["a", "b", "c", "d", "e"]);
  assert.deepEqual(params, study.trials[1]!.params);
  await storage.close();
});

Deno.test("RdbStorage.failStaleTrials() waits longer on a SQLite file that itself was waited for", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "elb_stale_" });
  const path = `${folder}/study.db`;
  const slow = new RdbStorage(watched(new SqliteDatabase(path, 30, false), 1050).database);
  const quick = await SqliteStorage.open(`sqlite:///${path}`);
  try {
    const { studyId } = await slow.createStudy("stale", ["minimize"]);
    await slow.startTrial(studyId, { heartbeat: true });
    const database = new DatabaseSync(path);
    const silentFor = (seconds: number) =>
      database.exec(
        `UPDATE trial_heartbeats SET heartbeat = datetime('now', '-${seconds} seconds')`,
      );
    silentFor(3);
    assert.deepEqual(await slow.failStaleTrials(studyId, 0.5, 1), []);
    silentFor(3600);
    database.close();
    assert.equal((await quick.failStaleTrials(studyId, 0.5, 1)).length, 1);
  } finally {
    await slow.close();
    await quick.close();
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("RdbStorage.readTrials() misses no trial after a reading that failed, wherever it did", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "elb_failed_read_" });
  const path = `${folder}/study.db`;
  const inner: SqlDatabase = new SqliteDatabase(path, 30, false);
  let queriesLeft = Infinity; // until one fails
  const transaction: SqlDatabase["transaction"] = async (mode, body) =>
    await inner.transaction(mode, (query, unconfirmed) =>
      body((sql, values) => {
        if (mode === "read" && queriesLeft-- === 0) throw new Error("Connection lost");
        return query(sql, values);
      }, unconfirmed));
  const { name, dialect } = inner;
  const failing = { name, dialect, transaction, close: () => inner.close() };
  const storage = new RdbStorage(failing);
  const other = await SqliteStorage.open(`sqlite:///${path}`);
  try {
    const { studyId } = await other.createStudy("failed reads", ["minimize"]);
    for (let fails = 0, failed = true; failed; fails++) {
      const running = (await other.startTrial(studyId))!;
      const ended = (await other.startTrial(studyId))!;
      await other.finishTrial(ended.trialId, "COMPLETE", [1]);
      queriesLeft = fails;
      failed = await storage.readTrials(studyId).then(() => false, () => true);
      queriesLeft = Infinity;
      const states = (await storage.readTrials(studyId)).slice(-2).map(({ state }) => state);
      assert.deepEqual(states, ["RUNNING", "COMPLETE"], `after ${fails} queries`);
      await other.finishTrial(running.trialId, "COMPLETE", [2]);
      const trials = await storage.readTrials(studyId);
      assert.deepEqual(trials.map(({ number }) => number), trials.map((_, i) => i));
      assert.ok(trials.every(({ state }) => state === "COMPLETE"), `after ${fails} queries`);
      if (fails > 5) assert.equal(trials.length, 2 * (fails + 1));
    }
  } finally {
    await storage.close();
    await other.close();
    Deno.removeSync(folder, { recursive: true });
  }
});
