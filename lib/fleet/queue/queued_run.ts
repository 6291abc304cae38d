/**
 * The asking side of a queue: series that somebody waits for.
 *
 * What is asked for is known by its digest, of code, options and series. So a program that ended,
 * however it ended, and is started again with the same finds what it asked for, and what has been
 * done since.
 */
import { createHash, randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { StreamingDetectorOptions } from "../../detect/mod.ts";
import { badSeries, type FleetResult } from "../detect_series.ts";
import { type NamedSeries, unpackSeries } from "../packed_series.ts";
import type { BossDatabase, Sql } from "./database.ts";
import { type JobData, type JobQueue, LEASE, SCHEMA } from "./job_queue.ts";
import { type SendOptions, sendSeries } from "./send_series.ts";

/** Seconds without a sign of life after which a program that waits for results is gone. */
const OWNER_LEASE = 10;
/** Jobs that are read at a time. */
const PAGE = 10_000;

/** Where a run stands. */
export interface RunProgress {
  /** Series with a result. */
  readonly done: number;
  /** Series that were given up. */
  readonly dead: number;
  readonly total: number;
}

/** Series in a queue, and the one program that waits for them. */
export class QueuedRun {
  readonly #queue: JobQueue;
  readonly #owner = randomUUID();
  #id: string = randomUUID();
  #total = 0;
  #found = 0;

  private constructor(queue: JobQueue) {
    this.#queue = queue;
  }

  /** Sends series to a queue, or finds them there where they were sent before. */
  static async send(
    queue: JobQueue,
    series: AsyncIterable<NamedSeries>,
    { detector, ...rest }: SendOptions & { detector: Omit<StreamingDetectorOptions, "series"> },
  ): Promise<QueuedRun> {
    const run = new QueuedRun(queue);
    await run.#dropForgotten();
    const options = JSON.stringify(detector);
    await queue.database.sql(
      `INSERT INTO ${SCHEMA}.fleet_run (id, detector, owner) VALUES ($1, $2, $3)`,
      [run.#id, options, run.#owner],
    );
    const sent = await sendSeries(queue.database, run.#id, series, rest).catch(async (error) => {
      await run.forget().catch(() => {}); // else it is after a day
      throw error;
    });
    run.#total = sent.count;
    const digest = createHash("sha256").update(`${queue.code}\n${options}\n${sent.digest}`).digest(
      "hex",
    );
    await run.#claim(digest);
    await run.#queueJobs();
    return run;
  }

  /** How many series there are. */
  get total(): number {
    return this.#total;
  }

  /** How many of them had a result before. */
  get found(): number {
    return this.#found;
  }

  /**
   * Where the run stands; asking is also this program's sign of life.
   *
   * @throws {Error} If another program has taken the run over
   */
  async progress(): Promise<RunProgress> {
    const [own] = await this.#queue.database.sql(
      `UPDATE ${SCHEMA}.fleet_run SET seen = now() WHERE id = $1 AND owner = $2 RETURNING
         (SELECT count(result)::int FROM ${SCHEMA}.fleet_series WHERE run = $1) AS done,
         (SELECT count(*)::int FROM ${SCHEMA}.job WHERE name = $3 AND data ->> 'run' = $1::text) AS dead`,
      [this.#id, this.#owner, this.#queue.dead],
    );
    if (own === undefined) {
      throw new Error(
        "Cannot wait for the results any longer as one program may: the same command, started again, has taken them over",
      );
    }
    return { done: own.done, dead: own.dead, total: this.#total };
  }

  /** The results there are, each with its new state where that is kept. */
  async results(): Promise<FleetResult[]> {
    const rows = await this.#queue.database.sql(
      `SELECT result, snapshot FROM ${SCHEMA}.fleet_series WHERE run = $1 AND result IS NOT NULL`,
      [this.#id],
    );
    return rows.map(({ result, snapshot }) => snapshot === null ? result : { ...result, snapshot });
  }

  /** What was given up, each series as a bad one that says why. */
  async deadLetters(): Promise<FleetResult[]> {
    const { database, dead } = this.#queue;
    const letters = await this.#jobs(dead);
    const reasons = new Map(letters.map(({ data, sourceOutput, sourceRetryCount }) => [
      data.series,
      `no worker could do it in ${(sourceRetryCount ?? 0) + 1} tries: ${reasonOf(sourceOutput)}`,
    ]));
    const rows = await database.sql(
      `SELECT id, series FROM ${SCHEMA}.fleet_series WHERE id = ANY ($1) AND result IS NULL`,
      [[...reasons.keys()]],
    );
    return rows.map(({ id, series }) => badSeries(nameOf(series, id), reasons.get(id)!));
  }

  /** Takes back what no worker has begun; what is done stays, for the same command to find. */
  async halt(): Promise<void> {
    const { boss, jobs: name } = this.#queue;
    const waiting = await this.#jobs(name, true);
    if (waiting.length > 0) await boss.deleteJob(name, waiting.map(({ id }) => id));
  }

  /** Forgets the run, whose results are in safe hands. */
  async forget(): Promise<void> {
    await this.#queue.database.sql(
      `DELETE FROM ${SCHEMA}.fleet_run WHERE id = $1 AND owner = $2`,
      [this.#id, this.#owner],
    );
  }

  /** Runs that nobody came back for: those never sent whole after a day, others after two weeks. */
  async #dropForgotten(): Promise<void> {
    await this.#queue.database.sql(
      `DELETE FROM ${SCHEMA}.fleet_run
       WHERE seen < now() - CASE WHEN digest IS NULL THEN 1 ELSE 14 END * interval '1 day'`,
    );
  }

  /** Takes over the same run of a program that is gone; beside one that waits still, a second. */
  async #claim(digest: string): Promise<void> {
    let last: string | undefined;
    for (;;) {
      const seen = await this.#queue.database.transaction((sql) => this.#tryClaim(sql, digest));
      if (seen === undefined || (last !== undefined && seen !== last)) return;
      last = seen;
      await delay(1000);
    }
  }

  /** @returns The last sign of life of the program that waits for the same, if it may still do */
  async #tryClaim(sql: Sql, digest: string): Promise<string | undefined> {
    await sql("SELECT pg_advisory_xact_lock(hashtext($1))", [digest]);
    const [other] = await sql(
      `SELECT id, seen::text, seen < now() - $2 * interval '1 second' AS is_left
       FROM ${SCHEMA}.fleet_run WHERE digest = $1`,
      [digest, OWNER_LEASE],
    );
    if (other?.is_left === false) return other.seen;
    if (other === undefined) {
      await sql(`UPDATE ${SCHEMA}.fleet_run SET digest = $2 WHERE id = $1`, [this.#id, digest]);
      return undefined;
    }
    await sql(`DELETE FROM ${SCHEMA}.fleet_run WHERE id = $1`, [this.#id]);
    this.#id = other.id;
    const [{ found }] = await sql(
      `UPDATE ${SCHEMA}.fleet_run SET owner = $2, seen = now() WHERE id = $1
       RETURNING (SELECT count(result)::int FROM ${SCHEMA}.fleet_series WHERE run = $1) AS found`,
      [this.#id, this.#owner],
    ) as [{ found: number }];
    this.#found = found;
    return undefined;
  }

  /** Makes a job for each series that has neither a result nor a job that may still bring one. */
  async #queueJobs(): Promise<void> {
    const { database, boss, jobs: name, dead } = this.#queue;
    const [known, letters] = [await this.#jobs(name), await this.#jobs(dead)];
    const ended = known.filter(({ state }) => state === "failed" || state === "cancelled");
    const alive = new Set(
      known.filter((job) => !ended.includes(job)).map(({ data }) => data.series),
    );
    await database.transaction(async (sql, db) => {
      const rows = await sql(
        `SELECT id FROM ${SCHEMA}.fleet_series WHERE run = $1 AND result IS NULL ORDER BY place`,
        [this.#id],
      );
      await deleteJobs(boss, name, ended, db);
      await deleteJobs(boss, dead, letters, db);
      const missing = rows.filter(({ id }) => !alive.has(id));
      for (let i = 0; i < missing.length; i += PAGE) {
        const jobs = missing.slice(i, i + PAGE).map(({ id }) => ({
          data: { run: this.#id, series: id } satisfies JobData,
        }));
        await boss.insert(name, jobs, { db });
      }
    });
  }

  /** The run's jobs in a queue. */
  async #jobs(name: string, isWaiting = false) {
    const { boss } = this.#queue;
    const filter = { data: { run: this.#id }, queued: isWaiting, limit: PAGE };
    const pages = [await boss.findJobs<JobData>(name, filter)];
    for (let page = pages[0]!; page.length === PAGE; pages.push(page)) {
      page = await boss.findJobs<JobData>(name, { ...filter, after: page.at(-1)!.id });
    }
    return pages.flat();
  }
}

async function deleteJobs(
  boss: JobQueue["boss"],
  name: string,
  jobs: readonly { readonly id: string }[],
  db: BossDatabase,
): Promise<void> {
  if (jobs.length > 0) await boss.deleteJob(name, jobs.map(({ id }) => id), { db });
}

/** The name that packed bytes hold; where they are damaged, that of their row. */
function nameOf(packed: Uint8Array, row: string): string {
  try {
    return unpackSeries(packed).name;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return row;
  }
}

/** What the last try of a job failed of. */
function reasonOf(output: object | null): string {
  const said = output as { message?: string; value?: { message?: string } } | null;
  const message = said?.message ?? said?.value?.message ?? "no reason is known";
  return message === "job heartbeat timeout"
    ? `its worker gave no sign of life for ${LEASE} s`
    : message;
}
