import assert from "node:assert/strict";
import type { Point } from "../../lib/data/mod.ts";
import {
  type Clock,
  type CycleReport,
  memoryStore,
  type WatchEvent,
  watchPoints,
} from "../../lib/watch/mod.ts";
import { brief, FIVE, MINUTE, openWatcher, START } from "./harness.ts";

/** A stream and a clock in step: each entry is a batch, or minutes in which none comes. */
function scripted(
  script: readonly (Point[] | number)[],
): { clock: Clock; points: AsyncGenerator<Point[]> } {
  let time = START;
  let wake: (() => void) | undefined;
  async function* points() {
    for (const entry of script) {
      if (typeof entry !== "number") {
        yield entry;
        continue;
      }
      const until = time + entry * MINUTE;
      while (time < until) {
        time += MINUTE;
        wake?.();
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }
  return {
    points: points(),
    clock: {
      now: () => time,
      sleep(milliseconds, signal) {
        const until = time + milliseconds;
        return new Promise((resolve) => {
          const look = () => {
            if (time >= until || signal?.aborted) resolve();
          };
          wake = look;
          signal?.addEventListener("abort", look);
          look();
        });
      },
    },
  };
}

const point = (minutes: number, value: number, series = ""): Point => ({
  series,
  time: START + minutes * MINUTE,
  value,
});

async function run(script: readonly (Point[] | number)[], store = memoryStore()) {
  const events: WatchEvent[] = [];
  const reports: CycleReport[] = [];
  const watcher = await openWatcher((event) => void events.push(event), { store });
  await watchPoints({
    ...scripted(script),
    watcher,
    name: "stdin",
    every: FIVE,
    signal: new AbortController().signal,
    onCycle: (report) => reports.push(report),
  });
  return { events, reports };
}

Deno.test("watchPoints() tells alerts as points come, and that a series is silent and back", async () => {
  const { events, reports } = await run([
    [point(0, 50, "a/x"), point(0, 50, "b/y")],
    5,
    [point(5, 3, "a/x"), point(5, 50, "b/y")],
    5,
    [point(10, 50, "a/x")],
    30,
    [point(40, 50, "b/y")],
  ]);
  assert.deepEqual(brief(events), [
    "a anomaly firing since 10:07 at 10:07",
    "a anomaly resolved since 10:07 at 10:12",
    "b silent firing since 10:07 at 10:22",
    "a silent firing since 10:12 at 10:27",
    "b silent resolved since 10:07 at 10:42",
  ]);
  assert.equal(reports.reduce((sum, { taken }) => sum + taken, 0), 6);
});

Deno.test("watchPoints() passes over points that were taken in an earlier run", async () => {
  const store = memoryStore();
  const script = [[point(0, 50), point(5, 3)]];
  assert.deepEqual(brief((await run(script, store)).events).length, 1);
  const again = await run([[...script[0]!, point(10, 50)]], store);
  assert.equal(again.reports.at(-1)!.taken, 1);
  assert.deepEqual(again.events.map(({ state, sequence }) => [state, sequence]), [["resolved", 2]]);
});

Deno.test("watchPoints() waits for the series of an earlier run, and tells what that had not", async () => {
  const store = memoryStore();
  await run([[point(0, 50, "a/x"), point(0, 50, "b/y")], 5, [point(5, 50, "b/y")]], store);
  const again = await run([10, [point(30, 50, "b/y")], 6], store);
  assert.equal(again.reports[0]!.series, 2);
  assert.deepEqual(brief(again.events), ["a silent firing since 10:02 at 10:18"]);
  const untold = (await run([[point(60, 3, "c")]], store)).events;
  assert.equal(untold.length, 1);
  await store.write("queue.json", new TextEncoder().encode('{"accepted":{},"pending":[]}'));
  assert(
    (await run([1], store)).events.some(({ fingerprint }) =>
      fingerprint === untold[0]!.fingerprint
    ),
  );
});

Deno.test("watchPoints() counts the points that it passes over as they are late", async () => {
  const { reports } = await run([
    [point(0, 50), point(10, 50), point(5, 50), point(10, 50), point(15, 50)],
    5,
    [point(0, 50), point(20, 50)],
  ]);
  assert.deepEqual(reports.map(({ taken, late }) => [taken, late]), [[3, 2], [1, 3]]);
});
