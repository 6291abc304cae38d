import assert from "node:assert/strict";
import { RdbStorage, SqliteStorage } from "../../../lib/tuner/mod.ts";
import type { SqlDatabase } from "../../../lib/tuner/storages/rdb/database.ts";
import { SqliteDatabase } from "../../../lib/tuner/storages/sqlite/database.ts";

/** A database that counts the reports it hands out. */
function counting(database: SqlDatabase): { database: SqlDatabase; count: () => number } {
  let count = 0;
  const transaction: SqlDatabase["transaction"] = (mode, body) =>
    database.transaction(mode, (query, unconfirmed) =>
      body(async (sql, values) => {
        const rows = await query(sql, values);
        if (sql.includes("FROM trial_intermediate_values")) count += rows.length;
        return rows;
      }, unconfirmed));
  const { name, dialect } = database;
  return {
    database: { name, dialect, transaction, close: () => database.close() },
    count: () => count,
  };
}

Deno.test("RdbStorage.readTrials() reads each report of a running trial once, and all when it has ended", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "elb_reports_" });
  const path = `${folder}/study.db`;
  const { database, count } = counting(new SqliteDatabase(path, 30, false));
  const storage = new RdbStorage(database);
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
    assert.equal(count(), 100);
    assert.deepEqual(before, new Map(expected.slice(0, 11)), "a snapshot");
    assert.deepEqual(await reports(other), [expected, expected]);
    await other.setIntermediateValue(others.trialId, 1, NaN);
    await other.finishTrial(others.trialId, "COMPLETE", [1]);
    const all = [...expected.slice(0, 1), [1, NaN], ...expected.slice(1)];
    assert.deepEqual(await reports(storage), [expected, all]);
    assert.equal(count(), 151);
    assert.deepEqual(await reports(storage), [expected, all]);
    assert.equal(count(), 151, "an ended trial is read once");
  } finally {
    await storage.close();
    await other.close();
    Deno.removeSync(folder, { recursive: true });
  }
});
