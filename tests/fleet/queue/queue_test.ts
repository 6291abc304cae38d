import assert from "node:assert/strict";
import {
  countWorkers,
  type JobQueue,
  openQueue,
  QueuedRun,
  QueueError,
} from "../../../lib/fleet/queue/mod.ts";
import {
  failJob,
  finishJobs,
  giveBackJobs,
  isQueueEmpty,
  renewJobs,
  takeJobs,
  type TakenJob,
} from "../../../lib/fleet/queue/job_taker.ts";
import type { FleetResult, NamedSeries } from "../../../lib/fleet/mod.ts";
import { unpackSeries } from "../../../lib/fleet/packed_series.ts";
import { PASSWORD, runSql, serverForTests } from "../../tuner/storages/postgres_server.ts";

const postgres = serverForTests("The queue's tests");
const { ignore } = postgres;

/** Opens queues on a new, empty database. */
function test(
  name: string,
  body: (open: (role?: "detect" | "worker") => Promise<JobQueue>, url: string) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore,
    async fn() {
      const url = await postgres.newDatabase();
      const opened: JobQueue[] = [];
      try {
        await body(async (role = "worker") => {
          const queue = await openQueue(url, { role, connections: 2 });
          opened.push(queue);
          return queue;
        }, url);
      } finally {
        for (const queue of opened) await queue.close();
      }
    },
  });
}

const detector = { seed: 1 };

async function* series(...names: string[]): AsyncGenerator<NamedSeries> {
  for (const name of names) {
    yield { name, timestamps: Float64Array.of(1, 2, 3), values: Float64Array.of(4, 5, 6) };
    await Promise.resolve();
  }
}

function doneBy(who: string, job: TakenJob): { job: TakenJob; result: FleetResult } {
  const { name } = unpackSeries(job.packed);
  return { job, result: { series: name, alerts: 0, line: `${name} by ${who}` } };
}

async function lines(run: QueuedRun): Promise<string[]> {
  return (await run.results()).map(({ line }) => line).sort();
}

/** Lets the lease of every job run out, and the supervisor look. */
async function expireLeases({ database, boss, jobs }: JobQueue): Promise<void> {
  await database.sql(
    "UPDATE elb_anomaly.job SET heartbeat_on = heartbeat_on - interval '1 hour' WHERE state = 'active'",
  );
  const expired =
    "SELECT FROM elb_anomaly.job WHERE state = 'active' AND heartbeat_on < now() - interval '30 minutes'";
  // another worker's supervisor, which looks on its own, may just be at it: then this one passes by
  while ((await database.sql(expired)).length > 0) {
    await database.sql("UPDATE elb_anomaly.queue SET monitor_on = NULL");
    await boss.supervise(jobs);
  }
  await database.sql("UPDATE elb_anomaly.job SET start_after = now() WHERE state = 'retry'");
}

test("finishJobs() writes nothing of a job whose lease ran out, whoever has it now", async (open) => {
  const [slow, quick] = [await open(), await open()];
  const run = await QueuedRun.send(slow, series("a", "b"), { detector });
  const held = await takeJobs(slow, 1);
  assert.deepEqual(await renewJobs(slow, held), new Set([held[0]!.id]));
  await expireLeases(quick);
  assert.deepEqual(await renewJobs(slow, held), new Set());
  // between two workers
  assert.deepEqual(await finishJobs(slow, held.map((job) => doneBy("slow", job))), new Set());
  assert.deepEqual(await lines(run), []);
  const again = await takeJobs(quick, 2);
  assert.equal(again.length, 2);
  assert(again.some(({ id }) => id === held[0]!.id));
  // while the other is at it
  assert.deepEqual(await renewJobs(slow, held), new Set());
  await failJob(slow, held[0]!, "too late");
  await giveBackJobs(slow, held);
  assert.deepEqual(await renewJobs(quick, again), new Set(again.map(({ id }) => id)));
  assert.deepEqual(await finishJobs(slow, held.map((job) => doneBy("slow", job))), new Set());
  assert.deepEqual(await lines(run), []);
  await finishJobs(quick, again.map((job) => doneBy("quick", job)));
  // after it
  assert.deepEqual(await finishJobs(slow, held.map((job) => doneBy("slow", job))), new Set());
  assert.deepEqual(await lines(run), ["a by quick", "b by quick"]);
  assert.deepEqual(await run.progress(), { done: 2, dead: 0, total: 2 });
  assert(await isQueueEmpty(quick));
});

