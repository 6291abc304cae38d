import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { TuneJob } from "../../lib/cli/tuning/job.ts";
import { openTuneStudy } from "../../lib/cli/tuning/study_module.ts";
import { SqliteStorage } from "../../lib/tuner/mod.ts";
import { PostgresServer, whyNoPostgres } from "../tuner/storages/postgres_server.ts";
import { survive } from "./tune_crash.ts";
import { objective, processTable, tune, TuneProcess } from "./tune_process.ts";
import { inFolder } from "../data/temporary_folder.ts";

/** The whole of the crash test where ELB_FULL is set, else a small one of the same kind. */
const SIZE = Deno.env.get("ELB_FULL")
  ? { trials: 400, workers: 8, kills: 24 }
  : { trials: 30, workers: 3, kills: 3 };

const noPostgres = whyNoPostgres();
if (noPostgres !== undefined) console.log(`deno task tune on PostgreSQL is skipped: ${noPostgres}`);
const noProcesses = Deno.build.os === "windows";
if (noProcesses) console.log("deno task tune's signals are not tested on Windows, which has none");

/** The states of the trials of study "s" in a folder's `study.db`. */
async function states(folder: string): Promise<string[]> {
  const storage = new SqliteStorage(`${folder}/study.db`);
  try {
    const study = await storage.findStudy("s");
    if (study === undefined) return [];
    return (await storage.readTrials(study.studyId)).map(({ state }) => state);
  } finally {
    await storage.close();
  }
}

const STUDY = ["--storage", "sqlite:///study.db", "--study", "s"];

Deno.test("tune --help says how to use it", async () => {
  const { code, stdout } = await tune(["--help"]);
  assert.equal(code, 0);
  assert.match(stdout, /^Usage: deno task tune MODULE --storage URL --study NAME --trials N/);
  assert.match(stdout, /postgresql:\/\/user@host\/database/);
});

Deno.test("tune ends with code 2 and the rule on wrong usage", async () => {
  const module = objective("mixed");
  const full = [module, ...STUDY, "--trials", "3"];
  const cases: [string[], RegExp][] = [
    [[], /there must be a MODULE/],
    [[module, ...STUDY], /--trials must be given/],
    [[module, "--study", "s", "--trials", "3"], /--storage or ELB_STORAGE must be given/],
    [[...full, "--workers", "0"], /--workers .*current value is 0/],
    [
      [...full, "--sampler", "best"],
      /--sampler as it must be "tpe", "random", "forest", "gp" or "qmc": .*"best"/,
    ],
    [[...full, "--direction", "up"], /--direction as it must be "minimize" or "maximize": .*"up"/],
    [[...full, "--seed", "4294967296"], /--seed as it must be an integer in 0\.\.2\^32-1/],
    [
      [...full, "--heartbeat", "5", "--grace", "1"],
      /--grace as it must be a finite number of 5 or more: current value is 1/,
    ],
    [[...full, "--unknown"], /unknown/],
    [["nowhere.ts", ...STUDY, "--trials", "3"], /there is no .*nowhere\.ts/],
    [[module, "--storage", "sqlite://", "--study", "s", "--trials", "3"], /shared by processes/],
    [[module, "--storage", "sqlite:/x", "--study", "s", "--trials", "3"], /of the form sqlite:/],
    [[module, "--storage", "mysql://h/d", "--study", "s", "--trials", "3"], /begin with sqlite:/],
  ];
  await Promise.all(cases.map(async ([args, message]) => {
    const { code, stdout, stderr } = await tune(args);
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
    assert.match(stderr, /\ndeno task tune --help shows how it is used\n$/);
    assert.equal(stdout, "");
  }));
});

Deno.test("tune brings a study to its total, then two at once go on with it", () =>
  inFolder(async (folder) => {
    const args = [objective("mixed"), ...STUDY, "--workers", "2", "--sampler", "random", "--json"];
    const first = await tune([...args, "--trials", "8"], { cwd: folder });
    assert.equal(first.code, 0, first.stderr);
    const summary = JSON.parse(first.stdout);
    assert.equal(summary.study, "s");
    assert.equal(summary.ended, 8);
    assert.equal(summary.complete, 8);
    const { x, n, c } = summary.best.params;
    assert.equal(summary.best.value, x * x + n + (c === "a" ? 0 : 1));
    const again = await tune([...args, "--trials", "8"], { cwd: folder });
    assert.deepEqual(JSON.parse(again.stdout), summary);
    const more = await Promise.all(
      [1, 2].map(() => tune([...args, "--trials", "13"], { cwd: folder })),
    );
    for (const { code, stdout, stderr } of more) {
      assert.equal(code, 0, stderr);
      assert.equal(JSON.parse(stdout).ended, 13);
    }
    // no two workers draw the same, nor do those of a later run
    const storage = new SqliteStorage(`${folder}/study.db`);
    const trials = await storage.readTrials((await storage.findStudy("s"))!.studyId);
    await storage.close();
    assert.equal(new Set(trials.map(({ params }) => params.x)).size, 13);
  }));

