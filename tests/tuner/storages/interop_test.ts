import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import {
  createStudy,
  type FrozenTrial,
  type Json,
  loadStudy,
  openStorage,
  RandomSampler,
  type Trial,
  TrialPruned,
} from "../../../lib/tuner/mod.ts";
import { PostgresServer, whyNoPostgres } from "./postgres_server.ts";
import { inFolder } from "../../data/temporary_folder.ts";
import { textOutput } from "../../text_output.ts";

/** A virtual environment with Optuna 5.0.0, optuna-dashboard, plotly and psycopg2. */
const peers = Deno.env.get("ELB_PEERS");
const python = `${peers}/bin/python`;
const noPeers = peers === undefined || !existsSync(python);
if (noPeers) console.log("Optuna itself is not asked: ELB_PEERS names no virtual environment");
const noPostgres = whyNoPostgres();

const SCRIPT = fileURLToPath(new URL("interop.py", import.meta.url));

interface Shown {
  direction: string;
  userAttrs: Record<string, Json>;
  trials: {
    number: number;
    state: string;
    values: (number | string)[] | null;
    start: number | null;
    complete: number | null;
    params: Record<string, Json>;
    reports: [number, number | string][];
    userAttrs: Record<string, Json>;
    systemAttrs: Record<string, Json>;
  }[];
}