test("finishJobs() writes results and completes jobs together or not at all", async (open, url) => {
  const queue = await open();
  const run = await QueuedRun.send(queue, series("a", "b"), { detector });
  const jobs = await takeJobs(queue, 2);
  await runSql(
    url,
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN IF NEW.result::text LIKE '%b by%' THEN RAISE 'no room'; END IF; RETURN NEW; END $$;
     CREATE TRIGGER refuse BEFORE UPDATE ON elb_anomaly.fleet_series FOR EACH ROW EXECUTE FUNCTION refuse()`,
  );
  await assert.rejects(finishJobs(queue, jobs.map((job) => doneBy("x", job))), /no room/);
  assert.deepEqual(await lines(run), []);
  assert.deepEqual(await renewJobs(queue, jobs), new Set(jobs.map(({ id }) => id)));
  await runSql(url, "DROP TRIGGER refuse ON elb_anomaly.fleet_series");
  const write = () => finishJobs(queue, jobs.map((job) => doneBy("x", job)));
  assert.equal((await write()).size, 2);
  assert.equal((await write()).size, 0); // as after a commit that was not confirmed
  assert.deepEqual(await lines(run), ["a by x", "b by x"]);
});

test("giveBackJobs() frees a job at once, and takes none of its tries", async (open) => {
  const queue = await open();
  const run = await QueuedRun.send(queue, series("a"), { detector });
  const first = await takeJobs(queue, 1);
  await giveBackJobs(queue, first);
  for (let i = 0; i < 6; i++) {
    const jobs = await takeJobs(queue, 1);
    assert.equal(jobs.length, 1);
    await giveBackJobs(queue, jobs);
  }
  const last = await takeJobs(queue, 1);
  assert.deepEqual(await finishJobs(queue, first.map((job) => doneBy("first", job))), new Set());
  await finishJobs(queue, last.map((job) => doneBy("last", job)));
  assert.deepEqual(await lines(run), ["a by last"]);
});

test("QueuedRun tells of dead letters; sent again, they are tried again and the rest is kept", async (open) => {
  const queue = await open();
  const run = await QueuedRun.send(queue, series("a", "b"), { detector });
  for (const job of await takeJobs(queue, 2)) {
    if (unpackSeries(job.packed).name === "b") await finishJobs(queue, [doneBy("x", job)]);
    else await failJob(queue, job, "out of memory");
  }
  for (let tries = 1; tries < 4; tries++) {
    assert.deepEqual(await run.progress(), { done: 1, dead: 0, total: 2 });
    await queue.database.sql("UPDATE elb_anomaly.job SET start_after = now()");
    const jobs = await takeJobs(queue, 2);
    assert.equal(jobs.length, 1);
    if (tries < 3) await failJob(queue, jobs[0]!, "out of memory");
    else await expireLeases(queue);
  }
  assert.deepEqual(await run.progress(), { done: 1, dead: 1, total: 2 });
  assert.deepEqual((await run.deadLetters()).map(({ series, error }) => [series, error]), [
    ["a", "no worker could do it in 4 tries: its worker gave no sign of life for 20 s"],
  ]);
  await queue.database.sql("UPDATE elb_anomaly.fleet_run SET seen = now() - interval '1 hour'");
  const again = await QueuedRun.send(queue, series("a", "b"), { detector });
  assert.equal(again.found, 1);
  assert.deepEqual(await again.progress(), { done: 1, dead: 0, total: 2 });
  const jobs = await takeJobs(queue, 5);
  await finishJobs(queue, jobs.map((job) => doneBy("y", job)));
  assert.deepEqual(await lines(again), ["a by y", "b by x"]);
  await again.forget();
  for (const table of ["fleet_run", "fleet_series"]) {
    assert.deepEqual(await queue.database.sql(`SELECT FROM elb_anomaly.${table}`), []);
  }
});

test("QueuedRun.send() goes on with what a program that is gone had asked for, and takes it over", async (open) => {
  const queue = await open();
  const first = await QueuedRun.send(queue, series("a", "b", "c"), { detector });
  await finishJobs(queue, (await takeJobs(queue, 1)).map((job) => doneBy("x", job)));
  const [taken] = await takeJobs(queue, 1);
  await queue.database.sql("UPDATE elb_anomaly.fleet_run SET seen = now() - interval '11 seconds'");
  const second = await QueuedRun.send(queue, series("a", "b", "c"), { detector });
  assert.equal(second.found, 1);
  await assert.rejects(first.progress(), /the same command, started again, has taken them over/);
  await first.forget(); // is not its own any more
  const rest = await takeJobs(queue, 5);
  assert.equal(rest.length, 1); // one job a series, though two have asked
  await finishJobs(queue, [taken!, ...rest].map((job) => doneBy("y", job)));
  assert.equal((await lines(second)).length, 3);
  assert(await isQueueEmpty(queue));
});

test("QueuedRun.send() beside a program that waits for the same is a run of its own", async (open) => {
  const queue = await open();
  const first = await QueuedRun.send(queue, series("a"), { detector });
  let isWaiting = true;
  const alive = (async () => {
    while (isWaiting) await first.progress();
  })();
  try {
    const second = await QueuedRun.send(queue, series("a"), { detector });
    isWaiting = false; // a sign of life under way would find its run forgotten
    await alive;
    const jobs = await takeJobs(queue, 5);
    assert.equal(jobs.length, 2);
    for (const [i, job] of jobs.entries()) await finishJobs(queue, [doneBy(String(i), job)]);
    const [own, other] = [await lines(first), await lines(second)];
    assert.deepEqual([...own, ...other].sort(), ["a by 0", "a by 1"]);
    await first.forget();
    assert.deepEqual(await lines(second), other);
  } finally {
    isWaiting = false;
    await alive;
  }
});

test("QueuedRun.halt() takes back what waits; sent again, it is queued again", async (open) => {
  const queue = await open();
  const first = await QueuedRun.send(queue, series("a", "b", "c"), { detector });
  const other = await QueuedRun.send(queue, series("z"), { detector });
  const taken = await takeJobs(queue, 1);
  await first.halt();
  await finishJobs(queue, taken.map((job) => doneBy("x", job)));
  assert.deepEqual((await takeJobs(queue, 5)).map(({ packed }) => unpackSeries(packed).name), [
    "z",
  ]);
  assert.deepEqual(await other.results(), []);
  await queue.database.sql("UPDATE elb_anomaly.fleet_run SET seen = now() - interval '1 hour'");
  const again = await QueuedRun.send(queue, series("a", "b", "c"), { detector });
  assert.equal(again.found, 1);
  assert.equal((await takeJobs(queue, 5)).length, 2);
});

test("QueuedRun keeps runs of other series or options apart, and takeJobs() drops what nobody wants", async (open) => {
  const queue = await open();
  const names = ["a", "\u0000'\\ \u{1F600}"];
  const runs = [
    await QueuedRun.send(queue, series(...names), { detector }),
    await QueuedRun.send(queue, series(...names), { detector: { seed: 2 } }),
    await QueuedRun.send(queue, series("a"), { detector }),
    await QueuedRun.send(queue, series(), { detector }),
  ];
  await runs[2]!.forget();
  const jobs = await takeJobs(queue, 10);
  assert.deepEqual(jobs.map(({ detector }) => detector.seed).sort(), [1, 1, 2, 2]);
  await finishJobs(queue, jobs.map((job) => doneBy(`seed ${job.detector.seed}`, job)));
  assert(await isQueueEmpty(queue));
  assert.deepEqual(await lines(runs[0]!), names.map((name) => `${name} by seed 1`).sort());
  assert.deepEqual(await lines(runs[1]!), names.map((name) => `${name} by seed 2`).sort());
  assert.deepEqual(await runs[3]!.progress(), { done: 0, dead: 0, total: 0 });
});

test("a series' state travels with it and comes back with its result, unless it is bad", async (open) => {
  const queue = await open();
  const states = new Map([["a", Uint8Array.of(1)], ["b", Uint8Array.of(2)]]);
  const run = await QueuedRun.send(queue, series("a", "b", "c"), { detector, states });
  const jobs = await takeJobs(queue, 3);
  const given = jobs.map(({ packed, snapshot }) => [unpackSeries(packed).name, [...snapshot!]]);
  assert.deepEqual(given.sort(), [["a", [1]], ["b", [2]], ["c", []]]);
  const done = jobs.map((job) => {
    const { result } = doneBy("x", job);
    const next = result.series === "b" ? {} : { snapshot: Uint8Array.of(7, 8) };
    return { job, result: { ...result, ...next } };
  });
  await finishJobs(queue, done);
  const results = await run.results();
  assert.deepEqual(
    results.map(({ series, snapshot }) => [series, snapshot && [...snapshot]]).sort(),
    [["a", [7, 8]], ["b", undefined], ["c", [7, 8]]],
  );
  await queue.database.sql("UPDATE elb_anomaly.fleet_run SET seen = now() - interval '1 hour'");
  const other = new Map([["a", Uint8Array.of(9)]]);
  const later = await QueuedRun.send(queue, series("a", "b", "c"), { detector, states: other });
  assert.equal(later.found, 0);
});

test(
  "openQueue() keeps to a schema of its own, which several programs may make at once",
  async (open, url) => {
    const queues = await Promise.all([open(), open("detect"), open()]);
    const schemas = await runSql(
      url,
      `SELECT DISTINCT n.nspname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname !~ '^pg_|^information_schema$'`,
    );
    assert.deepEqual(schemas.map(({ name }) => name), ["elb_anomaly"]);
    assert.deepEqual(await countWorkers(queues[1]!), { own: 2, others: 0 });
    await runSql(
      url,
      "UPDATE elb_anomaly.instance SET name = 'worker 00000000' WHERE id IN (SELECT id FROM elb_anomaly.instance WHERE name LIKE 'worker%' LIMIT 1)",
    );
    assert.deepEqual(await countWorkers(queues[1]!), { own: 1, others: 1 });
  },
);

test(
  "openQueue() makes do with a schema that was made for a user without more rights",
  async (_, url) => {
    await runSql(
      url,
      "CREATE ROLE lesser LOGIN PASSWORD 'x'; CREATE SCHEMA elb_anomaly AUTHORIZATION lesser",
    );
    const lesser = url.replace(/\/\/.*@/, "//lesser:x@");
    const queue = await openQueue(lesser, { role: "worker", connections: 1 });
    await QueuedRun.send(queue, series("a"), { detector });
    assert.equal((await takeJobs(queue, 5)).length, 1);
    await queue.close();
  },
);

test(
  "openQueue() says in plain words what is wrong with the database, and shows no password",
  async (_, url) => {
    const rejection = async (text: string): Promise<Error> => {
      const error = await openQueue(text, { role: "worker", connections: 1 }).catch((error) =>
        error
      );
      assert(error instanceof Error, text);
      assert(!error.message.includes(PASSWORD) && !error.message.includes("s3cret"), error.message);
      return error;
    };
    const wrong = await rejection(url.replace(/:[^:@]*@/, ":s3cret-too@"));
    assert(wrong instanceof QueueError && wrong.isRefusal && !wrong.isTemporary);
    assert.match(
      wrong.message,
      /must accept the connection and the statement: password authentication failed for user/,
    );
    const none = await rejection(url.replace(/\w+$/, "no_such"));
    assert(none instanceof QueueError && none.isRefusal);
    assert.match(none.message, /database "no_such" does not exist/);
    const away = await rejection(url.replace(/@127.0.0.1:\d+/, "@127.0.0.1:1"));
    assert(away instanceof QueueError && away.isTemporary && !away.isRefusal);
    assert.match(away.message, /ECONNREFUSED/);
    assert((await rejection(`mysql://u:${PASSWORD}@h/d`)) instanceof SyntaxError);
  },
);