Deno.test("openTuneStudy() serves workers that start together on a new study", () =>
  inFolder(async (folder) => {
    const storages = Array.from({ length: 6 }, () => new SqliteStorage(`${folder}/study.db`));
    const job: TuneJob = {
      module: pathToFileURL(objective("mixed")).href,
      storage: "",
      study: "s",
      trials: 6,
      countFailed: true,
      first: 0,
      sampler: "random",
      seed: 1,
      heartbeat: 1,
      grace: 2,
      retries: 1,
    };
    const studies = await Promise.all(storages.map((storage) => openTuneStudy(job, storage)));
    const drawn = await Promise.all(studies.map(async (study) => {
      const trial = await study.ask();
      const x = trial.suggestFloat("x", 0, 1);
      await study.tell(trial, x);
      return x;
    }));
    assert.equal(new Set(drawn).size, 6);
    await studies[0]!.refresh();
    assert.deepEqual(studies[0]!.trials.map(({ number }) => number), [0, 1, 2, 3, 4, 5]);
    for (const storage of storages) await storage.close();
  }));

Deno.test("tune takes each sampler it names", () =>
  inFolder(async (folder) => {
    await Promise.all(["tpe", "random", "forest", "gp", "qmc"].map(async (sampler) => {
      const { code, stdout, stderr } = await tune([
        objective("mixed"),
        ...["--storage", "sqlite:///study.db", "--study", sampler, "--trials", "12"],
        ...["--sampler", sampler, "--json"],
      ], { cwd: folder });
      assert.equal(code, 0, stderr);
      assert.equal(JSON.parse(stdout).complete, 12);
    }));
  }));

Deno.test("tune with one worker and one seed tries the same parameters", () =>
  inFolder(async (folder) => {
    const run = async (study: string, seed: string) => {
      const { code, stdout, stderr } = await tune([
        objective("mixed"),
        ...["--storage", "sqlite:///study.db", "--study", study, "--trials", "4"],
        ...["--seed", seed, "--json"],
      ], { cwd: folder });
      assert.equal(code, 0, stderr);
      const { study: _name, ...summary } = JSON.parse(stdout);
      return summary;
    };
    const [a, b, c] = [await run("a", "7"), await run("b", "7"), await run("c", "8")];
    assert.deepEqual(a, b);
    assert.notDeepEqual(a.best, c.best);
  }));

Deno.test("tune ends with code 1 where a worker or all trials fail", () =>
  inFolder(async (folder) => {
    const run = (name: string, ...more: string[]) =>
      tune([objective(name), ...STUDY, ...more], { cwd: folder });
    const broken = await run("broken", "--trials", "2");
    assert.equal(broken.code, 1);
    assert.match(
      broken.stderr,
      /Cannot tune (?!file:)\S*broken\.ts as its default export must be a function .*: it is undefined/,
    );
    assert.deepEqual(await states(folder), []);
    const failing = await run("failing", "--trials", "2");
    assert.equal(failing.code, 1, failing.stderr);
    assert.match(failing.stdout, /2 trials \(0 complete, 0 pruned, 2 failed\), none of them/);
    assert.match(failing.stderr, /^Trial 0 failed: Error: no luck \(failing\.ts:3:9\)$/m);
    assert.doesNotMatch(failing.stderr, /Trial 1 failed/, "each reason once");
    assert.match(failing.stderr, /^2 failed: Error: no luck/m);
    assert.match(failing.stderr, /holds only failures: correct MODULE and run the same command/);
    const counted = await run("failing", "--trials", "2", "--count", "all");
    assert.equal(counted.code, 1);
    assert.match(counted.stdout, /: 2 trials \(0 complete, 0 pruned, 2 failed\)/);
    assert.match(counted.stderr, /with more --trials/);
    const other = await run("slow", "--trials", "3", "--direction", "minimize");
    assert.equal(other.code, 0, other.stderr);
    const turned = await run("slow", "--trials", "3", "--direction", "maximize");
    assert.equal(turned.code, 1);
    assert.match(turned.stderr, /direction must be the stored one, minimize/);
  }));

