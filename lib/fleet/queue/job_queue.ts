/**
 * A queue of series in PostgreSQL: pg-boss' jobs, and beside them what the jobs are about.
 *
 * All of it stands in a schema of its own. Jobs of one state of the code are a queue: a worker of
 * another commit might come to other numbers, so it does not see them.
 */
import { pgBoss, type PgBossModule } from "../../packages.ts";
import { postgresUrl } from "../../tuner/storages/mod.ts";
import { codeDigest } from "./code.ts";
import { QueueDatabase } from "./database.ts";

/** The schema that holds all tables. */
export const SCHEMA = "elb_anomaly";
/** Seconds without a sign of life after which a job is another worker's. */
export const LEASE = 20;
/** Seconds between two looks for such jobs. */
const SUPERVISION = 5;
/** How often a job is tried again, and after how many seconds, before it is a dead letter. */
const RETRIES = 3;
const RETRY_DELAY = 2;
/** Seconds that a job may take: it is the lease that ends it, however large its series. */
const LONGEST_JOB = 24 * 3600;
/** Seconds between two signs of life of a program. */
const INSTANCE_HEARTBEAT = 5;

const TABLES = `
  CREATE TABLE IF NOT EXISTS ${SCHEMA}.fleet_run (
    id uuid PRIMARY KEY,
    digest text UNIQUE,                       -- of code, options and series, once all are there
    detector json NOT NULL,
    owner uuid NOT NULL,                      -- the program that waits for it
    seen timestamptz NOT NULL DEFAULT now()   -- its last sign of life
  );
  CREATE TABLE IF NOT EXISTS ${SCHEMA}.fleet_series (
    id uuid PRIMARY KEY,
    run uuid NOT NULL REFERENCES ${SCHEMA}.fleet_run ON DELETE CASCADE,
    place integer NOT NULL,
    series bytea,                             -- name and points, until there is a result
    result json,
    snapshot bytea,                           -- of the detector, if it is kept: to go on from, then the next
    UNIQUE (run, place)
  );`;

/** What a job says. */
export interface JobData {
  readonly run: string;
  readonly series: string;
}

/** An open queue. */
export interface JobQueue {
  readonly database: QueueDatabase;
  readonly boss: PgBossModule.PgBoss;
  /** Digits of the code whose jobs these are. */
  readonly code: string;
  /** Name of the queue. */
  readonly jobs: string;
  /** Name of the queue of its dead letters. */
  readonly dead: string;
  close(): Promise<void>;
}

/** Options of {@linkcode openQueue}. */
export interface OpenQueueOptions {
  /** A worker also looks for jobs whose worker is gone. */
  readonly role: "detect" | "worker";
  /** Connections at a time. */
  readonly connections: number;
  /** Told what goes wrong in the background, where pg-boss tries again. */
  readonly onTrouble?: (message: string) => void;
}

/**
 * Connects to a queue, and makes it where there is none.
 *
 * @param url `postgresql://user:password@host:port/database`
 * @throws {SyntaxError} If the URL is of another form
 * @throws {QueueError} If the database cannot be reached, or refuses
 */
export async function openQueue(url: string, options: OpenQueueOptions): Promise<JobQueue> {
  const { role, connections, onTrouble } = options;
  const database = new QueueDatabase(postgresUrl(url, "queue"), connections);
  let boss: PgBossModule.PgBoss | undefined;
  try {
    const [found] = await database.sql("SELECT to_regnamespace($1) IS NOT NULL AS is_there", [
      SCHEMA,
    ]);
    const code = await codeDigest();
    const [jobs, dead] = [`detect_${code}`, `detect_${code}_dead`];
    boss = new pgBoss.PgBoss({
      db: database,
      schema: SCHEMA,
      // Who may not create schemas may be given one that is there.
      createSchema: !found!.is_there,
      schedule: false,
      supervise: role === "worker",
      superviseIntervalSeconds: SUPERVISION,
      monitorIntervalSeconds: SUPERVISION,
      warningQueueSize: Number.MAX_SAFE_INTEGER,
      instanceName: `${role} ${code}`,
      instanceHeartbeatSeconds: INSTANCE_HEARTBEAT,
      openTelemetry: { enabled: false },
    });
    boss.on("error", ({ message }: Error) => onTrouble?.(message));
    boss.on("warning", ({ message }: { message: string }) => onTrouble?.(message));
    await boss.start();
    await boss.createQueue(dead);
    await boss.createQueue(jobs, {
      deadLetter: dead,
      retryLimit: RETRIES,
      retryDelay: RETRY_DELAY,
      heartbeatSeconds: LEASE,
      expireInSeconds: LONGEST_JOB,
    });
    await database.transaction(async (sql) => {
      await sql("SELECT pg_advisory_xact_lock(hashtext($1))", [SCHEMA]);
      await sql(TABLES);
    });
    const opened = boss;
    return {
      ...{ database, boss, code, jobs, dead },
      async close() {
        await opened.stop({ graceful: false });
        await database.close();
      },
    };
  } catch (error) {
    await boss?.stop({ graceful: false });
    await database.close();
    throw error;
  }
}

/** How many workers are at a queue. */
export interface WorkerCount {
  /** Of this state of the code. */
  readonly own: number;
  /** Of another one, who leave these jobs alone. */
  readonly others: number;
}

/** Counts the workers that gave a sign of life in the last seconds. */
export async function countWorkers({ boss, code }: JobQueue): Promise<WorkerCount> {
  const names = (await boss.getInstances()).flatMap(({ live, name }) => live && name ? [name] : []);
  const workers = names.filter((name) => name.startsWith("worker "));
  const own = workers.filter((name) => name === `worker ${code}`).length;
  return { own, others: workers.length - own };
}
