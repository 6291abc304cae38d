/**
 * A worker's side of a queue. A job is held by the try that took it: what an earlier try, whose
 * lease has run out, says of it counts for nothing.
 *
 * @module
 */
import type { StreamingDetectorOptions } from "../../detect/mod.ts";
import type { FleetResult } from "../detect_series.ts";
import { type JobData, type JobQueue, SCHEMA } from "./job_queue.ts";

/** A job that this worker holds, or held. */
export interface TakenJob {
  readonly id: string;
  /** Which try it is. */
  readonly retryCount: number;
  /** Its series' row. */
  readonly row: string;
  /** The series, packed. */
  readonly packed: Uint8Array;
  /** What it goes on from, where states are kept. */
  readonly snapshot: Uint8Array | undefined;
  readonly detector: Omit<StreamingDetectorOptions, "series">;
}

/** A job with its result. */
export interface DoneJob {
  readonly job: TakenJob;
  readonly result: FleetResult;
}

/** Takes jobs, at most so many, oldest first; those whose run is gone are dropped. */
export async function takeJobs(queue: JobQueue, most: number): Promise<TakenJob[]> {
  const { boss, database, jobs: name } = queue;
  const jobs = await boss.fetch<JobData>(name, { batchSize: most });
  if (jobs.length === 0) return [];
  const rows = await database.sql(
    `SELECT s.id, s.series, s.snapshot, r.detector FROM ${SCHEMA}.fleet_series s
     JOIN ${SCHEMA}.fleet_run r ON r.id = s.run WHERE s.id = ANY ($1) AND s.series IS NOT NULL`,
    [jobs.map(({ data }) => data.series)],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const gone = jobs.filter(({ data }) => !byId.has(data.series));
  if (gone.length > 0) await boss.deleteJob(name, gone);
  return jobs.flatMap(({ id, retryCount, data }) => {
    const row = byId.get(data.series);
    if (row === undefined) return [];
    const { series: packed, snapshot, detector } = row;
    return [{ id, retryCount, row: row.id, packed, snapshot: snapshot ?? undefined, detector }];
  });
}

/** Renews the lease of jobs. @returns Those that are still held */
export async function renewJobs(
  { boss, jobs: name }: JobQueue,
  jobs: readonly TakenJob[],
): Promise<Set<string>> {
  return new Set(settled(await boss.touch(name, [...jobs])));
}

/**
 * Writes results and states and completes their jobs, all in one transaction.
 *
 * @returns The jobs that were still held: nothing is written of the others
 */
export async function finishJobs(
  { boss, database, jobs: name }: JobQueue,
  done: readonly DoneJob[],
): Promise<Set<string>> {
  if (done.length === 0) return new Set();
  return await database.transaction(async (sql, db) => {
    const completed = await boss.complete(name, done.map(({ job }) => job), undefined, { db });
    const held = new Set(settled(completed));
    const own = done.filter(({ job }) => held.has(job.id));
    const lines = own.map(({ result: { snapshot: _, ...rest } }) => JSON.stringify(rest));
    await sql(
      `UPDATE ${SCHEMA}.fleet_series s
       SET result = d.result, snapshot = d.snapshot, series = NULL
       FROM unnest($1::uuid[], $2::json[], $3::bytea[]) AS d (id, result, snapshot) WHERE s.id = d.id`,
      [own.map(({ job }) => job.row), lines, own.map(({ result }) => result.snapshot ?? null)],
    );
    return held;
  });
}

/** Gives a job up for a while: it is tried again later, or is a dead letter. */
export async function failJob(queue: JobQueue, job: TakenJob, reason: string): Promise<void> {
  await queue.boss.fail(queue.jobs, [job], { message: reason });
}

/** Gives jobs back at once; that is none of the tries that a job has. */
export async function giveBackJobs(
  { boss, database, jobs: name }: JobQueue,
  jobs: readonly TakenJob[],
): Promise<void> {
  if (jobs.length === 0) return;
  await database.transaction(async (_sql, db) => {
    const held = settled(await boss.cancel(name, [...jobs], { db }));
    if (held.length > 0) await boss.resume(name, held, { db });
  });
}

/** Whether no job waits, and none is under way. */
export async function isQueueEmpty({ database, jobs: name }: JobQueue): Promise<boolean> {
  const rows = await database.sql(
    `SELECT FROM ${SCHEMA}.job WHERE name = $1 AND state < 'completed' LIMIT 1`,
    [name],
  );
  return rows.length === 0;
}

/** The jobs that a statement of pg-boss changed. */
function settled(response: object): string[] {
  return (response as { settled: string[] }).settled;
}
