/** What every storage must do, run by the test of each. */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import type {
  Distribution,
  DumpRow,
  FloatDistribution,
  FrozenTrial,
  Json,
  StartOptions,
  Storage,
  StudyDump,
  TrialTemplate,
} from "../../../lib/tuner/mod.ts";
import { waitingTrial } from "../../../lib/tuner/storages/storage.ts";

const X: FloatDistribution = { kind: "float", low: -10, high: 10, log: false, step: null };
const N: Distribution = { kind: "int", low: 2, high: 18, log: false, step: 4 };
const C: Distribution = { kind: "categorical", choices: ["a", null, true, 1.5] };

/** A finished trial that uses every column, with the values that are hard to store. */
export const FULL: TrialTemplate = {
  state: "PRUNED",
  values: [Infinity],
  start: new Date("2026-01-02T03:04:05.678Z"),
  complete: new Date("2026-03-29T01:30:00.001Z"), // does not exist in many zones' local time
  params: { x: 0.1 + 0.2, n: 10, c: null },
  distributions: { x: X, n: N, c: C },
  intermediateValues: new Map([[0, 1e-300], [1, NaN], [2, -Infinity], [7, Infinity]]),
  userAttrs: { text: 'über "quotes" \u0000 🙂', none: null, deep: { list: [1, [true, {}]] } },
  systemAttrs: { fixed_params: { x: 1, c: null } },
};

const WAITING = waitingTrial();

/** Without the ids, which storages give as they like. */
export function template(trial: FrozenTrial): TrialTemplate {
  const { trialId: _id, number: _number, ...rest } = trial;
  return rest;
}

/**
 * Registers the contract.
 *
 * @param name The storage in the titles
 * @param open Opens the same, at first empty, storage each time it is called within one test; it is
 *   told to clean up at the end of the test
 */