Deno.test("tune runs until enough trials went well, and ends one that takes too long", () =>
  inFolder(async (folder) => {
    const run = (...more: string[]) =>
      tune([objective("flaky"), ...STUDY, "--json", "--trial-timeout", "8", ...more], {
        cwd: folder,
      });
    const { code, stdout, stderr } = await run("--trials", "3");
    assert.equal(code, 0, stderr);
    const { complete, failed, reasons } = JSON.parse(stdout);
    assert.deepEqual([complete, failed], [3, 2]);
    assert.match(reasons[0].reason, /trial 3 as it must end within 8 s, its trialTimeout/);
    assert.match(reasons[1].reason, /^RangeError: odd \(flaky\.ts:7:/);
    assert.match(stderr, /^Trial 1 failed: RangeError: odd/m);
    const all = JSON.parse((await run("--trials", "7", "--count", "all")).stdout);
    assert.deepEqual([all.complete, all.failed], [4, 3]);
  }));

Deno.test("tune refuses a study of several objectives before it starts anything", () =>
  inFolder(async (folder) => {
    const storage = new SqliteStorage(`${folder}/study.db`);
    await storage.createStudy("s", ["minimize", "maximize"]);
    await storage.close();
    const { code, stdout, stderr } = await tune(
      [objective("mixed"), ...STUDY, "--trials", "2"],
      { cwd: folder },
    );
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /Cannot tune study "s" as it must have one objective: it has 2/);
  }));

Deno.test({
  name: "tune gives a trial back and retires a worker that waits too long, alone",
  ignore: noProcesses,
  fn: () =>
    inFolder(async (folder) => {
      const args = [objective("slow"), ...STUDY, "--workers", "2", "--wait", "0.5"];
      const task = new TuneProcess(
        [...args, "--trials", "6", "--heartbeat", "0.2", "--grace", "1"],
        { cwd: folder },
      );
      while (!(await states(folder)).includes("COMPLETE")) await delay(50);
      const lock = new DatabaseSync(`${folder}/study.db`);
      lock.exec("PRAGMA busy_timeout = 10000; BEGIN EXCLUSIVE");
      while ((await task.workers()).length > 0) await delay(50);
      lock.exec("ROLLBACK");
      lock.close();
      const { code, stderr } = await task.result;
      assert.equal(code, 1, "both retired");
      assert.match(stderr, /A worker retires: .*must release its lock within 0\.5 s/);
      const again = await tune([...args, "--trials", "6", "--grace", "1", "--heartbeat", "0.2"], {
        cwd: folder,
      });
      assert.equal(again.code, 0, again.stderr);
      const left = await states(folder);
      assert.equal(left.filter((state) => state === "COMPLETE").length, 6);
      assert.ok(!left.includes("RUNNING"), left.join());
    }),
});

Deno.test({
  name: "tune gives up when ten workers were killed and no trial ended",
  ignore: noProcesses,
  fn: () =>
    inFolder(async (folder) => {
      const task = new TuneProcess([objective("endless"), ...STUDY, "--trials", "1"], {
        cwd: folder,
      });
      let over = false;
      const result = task.result.then((given) => {
        over = true;
        return given;
      });
      const killed = new Set<number>();
      while (!over) {
        for (const pid of await task.workers()) {
          if (killed.has(pid)) continue;
          try {
            Deno.kill(pid, "SIGKILL");
            killed.add(pid);
          } catch (error) {
            if (!(error instanceof Deno.errors.NotFound)) throw error; // it ended just now
          }
        }
        await delay(20);
      }
      const { code, stderr } = await result;
      assert.equal(code, 1);
      assert.equal(killed.size, 10);
      assert.equal(stderr.match(/was killed by SIGKILL; another takes its place/g)?.length, 9);
      assert.match(stderr, /was killed by SIGKILL; too many were while no trial ended/);
    }),
});

