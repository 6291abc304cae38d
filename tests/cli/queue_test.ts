/** `detect --queue` and `worker` as users run them, with a PostgreSQL of their own. */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { Mt19937 } from "../../lib/math/random.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { PASSWORD, runSql, serverForTests } from "../tuner/storages/postgres_server.ts";
import { runTask, TaskProcess, type TaskResult } from "./task_process.ts";

const postgres = serverForTests("The tests of detect --queue");
const { ignore } = postgres;

/** What a test has: a folder to call from, a database, programs that end with it. */
interface Place {
  readonly folder: string;
  readonly url: string;
  /** A task that uses the queue. */
  start(...args: string[]): TaskProcess;
  run(...args: string[]): Promise<TaskResult>;
}

function test(name: string, body: (place: Place) => Promise<void>, isIgnored = ignore): void {
  Deno.test({
    name,
    ignore: isIgnored,
    async fn() {
      await using folder = await temporaryFolder();
      const url = await postgres.newDatabase();
      await Deno.writeTextFile(`${folder.path}/queue`, `${url}\n`);
      const started: TaskProcess[] = [];
      const start = (...args: string[]) => {
        const task = new TaskProcess([...args, "--queue", "@queue"], folder.path);
        started.push(task);
        return task;
      };
      try {
        await body({ folder: folder.path, url, start, run: (...args) => start(...args).result });
      } finally {
        for (const task of started) task.kill("SIGKILL");
        for (const { stdout, stderr } of await Promise.all(started.map((task) => task.result))) {
          assert(!`${stdout}${stderr}`.includes(PASSWORD), "a password was printed");
          assert(
            !`${stdout}${stderr}`.includes(encodeURIComponent(PASSWORD)),
            "a password was printed",
          );
        }
      }
    },
  });
}