export function storageContract(
  name: string,
  using: (body: (open: () => Promise<Storage>) => Promise<void>) => Promise<void>,
  options: { ignore?: boolean } = {},
): void {
  const test = (
    claim: string,
    body: (storage: Storage, open: () => Promise<Storage>) => Promise<void>,
  ) =>
    Deno.test({
      name: `${name} ${claim}`,
      ...options,
      fn: () => using(async (open) => await body(await open(), open)),
    });

  test("creates, finds, lists and deletes studies", async (storage) => {
    const a = await storage.createStudy("a", ["minimize"]);
    const b = await storage.createStudy("b'; DROP TABLE studies; --", ["maximize", "minimize"]);
    assert.deepEqual(a, {
      studyId: a.studyId,
      name: "a",
      directions: ["minimize"],
      userAttrs: {},
      systemAttrs: {},
    });
    assert.deepEqual(await storage.listStudies(), [a, b]);
    assert.deepEqual(await storage.findStudy("b'; DROP TABLE studies; --"), b);
    assert.equal(await storage.findStudy("A"), undefined);
    await assert.rejects(storage.createStudy("a", ["minimize"]), {
      name: "RangeError",
      message: 'Cannot create a study as its name must be new: "a" exists already',
    });
    await storage.createTrial(a.studyId, FULL);
    const kept = await storage.createTrial(b.studyId, { ...FULL, values: [1, 2] });
    await storage.deleteStudy(a.studyId);
    assert.deepEqual(await storage.listStudies(), [b]);
    assert.deepEqual(await storage.readTrials(b.studyId), [kept]);
    await assert.rejects(storage.deleteStudy(a.studyId), RangeError);
    await assert.rejects(storage.readTrials(a.studyId), RangeError);
    const again = await storage.createStudy("a", ["maximize"]);
    assert.deepEqual(await storage.readTrials(again.studyId), []);
  });

  test("keeps attributes as JSON, NaN and infinities included", async (storage) => {
    const { studyId } = await storage.createStudy("a", ["minimize"]);
    const value: Json = {
      numbers: [NaN, Infinity, -Infinity, 0.1, -1e-7],
      text: 'NaN "Infinity" \\',
      __proto__x: null,
    };
    await storage.setStudyUserAttr(studyId, "key", 1);
    await storage.setStudyUserAttr(studyId, "key", value);
    await storage.setStudySystemAttr(studyId, "study:metric_names", ["loss"]);
    const study = (await storage.findStudy("a"))!;
    assert.deepEqual(study.userAttrs, { key: value });
    assert.deepEqual(study.systemAttrs, { "study:metric_names": ["loss"] });
    await assert.rejects(storage.setStudyUserAttr(studyId + 99, "key", 1), RangeError);
  });

  test("gives back a trial as it was added, to the last digit", async (storage, open) => {
    const { studyId } = await storage.createStudy("a", ["minimize"]);
    const added = await storage.createTrial(studyId, FULL);
    assert.equal(added.number, 0);
    assert.deepEqual(template(added), FULL);
    assert.deepEqual(Object.keys(added.params), ["x", "n", "c"]);
    assert.deepEqual(await storage.readTrials(studyId), [added]);
    assert.deepEqual(await (await open()).readTrials(studyId), [added]);
  });

  test("gives back a study as it was dumped, numbers and texts as they stood", async (storage) => {
    const long = 2 ** 53 + 2;
    const text = '{"big": 1180591620717411303424, "list": [NaN, -Infinity], "small": 1e-400}';
    const row = (trial_id: number, columns: Record<string, string | number | null>) => ({
      trial_id,
      ...columns,
    });
    const choices = '{"name": "CategoricalDistribution", "attributes": {"choices": [NaN, [1, 2]]}}';
    const range = '{"name": "IntDistribution", "attributes": {"log": false, "step": 1, "low": 0, ' +
      '"high": 4611686018427387904}}';
    const dump: StudyDump = {
      study_directions: [{ direction: "MAXIMIZE", objective: 0 }],
      study_user_attributes: [{ key: "b", value_json: text }, { key: "a", value_json: "1" }],
      study_system_attributes: [{ key: "study:metric_names", value_json: '["loss"]' }],
      trials: [
        row(7, {
          number: 0,
          state: "COMPLETE",
          datetime_start: "2026-01-02 03:04:05.678901",
          datetime_complete: "2026-01-02 03:04:06.000001",
        }),
        row(3, { number: 1, state: "WAITING", datetime_start: null, datetime_complete: null }),
      ],
      trial_params: [
        row(7, { param_name: "10", param_value: 1, distribution_json: choices }),
        row(7, { param_name: "2", param_value: long, distribution_json: range }),
      ],
      trial_values: [row(7, { objective: 0, value: null, value_type: "INF_POS" })],
      trial_intermediate_values: [
        row(7, { step: 5, intermediate_value: 0.5, intermediate_value_type: "FINITE" }),
        row(7, { step: 2, intermediate_value: null, intermediate_value_type: "NAN" }),
      ],
      trial_user_attributes: [row(7, { key: "k", value_json: text })],
      trial_system_attributes: [row(3, { key: "fixed_params", value_json: '{"x": 1}' })],
    };
    await storage.createStudy("before", ["minimize"]); // so that ids differ
    const { studyId } = await storage.restoreStudy("a", dump);
    const trials = await storage.readTrials(studyId);
    assert.deepEqual(trials.map(({ state }) => state), ["COMPLETE", "WAITING"]);
    assert.deepEqual(trials[0]!.params, { "2": long, "10": [1, 2] });
    const again = await storage.dumpStudy(studyId);
    assert.equal(again.trials.length, 2);
    if (name !== "MemoryStorage") {
      const [first, second] = again.trials.map(({ trial_id }) => trial_id);
      const renamed = (rows: readonly DumpRow[]) =>
        rows.map((row) =>
          "trial_id" in row ? { ...row, trial_id: row.trial_id === 7 ? first : second } : row
        );
      assert.deepEqual(
        JSON.parse(JSON.stringify(again)),
        JSON.parse(JSON.stringify(
          Object.fromEntries(Object.entries(dump).map(([table, rows]) => [table, renamed(rows)])),
        )),
      );
    }
    await assert.rejects(storage.restoreStudy("a", dump), /"a" exists already/);
    assert.deepEqual(await storage.readTrials(studyId), trials);
    const { studyId: copy } = await storage.restoreStudy("b", again);
    assert.deepEqual((await storage.readTrials(copy)).map(template), trials.map(template));
    await assert.rejects(storage.dumpStudy(studyId + 99), RangeError);
  });

  test("refuses NaN as a final value, however it comes", async (storage) => {
    const { studyId } = await storage.createStudy("a", ["minimize"]);
    const { trialId } = (await storage.startTrial(studyId))!;
    await assert.rejects(storage.finishTrial(trialId, "COMPLETE", [NaN]), /one is NaN/);
    await assert.rejects(storage.createTrial(studyId, { ...FULL, values: [NaN] }), /one is NaN/);
    assert.deepEqual((await storage.readTrials(studyId)).map(({ state }) => state), ["RUNNING"]);
  });

  test("counts towards a limit what the caller says", async (storage) => {
    const { studyId } = await storage.createStudy("a", ["minimize"]);
    const start = (options: StartOptions) => storage.startTrial(studyId, options);
    const [a, b] = [(await start({}))!, (await start({}))!];
    await storage.finishTrial(a.trialId, "FAIL", null); // counts only where failed ones do
    await storage.finishTrial(b.trialId, "FAIL", null, { maxRetries: 1 }); // its repetition counts
    assert.equal(await start({ limit: 1, countFailed: false }).then((t) => t?.number), 2);
    assert.equal(await start({ limit: 2 }), undefined);
    assert.equal(await start({ limit: 1, countFailed: false }), undefined);
    assert.equal(await start({ limit: 2, countFailed: false }).then((t) => t?.number), 3);
    assert.equal(await start({ limit: 2, countFailed: false }), undefined);
  });

  test("keeps any double and any text", async (storage) => {
    const { studyId } = await storage.createStudy("a", ["minimize"]);
    await fc.assert(
      fc.asyncProperty(
        fc.double({ noNaN: true }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.dictionary(fc.string({ unit: "binary-ascii" }), fc.string({ unit: "grapheme" })),
        fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }),
        async (value, x, userAttrs, start) => {
          const params = { x: x + 0 }; // -0 is 0 in SQL
          const given = {
            ...FULL,
            state: "COMPLETE" as const,
            values: [value + 0],
            params,
            distributions: { x: X },
            userAttrs: Object.fromEntries(
              Object.entries(userAttrs).filter(([key]) => !key.includes("\0")),
            ),
            start,
          };
          assert.deepEqual(template(await storage.createTrial(studyId, given)), given);
        },
      ),
      { seed: 4, numRuns: 30 },
    );
  });

  test("runs a trial from start to end, and nothing changes it then", async (storage) => {
    const { studyId } = await storage.createStudy("a", ["minimize"]);
    const before = Date.now();
    const started = (await storage.startTrial(studyId))!;
    assert.equal(started.state, "RUNNING");
    assert.ok(started.start!.getTime() >= before && started.start!.getTime() <= Date.now());
    const { trialId } = started;
    await storage.setTrialParam(trialId, "x", 0.25, X);
    await storage.setTrialParam(trialId, "c", 2, C);
    await storage.setIntermediateValue(trialId, 3, 0.5);
    await storage.setIntermediateValue(trialId, 3, 0.75);
    await storage.setTrialUserAttr(trialId, "note", "first");
    await storage.setTrialUserAttr(trialId, "note", "second");
    await storage.setTrialSystemAttr(trialId, "completed_rung_0", 0.5);
    assert.deepEqual(template((await storage.readTrials(studyId))[0]!), {
      ...template(started),
      params: { x: 0.25, c: true },
      distributions: { x: X, c: C },
      intermediateValues: new Map([[3, 0.5]]),
      userAttrs: { note: "second" },
      systemAttrs: { completed_rung_0: 0.5 },
    });
    assert.equal(await storage.finishTrial(trialId, "COMPLETE", [-Infinity]), true);
    const [done] = await storage.readTrials(studyId);
    assert.equal(done!.state, "COMPLETE");
    assert.deepEqual(done!.values, [-Infinity]);
    assert.ok(done!.complete!.getTime() >= done!.start!.getTime());
    assert.equal(await storage.finishTrial(trialId, "FAIL", null), false);
    for (
      const change of [
        () => storage.setTrialParam(trialId, "y", 0, X),
        () => storage.setIntermediateValue(trialId, 4, 0),
        () => storage.setTrialUserAttr(trialId, "late", 1),
        () => storage.setTrialSystemAttr(trialId, "late", 1),
      ]
    ) {
      await assert.rejects(change(), {
        name: "RangeError",
        message: "Cannot change trial 0 as it must not be finished: its state is COMPLETE",
      });
    }
    assert.deepEqual(await storage.readTrials(studyId), [done]);
    await assert.rejects(storage.finishTrial(trialId + 99, "FAIL", null), RangeError);
    await assert.rejects(storage.setTrialUserAttr(trialId + 99, "key", 1), RangeError);
  });

  test("refuses a distribution that contradicts the study's", async (storage) => {
    const { studyId } = await storage.createStudy("a", ["minimize"]);
    const first = (await storage.startTrial(studyId))!;
    await storage.setTrialParam(first.trialId, "x", 1, X);
    await storage.setTrialParam(first.trialId, "c", 1, C);
    const { trialId } = (await storage.startTrial(studyId))!;
    const rejects = (of: string, distribution: Distribution) =>
      assert.rejects(storage.setTrialParam(trialId, of, 1, distribution), RangeError);
    await rejects("x", { ...X, log: true, low: 1 });
    await rejects("x", { ...N });
    await rejects("c", { kind: "categorical", choices: ["a", null, true] });
    await storage.setTrialParam(trialId, "x", 55, { ...X, high: 100 });
    const [, second] = await storage.readTrials(studyId);
    assert.deepEqual(second!.params, { x: 55 });
    await assert.rejects(
      storage.createTrial(studyId, { ...FULL, params: { x: 3 }, distributions: { x: N } }),
      RangeError,
    );
    assert.equal((await storage.readTrials(studyId)).length, 2);
  });

  test("numbers trials without gaps, and hands out waiting ones first", async (storage) => {
    const { studyId } = await storage.createStudy("a", ["minimize"]);
    const other = await storage.createStudy("b", ["minimize"]);
    await storage.createTrial(studyId, { ...WAITING, userAttrs: { order: 0 } });
    await storage.startTrial(other.studyId);
    await storage.createTrial(studyId, FULL);
    await storage.createTrial(studyId, { ...WAITING, userAttrs: { order: 1 } });
    const started = [];
    for (let i = 0; i < 4; i++) started.push((await storage.startTrial(studyId))!);
    assert.deepEqual(started.map(({ number }) => number), [0, 2, 3, 4]);
    assert.deepEqual(started[1]!.userAttrs, { order: 1 });
    assert.ok(started.every(({ state, start }) => state === "RUNNING" && start !== null));
    const trials = await storage.readTrials(studyId);
    assert.deepEqual(trials.map(({ number }) => number), [0, 1, 2, 3, 4]);
  });

  test("starts no more trials than the limit, whoever asks", async (storage, open) => {
    const { studyId } = await storage.createStudy("a", ["minimize"]);
    const workers = [storage, await open(), await open()];
    for (let i = 0; i < 5; i++) await storage.createTrial(studyId, WAITING);
    const started = await Promise.all(
      Array.from({ length: 30 }, (_, i) => workers[i % 3]!.startTrial(studyId, { limit: 20 })),
    );
    const numbers = started.flatMap((trial) => trial === undefined ? [] : [trial.number]);
    assert.deepEqual(numbers.sort((a, b) => a - b), Array.from({ length: 20 }, (_, i) => i));
    assert.equal((await storage.readTrials(studyId)).length, 20);
  });

  test("fails silent trials and queues them again, once", async (storage) => {
    const { studyId } = await storage.createStudy("a", ["minimize"]);
    const silent = (await storage.startTrial(studyId, { heartbeat: true }))!;
    const unwatched = (await storage.startTrial(studyId))!;
    const alive = (await storage.startTrial(studyId, { heartbeat: true, limit: 3 }))!;
    await storage.setTrialParam(silent.trialId, "c", 3, C);
    await storage.setIntermediateValue(silent.trialId, 0, 9);
    await storage.setTrialUserAttr(silent.trialId, "note", "kept");
    assert.deepEqual(await storage.failStaleTrials(studyId, 10, 1), []);
    /** Fails what is silent once there is something, and keeps the living trial alive. */
    const failSilent = async () => {
      for (;;) {
        await storage.heartbeat(alive.trialId);
        const failed = await storage.failStaleTrials(studyId, 0.8, 1);
        if (failed.length > 0) return failed;
        await delay(50);
      }
    };
    const failed = await failSilent();
    assert.deepEqual(failed.map(({ number, state }) => [number, state]), [[0, "FAIL"]]);
    assert.deepEqual(await storage.failStaleTrials(studyId, 0.8, 1), []);
    assert.equal(await storage.finishTrial(silent.trialId, "COMPLETE", [1]), false);
    const states = async () => (await storage.readTrials(studyId)).map(({ state }) => state);
    assert.deepEqual(await states(), ["FAIL", "RUNNING", "RUNNING", "WAITING"]);
    const retry = (await storage.startTrial(studyId, { limit: 3, heartbeat: true }))!;
    assert.equal(retry.number, 3);
    assert.deepEqual(retry.params, { c: 1.5 });
    assert.deepEqual(retry.distributions, { c: C });
    assert.equal(retry.intermediateValues.size, 0);
    assert.deepEqual(retry.userAttrs, { note: "kept" });
    assert.deepEqual(retry.systemAttrs, { failed_trial: 0, retry_history: [0] });
    assert.equal(await storage.startTrial(studyId, { limit: 3 }), undefined);
    // its one retry is used up
    assert.equal((await failSilent()).length, 1);
    assert.deepEqual(await states(), ["FAIL", "RUNNING", "RUNNING", "FAIL"]);
    await storage.finishTrial(unwatched.trialId, "PRUNED", null);
    await storage.finishTrial(alive.trialId, "FAIL", null, { maxRetries: 1 });
    assert.deepEqual(await states(), ["FAIL", "PRUNED", "FAIL", "FAIL", "WAITING"]);
    assert.deepEqual((await storage.readTrials(studyId))[4]!.systemAttrs, {
      failed_trial: 2,
      retry_history: [2],
    });
  });

  test("shows each process what the others did", async (storage, open) => {
    const { studyId } = await storage.createStudy("a", ["minimize"]);
    const other = await open();
    const first = (await storage.startTrial(studyId))!;
    const second = (await other.startTrial(studyId))!;
    await other.finishTrial(second.trialId, "COMPLETE", [2]);
    const seen = async (by: Storage) =>
      (await by.readTrials(studyId)).map(({ state, values }) => values?.[0] ?? state);
    assert.deepEqual(await seen(storage), ["RUNNING", 2]);
    assert.deepEqual(await seen(other), ["RUNNING", 2]);
    await storage.finishTrial(first.trialId, "COMPLETE", [1]);
    await storage.createTrial(studyId, WAITING);
    assert.deepEqual(await seen(other), [1, 2, "WAITING"]);
    const snapshot = await other.readTrials(studyId);
    await storage.startTrial(studyId);
    assert.equal(snapshot[2]!.state, "WAITING");
    assert.deepEqual(await seen(other), [1, 2, "RUNNING"]);
  });

  test("serves many calls at once", async (storage) => {
    const { studyId } = await storage.createStudy("a", ["minimize"]);
    await Promise.all(Array.from({ length: 20 }, async (_, i) => {
      const { trialId } = (await storage.startTrial(studyId))!;
      await storage.setTrialParam(trialId, "x", i / 4, X);
      await storage.readTrials(studyId);
      await storage.finishTrial(trialId, "COMPLETE", [i]);
    }));
    const trials = await storage.readTrials(studyId);
    assert.deepEqual(trials.map(({ number }) => number), Array.from({ length: 20 }, (_, i) => i));
    assert.ok(trials.every(({ values, params }) => values![0] === 4 * Number(params.x)));
  });
}