/** Runs Optuna in a zone far from UTC, where dates stored in local time would be seen. */
async function optuna<T = Shown>(
  command: string,
  url: string,
  name: string,
  n?: number,
): Promise<T> {
  const driver = url.replace(/^postgresql:/, "postgresql+psycopg2:");
  const { code, stdout, stderr } = await textOutput(python, {
    args: [SCRIPT, command, driver, name, ...(n === undefined ? [] : [String(n)])],
    env: { TZ: "America/St_Johns" },
  });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/** Our trial as interop.py shows one. */
function shown(trial: FrozenTrial): unknown {
  const plain = (value: unknown): unknown => {
    if (typeof value === "number" && !Number.isFinite(value)) {
      return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
  };
  const milliseconds = (date: Date | null) => date === null ? null : date.getTime();
  return {
    number: trial.number,
    state: trial.state,
    values: plain(trial.values),
    start: milliseconds(trial.start),
    complete: milliseconds(trial.complete),
    params: trial.params,
    reports: plain([...trial.intermediateValues]),
    userAttrs: plain(trial.userAttrs),
    systemAttrs: plain(trial.systemAttrs),
  };
}

/** Optuna keeps microseconds, we milliseconds. */
function toMilliseconds({ trials }: Shown): unknown[] {
  const cut = (seconds: number | null) =>
    seconds === null ? null : Math.floor(Math.round(seconds * 1e6) / 1e3);
  return trials.map((trial) => ({
    ...trial,
    start: cut(trial.start),
    complete: cut(trial.complete),
  }));
}

/** The objective of interop.py. */
async function objective(trial: Trial): Promise<number> {
  const x = trial.suggestFloat("x", -5, 5);
  const lr = trial.suggestFloat("lr", 1e-5, 1e-1, { log: true });
  const n = trial.suggestInt("n", 2, 18, { step: 4 });
  const c = trial.suggestCategorical("c", ["a", "b"]);
  const value = x * x + Math.abs(Math.log10(lr) + 3) + n / 18 + (c === "a" ? 0 : 1);
  for (let step = 0; step < 3; step++) {
    await trial.report(value + 3 - step, step);
    if (trial.number % 5 === 3) throw new TrialPruned();
  }
  if (trial.number === 4) return NaN;
  if (trial.number === 5) throw new Error('failed with "quotes" and ü');
  if (trial.number === 6) return Infinity;
  return value;
}

interface Backend {
  name: string;
  ignore: boolean;
  using: (body: (url: string) => Promise<void>) => Promise<void>;
}

const BACKENDS: Backend[] = [
  {
    name: "SQLite",
    ignore: noPeers,
    using: (body) => inFolder((folder) => body(`sqlite:///${folder}/study.db`)),
  },
  {
    name: "PostgreSQL",
    ignore: noPeers || noPostgres !== undefined,
    using: async (body) => {
      const server = await PostgresServer.start();
      try {
        await body(server.url());
      } finally {
        await server.remove();
      }
    },
  },
];

for (const { name, ignore, using } of BACKENDS) {
  Deno.test({
    name: `Optuna 5.0.0 loads, checks, continues and plots our ${name} study, and we go on with it`,
    ignore,
    fn: () =>
      using(async (url) => {
        const storage = await openStorage(url);
        const study = await createStudy({
          direction: "minimize",
          sampler: new RandomSampler({ seed: 3 }),
          storage,
          name: "ours",
        });
        await study.setUserAttr("note", { "ünï": [1, null, NaN] });
        await study.optimize(objective, { nTrials: 12 });
        await study.enqueueTrial({ x: 0.5, c: "b" });
        const seen = await optuna("show", url, "ours");
        assert.equal(seen.direction, "MINIMIZE");
        assert.deepEqual(seen.userAttrs, { note: { "ünï": [1, null, "nan"] } });
        assert.deepEqual(toMilliseconds(seen), study.trials.map(shown));
        const states = new Set(seen.trials.map(({ state }) => state));
        assert.deepEqual(states, new Set(["COMPLETE", "PRUNED", "FAIL", "WAITING"]));

        const continued = await optuna("continue", url, "ours", 8);
        assert.equal(continued.trials.length, 20);
        assert.equal(continued.trials[12]!.params.x, 0.5);
        await study.refresh();
        assert.deepEqual(study.trials.map(shown), toMilliseconds(continued));
        await study.optimize(objective, { nTrials: 24, nTrialsAs: "total" });
        assert.deepEqual(study.trials.map(({ number }) => number), [...Array(24).keys()]);
        assert.deepEqual(
          toMilliseconds(await optuna("show", url, "ours")),
          study.trials.map(shown),
        );
        await storage.close();
      }),
  });

  Deno.test({
    name: `Optuna 5.0.0 understands our heartbeats on ${name}, and we its`,
    ignore,
    fn: () =>
      using(async (url) => {
        const storage = await openStorage(url);
        const { studyId } = await storage.createStudy("a", ["minimize"]);
        await storage.startTrial(studyId, { heartbeat: true });
        await storage.startTrial(studyId);
        await storage.startTrial(studyId); // has no heartbeat, so nobody may call it stale
        const stale = await optuna<number[][]>("heartbeats", url, "a");
        assert.deepEqual(stale, [[], [0, 1]]);
        const failed = async (grace: number) =>
          (await storage.failStaleTrials(studyId, grace, 0)).map(({ number }) => number);
        assert.deepEqual(await failed(30), []);
        assert.deepEqual(await failed(1), [0, 1]);
        await storage.close();
      }),
  });

  Deno.test({
    name: `we load and continue a ${name} study of Optuna 5.0.0, side by side with it`,
    ignore,
    fn: () =>
      using(async (url) => {
        const made = await optuna("make", url, "theirs", 8);
        const storage = await openStorage(url);
        const study = await loadStudy({
          storage,
          name: "theirs",
          sampler: new RandomSampler({ seed: 5 }),
        });
        assert.deepEqual(study.userAttrs, { "made by": "Optuna" });
        assert.deepEqual(study.trials.map(shown), toMilliseconds(made));
        await study.optimize(objective, { nTrials: 1 });
        assert.equal(study.trials.length, 8);
        assert.equal(study.trials[7]!.params.x, 1.25);
        const both = await Promise.all([
          optuna("continue", url, "theirs", 10),
          study.optimize(objective, { nTrials: 40 }),
        ]);
        assert.ok(both[0].trials.length >= 18);
        const all = await optuna("show", url, "theirs");
        assert.deepEqual(all.trials.map(({ number }) => number), [...Array(58).keys()]);
        await study.refresh();
        assert.deepEqual(study.trials.map(shown), toMilliseconds(all));
        await storage.close();
      }),
  });
}

Deno.test({
  name: "optuna-dashboard lists our study and shows its trials",
  ignore: noPeers || !existsSync(`${peers}/bin/optuna-dashboard`),
  fn: () =>
    BACKENDS[0]!.using(async (url) => {
      const storage = await openStorage(url);
      const study = await createStudy({
        direction: "maximize",
        sampler: new RandomSampler({ seed: 3 }),
        storage,
        name: "shown",
      });
      await study.optimize(objective, { nTrials: 12 });
      await storage.close();
      const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const { port } = listener.addr;
      listener.close();
      const dashboard = new Deno.Command(`${peers}/bin/optuna-dashboard`, {
        args: [url, "--host", "127.0.0.1", "--port", String(port)],
        stdout: "null",
        stderr: "null",
      }).spawn();
      try {
        const api = `http://127.0.0.1:${port}/api/studies`;
        const list = await answer(api);
        assert.equal(list.study_summaries.length, 1);
        const [{ study_id, study_name, directions }] = list.study_summaries;
        assert.equal(study_name, "shown");
        assert.deepEqual(directions, ["maximize"]);
        const detail = await answer(`${api}/${study_id}?after=0`);
        assert.equal(detail.trials.length, 12);
        assert.equal(detail.best_trials.length, 1);
        for (const trial of study.trials) {
          const seen = detail.trials[trial.number];
          const state = { COMPLETE: "Complete", PRUNED: "Pruned", FAIL: "Fail" }[
            trial.state as "COMPLETE"
          ];
          assert.equal(seen.state, state);
          // Python prints numbers in another way
          const params = seen.params.map(
            ({ name, param_external_value: text }: Record<string, string>) => [
              name,
              name === "c" ? text : Number(text),
            ],
          );
          assert.deepEqual(params, Object.entries(trial.params));
          assert.equal(seen.intermediate_values.length, trial.intermediateValues.size);
        }
        const importances = await answer(`${api}/${study_id}/param_importances`);
        assert.equal(importances.param_importances.length, 1);
      } finally {
        dashboard.kill("SIGTERM");
        await dashboard.status;
      }
    }),
});

// deno-lint-ignore no-explicit-any
async function answer(url: string): Promise<any> {
  for (let i = 0;; i++) {
    try {
      const response = await fetch(url);
      assert.equal(response.status, 200, await response.clone().text());
      return await response.json();
    } catch (error) {
      // the server takes a moment to listen
      if (!(error instanceof TypeError) || i === 600) throw error;
      await delay(100);
    }
  }
}
