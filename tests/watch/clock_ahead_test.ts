import assert from "node:assert/strict";
import type { Point } from "../../lib/data/mod.ts";
import {
  memoryStore,
  streamingDetectors,
  Watcher,
  type WatchEvent,
  watchPoints,
} from "../../lib/watch/mod.ts";
import { DAY, FIVE, START } from "./harness.ts";

const value = (i: number) => 500 + 200 * Math.sin(2 * Math.PI * i / 288) + (i * 7919 % 13);
const row = (i: number, own = value(i)): Point => ({
  ...{ series: "", time: START + i * FIVE, value: own },
});
const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, k) => row(from + k));
const TEN_YEARS = 3652 * 288;
/** What comes after 600 rows: calm, an outage, calm. */
const rest = [...rows(600, 640), ...[640, 641, 642].map((i) => row(i, 0)), ...rows(643, 660)];

/** Watches batches, each in a run of its own that goes on from the state of the one before. */
async function watched(batches: readonly (readonly Point[])[]) {
  const store = memoryStore();
  const events: WatchEvent[] = [];
  const sum = { taken: 0, late: 0, refused: 0 };
  let newest: number | undefined;
  let now = START;
  for (const batch of batches) {
    for (const { time } of batch) if (time < START + 365 * DAY) now = Math.max(now, time + FIVE);
    const watcher = await Watcher.open({
      ...{ store, silentAfter: 1e12, makeDetector: streamingDetectors({ seed: 1 }) },
      delivery: { print: (event) => void events.push(event) },
    });
    const report = await watchPoints({
      ...{ watcher, name: "stdin", every: 1e12, onCycle: () => {} },
      points: (async function* () {
        yield batch;
      })(),
      clock: { now: () => now, sleep: () => new Promise(() => {}) },
      signal: new AbortController().signal,
    });
    for (const name of ["taken", "late", "refused"] as const) sum[name] += report[name];
    newest = report.newest;
  }
  const told = events.map(({ state, since, time, text }) => ({ state, since, time, text }));
  return { ...sum, told, newest };
}

Deno.test("watchPoints() goes on from late points where the first timestamp is years ahead, across restarts", async () => {
  const clean = await watched([rows(4, 600), rest]);
  assert(clean.told.length >= 2);
  const early = [row(TEN_YEARS), ...rows(0, 6)];
  for (const first of [[early], early.map((point) => [point])]) {
    assert.deepEqual(await watched([...first, rows(6, 600), rest]), {
      ...clean,
      taken: 657,
      late: 4,
    });
  }
});

Deno.test("watchPoints() takes no points of a clock that is ahead in mid-stream, and all others", async () => {
  const clean = await watched([rows(0, 600), rest]);
  for (const wrong of [0, 700]) {
    const ahead = [0, 1, 2, 3].map((k) => row(TEN_YEARS + k, wrong));
    const points = [...ahead, ...rest];
    for (const runs of [[points.slice(0, 50), points.slice(50)], points.map((each) => [each])]) {
      assert.deepEqual(await watched([rows(0, 600), ...runs]), { ...clean, refused: 4 });
    }
  }
});

Deno.test("watchPoints() is changed by nothing of a healthy stream that comes again, or of what was before it", async () => {
  const month = 30 * 288;
  const after = rest.map(({ time, value }) => ({ series: "", time: time + month * FIVE, value }));
  for (const begin of [0, 560]) {
    const seen = [...rows(begin, 600), ...after.slice(0, 3)]; // with a hole of a month
    const clean = await watched([seen, after.slice(3)]);
    const again = [seen, rows(begin, 603), rows(-month, 603), seen.slice(-6)];
    const { late, ...same } = await watched([seen, ...again, after.slice(3)]);
    assert.deepEqual({ ...same, late: 0 }, clean);
    assert.equal(late, again.flat().length);
  }
});
