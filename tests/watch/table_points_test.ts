import assert from "node:assert/strict";
import { createFrame } from "../../lib/data/mod.ts";
import { pl } from "../../lib/packages.ts";
import {
  type Clock,
  type CycleReport,
  knownSeries,
  memoryStore,
  type StateStore,
  TablePoints,
  type WatchEvent,
  watchPoints,
} from "../../lib/watch/mod.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { FIVE, MINUTE, openWatcher, START } from "./harness.ts";

const line = (k: number, lb = "a") => `${new Date(START + k * FIVE).toISOString()},${lb},${k}\n`;
const HEADER = "timestamp,lb,value\n";

/** The values of a table while `changes` happen to it, one at each look that finds nothing new. */
async function followed(
  path: string,
  changes: (() => void)[],
  once = false,
  now = START,
): Promise<string[]> {
  const stop = new AbortController();
  const seen: string[] = [];
  const points = new TablePoints(path, {
    read: { key: "lb" },
    every: FIVE,
    once,
    signal: stop.signal,
    clock: {
      now: () => now,
      sleep() {
        const change = changes.shift();
        if (change === undefined) stop.abort();
        change?.();
        return Promise.resolve();
      },
    },
  });
  for await (const batch of points) seen.push(...batch.map(({ series, value }) => series + value));
  return seen;
}

Deno.test("TablePoints gives rows as they are appended, and begins anew with another file", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/table.csv`;
  const append = (text: string) => Deno.writeTextFileSync(path, text, { append: true });
  append(HEADER + line(0) + line(0, "b") + line(1).slice(0, 9));
  const seen = await followed(path, [
    () => append(line(1).slice(9)),
    () => {},
    () => {
      Deno.renameSync(path, `${path}.1`); // as logrotate does, and the writer notices late
      Deno.writeTextFileSync(`${path}.1`, line(2), { append: true });
    },
    () => append(HEADER + line(3)),
    () => append(line(4, "b")),
    () => Deno.writeTextFileSync(path, HEADER + line(5)), // cut short
  ]);
  assert.deepEqual(seen, ["a0", "b0", "a1", "a2", "a3", "b4", "a5"]);
  assert.deepEqual(await followed(path, [], true), ["a5"]);
});

Deno.test("TablePoints reads Parquet anew when it has changed", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/table.parquet`;
  const write = (rows: number) => {
    const times = Array.from({ length: rows }, (_, k) => START + k * FIVE);
    createFrame(times, times.map((_, k) => k)).withColumn(pl.lit("a").alias("lb"))
      .writeParquet(`${path}.new`);
    Deno.renameSync(`${path}.new`, path);
  };
  write(1);
  assert.deepEqual(await followed(path, [() => {}, () => write(2)]), ["a0", "a0", "a1"]);
});