/** A long table by time; every second series drops to 0 for a while. */
function table(series: number, rows: number): string {
  const randoms = Array.from({ length: series }, (_, k) => new Mt19937(k + 1));
  const lines = ["timestamp,lb,value"];
  for (let i = 0; i < rows; i++) {
    const time = new Date(Date.UTC(2026, 9, 1) + i * 1_800_000).toISOString();
    for (let k = 0; k < series; k++) {
      const isOut = k % 2 === 0 && i >= rows - 12 && i < rows - 6;
      const usual = 1000 + 300 * Math.sin(2 * Math.PI * i / 48);
      lines.push(`${time},lb-${k},${isOut ? 0 : Math.round(usual + 40 * randoms[k]!.random())}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

const KEY = ["--key", "lb"];

test("detect --queue tells what detect tells, byte for byte, bad series and states too", async ({ folder, run }) => {
  const rows = table(5, 200).split("\n");
  rows.splice(500, 0, "2026-10-02T00:00:00.000Z,lb-1,x", ",,", rows[4]!);
  await Deno.writeTextFile(`${folder}/t.csv`, rows.join("\n"));
  const alone = await runTask(["detect", "t.csv", ...KEY], folder);
  const worker = run("worker");
  const queued = await run("detect", "t.csv", ...KEY);
  assert.equal(queued.stdout, alone.stdout);
  assert.equal(alone.stdout.trim().split("\n").length, 5);
  assert.match(queued.stdout, /a time must not come twice/);
  assert.equal(queued.code, 1);
  const [first, ...rest] = queued.stderr.split("\n").filter((line) =>
    !/^No worker|^\d of 4, \d workers?$/.test(line)
  );
  assert.match(
    first!,
    /^4 series in the queue at postgresql:\/\/\*\*\*@127\.0\.0\.1:\d+\/test_\d+$/,
  );
  assert.equal(rest.join("\n"), alone.stderr);
  await Deno.mkdir(`${folder}/all/eu`, { recursive: true });
  for (const [path, name] of [["b.csv", "lb-0"], ["eu/a.csv", "lb-2"]]) {
    const own = rows.filter((line, i) => i === 0 || line.includes(`,${name},`));
    await Deno.writeTextFile(`${folder}/all/${path}`, own.join("\n"));
  }
  await Deno.writeTextFile(`${folder}/all/none.csv`, "timestamp,value\nx,1\n");
  const read = ["--timestamp", "timestamp", "--column", "value"];
  const files = await run("detect", "all", ...read, "--out", "queued.jsonl");
  await runTask(["detect", "all", ...read, "--out", "alone.jsonl"], folder);
  const told = await Deno.readTextFile(`${folder}/queued.jsonl`);
  assert.equal(told, await Deno.readTextFile(`${folder}/alone.jsonl`));
  assert.deepEqual(
    told.trim().split("\n").map((line) => [JSON.parse(line).series, /"error"/.test(line)]),
    [["b.csv", false], ["eu/a.csv", false], ["none.csv", true]],
  );
  assert.match(files.stderr, /^3 series: \d alerts? in \d, 1 bad; wrote queued.jsonl$/m);
  for (const part of [rows.slice(0, 700), rows]) {
    await Deno.writeTextFile(`${folder}/t.csv`, part.join("\n"));
    const told = await Promise.all([
      run("detect", "t.csv", ...KEY, "--state", "queued.states"),
      runTask(["detect", "t.csv", ...KEY, "--state", "alone.states"], folder),
    ]);
    assert.equal(told[0].stdout, told[1].stdout);
    assert.match(told[0].stdout, /"seen":/);
    assert.deepEqual(
      await Deno.readFile(`${folder}/queued.states`),
      await Deno.readFile(`${folder}/alone.states`),
    );
  }
  void worker;
});

test("worker ends at once when it is stopped, and gives back what it had", async ({ folder, start, run, url }) => {
  await Deno.writeTextFile(`${folder}/t.csv`, table(30, 300));
  const detect = start("detect", "t.csv", ...KEY, "--out", "queued.jsonl");
  for (const [signal, code] of [["SIGTERM", 143], ["SIGINT", 130]] as const) {
    const worker = start("worker", "--workers", "1");
    await worker.printed(/^\d+ series \(lb-/m);
    worker.kill(signal);
    assert.equal((await worker.result).code, code);
    assert.deepEqual(
      await runSql(url, "SELECT id FROM elb_anomaly.job WHERE state IN ('active', 'retry')"),
      [],
    );
  }
  const last = await run("worker", "--once");
  assert.equal(last.code, 0, last.stderr);
  assert.match(
    last.stdout,
    /^At the queue postgresql:.*\n(\d+ series \(lb-.*, \d+ alerts?, [\d.]+ s\n)+$/,
  );
  assert.equal((await detect.result).code, 0);
  assert.equal(
    (await runTask(["detect", "t.csv", ...KEY, "--out", "alone.jsonl"], folder)).code,
    0,
  );
  assert.equal(
    await Deno.readTextFile(`${folder}/queued.jsonl`),
    await Deno.readTextFile(`${folder}/alone.jsonl`),
  );
});

test("detect --queue, killed or stopped and run again, goes on where it was", async ({ folder, start, run, url }) => {
  await Deno.writeTextFile(`${folder}/t.csv`, table(8, 200));
  const count = async () =>
    (await runSql(
      url,
      "SELECT count(result)::int, count(*)::int AS all FROM elb_anomaly.fleet_series",
    ))[0];
  const killed = start("detect", "t.csv", ...KEY);
  await killed.printed(/8 series in the queue/);
  killed.kill("SIGKILL");
  assert.equal((await run("worker", "--once")).code, 0);
  assert.deepEqual(await count(), { count: 8, all: 8 });
  await Deno.writeTextFile(`${folder}/t.csv`, table(9, 200));
  const stopped = start("detect", "t.csv", ...KEY);
  await stopped.printed(/9 series in the queue/);
  stopped.kill("SIGINT");
  const { code, stdout, stderr } = await stopped.result;
  assert.deepEqual([code, stdout], [130, ""]);
  assert.match(
    stderr,
    /^Stopped: 0 of 9 are done, and are kept for two weeks; the same command goes on/m,
  );
  const nothing = await run("worker", "--once");
  assert.deepEqual(nothing.stdout.trim().split("\n").length, 1, nothing.stdout); // no batch
  await Deno.writeTextFile(`${folder}/t.csv`, table(8, 200));
  const again = await run("detect", "t.csv", ...KEY);
  assert.match(again.stderr, /^8 series in the queue at .*; 8 were done before$/m);
  assert.equal(again.stdout, (await runTask(["detect", "t.csv", ...KEY], folder)).stdout);
  assert.deepEqual(await count(), { count: 0, all: 9 });
});

test("detect --queue shows dead letters with the reason, and run again tries them again", async ({ folder, start, run, url }) => {
  await Deno.writeTextFile(`${folder}/t.csv`, table(3, 200));
  const detect = start("detect", "t.csv", ...KEY);
  await detect.printed(/3 series in the queue/);
  const [damaged] = await runSql(
    url,
    `UPDATE elb_anomaly.fleet_series s SET series = '\\x00' FROM (SELECT id, series FROM elb_anomaly.fleet_series WHERE place = 1) b
     WHERE s.id = b.id RETURNING b.id, b.series`,
  );
  const worker = start("worker");
  const told = await detect.result;
  assert.equal(told.code, 1);
  const lines = told.stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.length, 3);
  const why = /^no worker could do it in 4 tries: Cannot unpack a series .* they are damaged$/;
  assert.match(lines.find(({ error }) => error !== undefined).error, why);
  assert.match(
    told.stderr,
    /^1 series is in the queue's list of dead letters: the same command tries/m,
  );
  worker.kill("SIGTERM");
  assert.match(
    (await worker.result).stderr,
    /^A series failed, and is tried again: Cannot unpack/m,
  );
  const sql = "UPDATE elb_anomaly.fleet_series SET series = $2 WHERE id = $1";
  await runSql(url, sql, [damaged!.id, damaged!.series]);
  start("worker");
  const again = await run("detect", "t.csv", ...KEY);
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stderr, /^3 series in the queue at .*; 2 were done before$/m);
  assert.equal(again.stdout, (await runTask(["detect", "t.csv", ...KEY], folder)).stdout);
});

test("detect --queue and worker live through a database that goes away and comes back", async ({ folder, start }) => {
  await Deno.writeTextFile(`${folder}/t.csv`, table(40, 200));
  const detect = start("detect", "t.csv", ...KEY);
  const worker = start("worker", "--workers", "1");
  for (const mode of ["fast", "immediate"] as const) {
    await worker.printed(/^\d+ series \(lb-/m);
    await postgres.server.down(mode);
    await postgres.server.up();
  }
  const { code, stdout, stderr } = await detect.result;
  assert.equal(code, 0, stderr);
  assert.equal(stdout, (await runTask(["detect", "t.csv", ...KEY], folder)).stdout);
  worker.kill("SIGTERM");
  assert.equal((await worker.result).code, 143);
});

test("two detect --queue at once do not mix", async ({ folder, run }) => {
  await Deno.writeTextFile(`${folder}/t.csv`, table(4, 200));
  void run("worker");
  const ways = [["--seed", "1"], ["--seed", "2"], ["--direction", "up"]];
  const [queued, alone] = [
    await Promise.all(ways.map((way) => run("detect", "t.csv", ...KEY, ...way))),
    await Promise.all(ways.map((way) => runTask(["detect", "t.csv", ...KEY, ...way], folder))),
  ];
  assert.deepEqual(queued.map(({ stdout }) => stdout), alone.map(({ stdout }) => stdout));
  assert.equal(new Set(alone.map(({ stdout }) => stdout)).size, 3);
});

test("detect --queue and worker say what is wrong with the database or the command line", async ({ folder, url, run }) => {
  await Deno.writeTextFile(`${folder}/t.csv`, table(1, 20));
  const tell = async (args: string[], queue: string): Promise<TaskResult> => {
    await Deno.writeTextFile(`${folder}/other`, queue);
    const told = await runTask([...args, "--queue", "@other"], folder);
    assert(!told.stderr.includes("guess"), told.stderr);
    return told;
  };
  for (const args of [["worker"], ["detect", "t.csv", ...KEY]]) {
    const wrong = await tell(args, url.replace(/:[^:@]*@/, ":guess@"));
    assert.match(wrong.stderr, /^Cannot use .* password authentication failed for user "tuner"\n$/);
    assert.equal(wrong.code, 2);
    const away = await tell(args, "postgresql://u:guess@127.0.0.1:1/d");
    assert.match(away.stderr, /^Cannot use .*ECONNREFUSED.*\n$/);
    assert.equal(away.code, 1);
    const wrongUrl = await tell(args, "postgres//u:guess@h/d");
    assert.match(wrongUrl.stderr, /^Cannot open the queue as its URL must be of the form/);
    assert.equal(wrongUrl.code, 2);
  }
  const wrong: [string[], RegExp][] = [
    [["detect", "t.csv"], /Cannot take --queue as SOURCE is one series/],
    [["detect", "t.csv", ...KEY, "--workers", "2"], /Cannot take --workers with --queue/],
    [["detect", "t.csv", ...KEY, "--shard", "1/2"], /Cannot take --shard with --queue/],
    [["worker", "--workers", "0"], /--workers/],
    [["worker", "t.csv"], /there may be no argument/],
  ];
  for (const [args, message] of wrong) {
    const { code, stderr } = await run(...args);
    assert.match(stderr, message);
    assert.equal(code, 2, stderr);
  }
  const none = await runTask(["worker"], folder);
  assert.match(none.stderr, /^Cannot work as --queue or ELB_QUEUE must be given/);
});

test(
  "a queue of 1,000 series loses none to workers that are killed, or stopped and continued",
  async ({ folder, start, url }) => {
    await Deno.writeTextFile(`${folder}/t.csv`, table(1000, 200));
    const detect = start("detect", "t.csv", ...KEY, "--out", "queued.jsonl");
    await detect.printed(/1,000 series in the queue/);
    const active = async () =>
      (await runSql(url, "SELECT id FROM elb_anomaly.job WHERE state = 'active'")).map(({ id }) =>
        id
      );
    /** A worker that was stopped in the middle of some jobs, and those. */
    const stopped = async (others: readonly string[]) => {
      const worker = start("worker", "--workers", "1");
      await worker.printed(/^\d+ series \(lb-/m);
      for (;;) {
        worker.kill("SIGSTOP");
        const jobs = (await active()).filter((id) => !others.includes(id));
        if (jobs.length > 0) return { worker, jobs };
        worker.kill("SIGCONT"); // it was between two batches
        await delay(50);
      }
    };
    const killed = await stopped([]);
    const halted = await stopped(killed.jobs);
    killed.worker.kill("SIGKILL");
    const third = start("worker", "--workers", "2");
    const held = [...killed.jobs, ...halted.jobs];
    const isDone = async () =>
      (await runSql(
        url,
        "SELECT FROM elb_anomaly.job WHERE id = ANY ($1) AND state = 'completed' AND retry_count >= 1",
        [held],
      )).length === held.length;
    while (!await isDone()) await delay(200);
    halted.worker.kill("SIGCONT");
    const { code, stderr } = await detect.result;
    assert.equal(code, 0, stderr);
    for (const worker of [halted.worker, third]) {
      worker.kill("SIGTERM");
      const { code, stderr } = await worker.result;
      assert.equal(code, 143, stderr);
    }
    const alone = await runTask(["detect", "t.csv", ...KEY, "--out", "alone.jsonl"], folder);
    assert.equal(alone.code, 0, alone.stderr);
    const told = await Deno.readTextFile(`${folder}/queued.jsonl`);
    assert.equal(told, await Deno.readTextFile(`${folder}/alone.jsonl`));
    const names = told.trim().split("\n").map((line) => JSON.parse(line).series);
    assert.equal(names.length, 1000);
    assert.equal(new Set(names).size, 1000);
  },
  ignore || Deno.env.get("ELB_FULL") === undefined,
);