Deno.test("tune shows no password", async () => {
  const url = "postgresql://ada:hunter2@127.0.0.1:1/db";
  const { code, stdout, stderr } = await tune(
    [objective("mixed"), "--storage", url, "--study", "s", "--trials", "2"],
  );
  assert.equal(code, 1);
  assert.match(stderr, /postgresql:\/\/\*\*\*@127\.0\.0\.1:1\/db/);
  assert.doesNotMatch(stdout + stderr, /hunter2/);
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test({
    name: `tune ends with code ${code} on ${signal}; nothing is lost`,
    ignore: noProcesses,
    fn: () =>
      inFolder(async (folder) => {
        const args = [objective("slow"), ...STUDY, "--workers", "2", "--sampler", "random"];
        const task = new TuneProcess([...args, "--trials", "5"], { cwd: folder });
        while (!(await states(folder)).includes("COMPLETE")) await delay(50);
        const workers = await task.workers();
        assert.equal(workers.length, 2);
        // Ctrl-C reaches the task and its workers
        for (const pid of workers) Deno.kill(pid, signal);
        task.kill(signal);
        const result = await task.result;
        assert.equal(result.code, code, result.stderr);
        assert.match(result.stderr, /those under way are queued again/);
        const left = await states(folder);
        const running = new Set((await processTable()).map(({ pid }) => pid));
        assert.ok(workers.every((pid) => !running.has(pid)));
        assert.ok(!left.includes("RUNNING"), left.join());
        assert.ok(left.includes("COMPLETE") && left.includes("WAITING"), left.join());
        const { code: then, stdout } = await tune([...args, "--trials", "5", "--json"], {
          cwd: folder,
        });
        assert.equal(then, 0);
        const { complete, ended } = JSON.parse(stdout);
        assert.deepEqual([complete, ended], [5, 5]);
      }),
  });
}

Deno.test({
  name: "tune's workers end when the task is killed, and their trials are queued again",
  ignore: noProcesses,
  fn: () =>
    inFolder(async (folder) => {
      const args = [objective("slow"), ...STUDY, "--workers", "2", "--trials", "9"];
      const task = new TuneProcess(args, { cwd: folder });
      while ((await states(folder)).filter((state) => state === "RUNNING").length < 2) {
        await delay(50);
      }
      const workers = await task.workers();
      task.kill("SIGKILL");
      await task.result;
      const alive = async () =>
        (await processTable()).filter(({ pid }) => workers.includes(pid)).length;
      for (let i = 0; i < 1000 && await alive() > 0; i++) await delay(50);
      assert.equal(await alive(), 0);
      const left = await states(folder);
      assert.ok(!left.includes("RUNNING"), left.join());
      assert.equal(left.filter((state) => state === "WAITING").length, 2);
    }),
});

Deno.test({
  name: "tune beats for a trial that blocks its thread for longer than the grace",
  ignore: noProcesses,
  fn: () =>
    inFolder(async (folder) => {
      const { code, stdout, stderr } = await tune([
        objective("blocked"),
        ...STUDY,
        ...["--workers", "2", "--trials", "2", "--heartbeat", "0.05", "--grace", "2", "--json"],
      ], { cwd: folder });
      assert.equal(code, 0, stderr);
      const { complete, repeated } = JSON.parse(stdout);
      assert.deepEqual([complete, repeated], [2, 0]);
    }),
});

const { trials, workers, kills } = SIZE;
const crash = `${trials} trials in ${workers} workers, ${kills} of them killed`;

Deno.test({
  name: `tune loses and doubles nothing on SQLite: ${crash}`,
  ignore: noProcesses,
  fn: () =>
    inFolder(async (folder) => {
      await survive({ ...SIZE, storage: `sqlite:///${folder}/study.db`, seed: 1 });
    }),
});

Deno.test({
  name:
    "tune loses and doubles nothing with 100 workers on SQLite and a busy processor beside them",
  ignore: noProcesses || !Deno.env.get("ELB_FULL"),
  fn: () =>
    inFolder(async (folder) => {
      const hog = new Deno.Command(Deno.execPath(), { args: ["eval", "for (;;);"] }).spawn();
      try {
        const { repeated } = await survive({
          ...{ trials: 150, workers: 100, kills: 0, seed: 3, heartbeat: 10, grace: 30 },
          storage: `sqlite:///${folder}/study.db`,
        });
        console.log(`${repeated} trials of 100 workers were repeated`);
      } finally {
        hog.kill("SIGKILL");
        await hog.status;
      }
    }),
});

Deno.test({
  name: `tune loses and doubles nothing on PostgreSQL: ${crash}, the server crashed and restarted`,
  ignore: noPostgres !== undefined,
  fn: async () => {
    const server = await PostgresServer.start();
    try {
      const restart = async () => {
        await server.down("immediate");
        await server.up();
      };
      await survive({ ...SIZE, storage: server.url(), seed: 2, restart });
    } finally {
      await server.remove();
    }
  },
});
