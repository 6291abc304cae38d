/** Sends the series of a run to the queue's database. */
import { createHash, randomUUID } from "node:crypto";
import { type NamedSeries, packSeries } from "../packed_series.ts";
import type { States } from "../states.ts";
import type { QueueDatabase } from "./database.ts";
import { SCHEMA } from "./job_queue.ts";

/** Bytes, and series, that are sent at a time. */
const [BATCH_BYTES, BATCH_SERIES] = [4e6, 200];

/** Options of {@linkcode sendSeries}. */
export interface SendOptions {
  /** What the series go on from; there are new states then. */
  readonly states?: States | undefined;
  /** Called after each batch with the number of series sent. */
  readonly onSent?: ((sent: number) => void) | undefined;
}

/** A series on its way. */
interface SentSeries {
  readonly packed: Uint8Array;
  /** What it goes on from; empty where there is nothing yet. */
  readonly snapshot: Uint8Array | undefined;
}

/** Sends series, batch by batch. @returns How many, and a digest of them and their states */
export async function sendSeries(
  database: QueueDatabase,
  run: string,
  series: AsyncIterable<NamedSeries>,
  { states, onSent }: SendOptions,
): Promise<{ count: number; digest: string }> {
  const hash = createHash("sha256");
  let count = 0;
  let batch: SentSeries[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    await insert(database, run, { batch, place: count });
    count += batch.length;
    [batch, bytes] = [[], 0];
    onSent?.(count);
  };
  for await (const one of series) {
    const packed = packSeries(one);
    const snapshot = states && (states.get(one.name) ?? new Uint8Array());
    hash.update(`${packed.length} ${snapshot?.length}\n`).update(packed);
    if (snapshot !== undefined) hash.update(snapshot);
    batch.push({ packed, snapshot });
    bytes += packed.length + (snapshot?.length ?? 0);
    if (batch.length >= BATCH_SERIES || bytes >= BATCH_BYTES) await flush();
  }
  if (batch.length > 0) await flush();
  return { count, digest: hash.digest("hex") };
}

/** Writes series from a place on, which is also a sign of life of the run's program. */
async function insert(
  database: QueueDatabase,
  run: string,
  { batch, place }: { batch: readonly SentSeries[]; place: number },
): Promise<void> {
  const columns = [
    batch.map(() => randomUUID()),
    batch.map((_, i) => place + i),
    batch.map(({ packed }) => packed),
    batch.map(({ snapshot }) => snapshot ?? null),
  ];
  await database.transaction(async (sql) => {
    await sql(
      `INSERT INTO ${SCHEMA}.fleet_series (id, run, place, series, snapshot)
       SELECT d.id, $1, d.place, d.series, d.snapshot
       FROM unnest($2::uuid[], $3::int[], $4::bytea[], $5::bytea[]) AS d (id, place, series, snapshot)`,
      [run, ...columns],
    );
    await sql(`UPDATE ${SCHEMA}.fleet_run SET seen = now() WHERE id = $1`, [run]);
  });
}