Deno.test("TablePoints takes a last line without an end once it has stood still", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/table.csv`;
  const write = (text: string) => () => Deno.writeTextFileSync(path, text);
  const [half, whole] = [line(1, "bc").slice(0, -2), line(1, "bc").trimEnd()]; // 1 and 12, say
  write(HEADER + line(0) + half)();
  const changes = [write(HEADER + line(0) + whole), () => {}, () => {}];
  assert.deepEqual(await followed(path, changes), ["a0", "bc1"]);
  const grows = [() => {}, write(HEADER + line(0) + whole + "\n" + line(2))];
  write(HEADER + line(0) + whole)();
  assert.deepEqual(await followed(path, grows), ["a0", "bc1", "a2"]);

  for (const last of [half, whole]) {
    write(HEADER + line(0) + last)();
    Deno.utimeSync(path, new Date(START), new Date(START));
    assert.deepEqual(await followed(path, [], true, START + FIVE - 1), ["a0"]);
  }
  assert.deepEqual(await followed(path, [], true, START + FIVE), ["a0", "bc1"]);
  const point = (value: number) =>
    JSON.stringify({ timestamp: new Date(START).toISOString(), lb: "a", value });
  write(`${point(1)}\n${point(2)}`)();
  Deno.utimeSync(path, new Date(START), new Date(START));
  assert.deepEqual(await followed(path, [], true), ["a1", "a2"]); // a bracket is closed
});

/** A watch of a table in simulated time, which passes as the table's end is looked at. */
class TableWatch {
  readonly events: WatchEvent[] = [];
  readonly reports: CycleReport[] = [];
  time = START;
  readonly #path: string;
  readonly #store: StateStore;

  constructor(path: string, store: StateStore = memoryStore()) {
    this.#path = path;
    this.#store = store;
  }

  /** One program, which ends after `changes`, one at each look but the first. */
  async run(changes: (() => void)[], once = false): Promise<CycleReport> {
    const stop = new AbortController();
    let wake: (() => void) | undefined;
    const now = () => this.time;
    const waiting: Clock = {
      now,
      sleep: (milliseconds, signal) => {
        const until = this.time + milliseconds;
        return new Promise((resolve) => {
          wake = () => {
            if (this.time >= until || signal?.aborted) resolve();
          };
          signal?.addEventListener("abort", wake);
        });
      },
    };
    const looking: Clock = {
      now,
      sleep: async (milliseconds) => {
        this.time += milliseconds;
        const change = changes.shift();
        if (change === undefined) stop.abort();
        change?.();
        wake?.();
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
    const watcher = await openWatcher(
      (event) => void this.events.push({ ...event, name: event.name.split("table").at(-1)! }),
      { store: this.#store },
    );
    const table = new TablePoints(this.#path, {
      ...{ read: { key: "lb" }, every: FIVE, once, clock: looking, signal: stop.signal },
      isKnown: knownSeries(watcher, this.#path).length > 0,
    });
    return await watchPoints({
      ...{ watcher, points: table, table, name: this.#path, liveFrom: START - 10 * MINUTE },
      ...{ every: FIVE, clock: waiting, signal: stop.signal },
      onCycle: (report) => this.reports.push(report),
    });
  }
}

/** The events as short texts, with the minutes after the start. */
const minutes = (events: readonly WatchEvent[]) =>
  events.map(({ name, kind, state, since, time }) =>
    `${name.split("/")[1]} ${kind} ${state} ${(since - START) / MINUTE} ${(time - START) / MINUTE}`
  );

for (const isOnce of [false, true]) {
  const way = isOnce ? " of one look each" : " that are started again";

  Deno.test(`watchPoints() in runs${way} tells a series of a table as silent, and that no row is late that comes again`, async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/table.csv`;
    const append = (text: string) => Deno.writeTextFileSync(path, text, { append: true });
    append(HEADER + line(0, "a") + line(0, "b") + line(0).replace(",0", ",50"));
    const watch = new TableWatch(path);
    for (let k = 0; k < 6; k++) {
      if (k > 0) append(line(k, "b").replace(/\d+\n/, "50\n"));
      if (isOnce) {
        await watch.run([], true);
        watch.time += FIVE;
      } else await watch.run([]); // ends at its second look, five minutes later
    }
    assert.deepEqual(watch.reports.map(({ late, series }) => [late, series]).at(-1), [0, 2]);
    assert.deepEqual(minutes(watch.events), [
      "a anomaly firing 0 0",
      "b anomaly firing 0 0",
      "b anomaly resolved 0 5",
      "a silent firing 0 15",
    ]);
  });
}

Deno.test("watchPoints() waits for a table of an earlier run that is away or no table, and tells that it is silent", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/table.csv`;
  const write = (text: string) => () => Deno.writeTextFileSync(path, text);
  const watch = new TableWatch(path);
  await assert.rejects(watch.run([], true), Deno.errors.NotFound);
  write("one,two\n1,2\n")();
  await assert.rejects(watch.run([], true), SyntaxError);
  write(HEADER + line(0))();
  await watch.run([], true);
  Deno.removeSync(path);
  const away = await watch.run([], true);
  assert.match(
    away.failures[0]!.error.message,
    /^Cannot read .*table\.csv as there is no such file$/,
  );
  const last = await watch.run([
    () => {},
    write("one,two\n1,2\n"),
    () => {},
    write(HEADER + line(4)),
  ]);
  assert.deepEqual(watch.reports.slice(2).map(({ failures, taken }) => [failures.length, taken]), [
    [1, 0],
    [1, 0],
    [1, 0],
    [1, 0],
    [0, 1],
  ]);
  assert.equal(last.failures.length, 0);
  assert.match(minutes(watch.events).join(), /a silent firing 0 15,a silent resolved/);
});

Deno.test("watchPoints() keeps each series of a long table once, and asks for none whose rows it knows", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/table.csv`;
  const names = ["a", "b", "c"];
  const rows = Array.from(
    { length: 2000 },
    (_, k) => names.map((name) => line(k - 2000, name)).join(""),
  );
  await Deno.writeTextFile(path, HEADER + rows.join("")); // 190 KB
  const store = memoryStore();
  const kept: string[] = [];
  const watch = new TableWatch(path, {
    ...store,
    write(name, bytes) {
      if (name.startsWith("series/")) kept.push(name);
      return store.write(name, bytes);
    },
  });
  const first = await watch.run([], true);
  assert.deepEqual([first.taken, kept.length, new Set(kept).size], [6000, 3, 3]);
  Deno.writeTextFileSync(path, line(0, "b"), { append: true });
  const next = await watch.run([], true);
  assert.deepEqual([next.taken, next.late, kept.length], [1, 0, 4]);
});
