import assert from "node:assert/strict";
import fc from "fast-check";
import { polyline } from "../../lib/charts/series/polyline.ts";

const minutes = (n: number) => Array.from({ length: n }, (_, i) => 60_000 * i);

Deno.test("polyline() keeps every point of a series of usual length", () => {
  const times = minutes(12_800);
  const { timestamps: kept } = polyline(times, times);
  assert.deepEqual(kept, times);
});

Deno.test("polyline() breaks the line at gaps of more than four usual steps", () => {
  const times = [0, 1, 2, 3, 7, 8, 13, 14].map((minute) => 60_000 * minute);
  const { values } = polyline(times, [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(values, [1, 2, 3, 4, 5, 6, NaN, 7, 8]);
});

Deno.test("polyline() thins a long series out and keeps each column's extremes and ends", () => {
  fc.assert(
    fc.property(fc.integer({ min: 12_801, max: 40_000 }), fc.nat(), (n, seed) => {
      const times = minutes(n);
      const values = times.map((_, i) => Math.sin(i * 0.7 + seed) * (1 + (i * 7919 + seed) % 101));
      const line = polyline(times, values);
      assert.ok(line.timestamps.length <= 4 * 1600);
      const column = (time: number) => Math.min(1599, Math.ceil(1600 * time / times.at(-1)!) - 1);
      const span = (of: readonly number[], at: readonly number[]) => {
        const columns = new Map<number, [number, number]>();
        at.forEach((time, i) => {
          const [low, high] = columns.get(column(time)) ?? [Infinity, -Infinity];
          columns.set(column(time), [Math.min(low, of[i]!), Math.max(high, of[i]!)]);
        });
        return columns;
      };
      assert.deepEqual(span(line.values, line.timestamps), span(values, times));
      assert.equal(line.timestamps[0], times[0]);
      assert.equal(line.timestamps.at(-1), times.at(-1));
    }),
    { seed: 5, numRuns: 10 },
  );
});

Deno.test("polyline() keeps a gap of a long series", () => {
  const times = minutes(20_000).map((time, i) => i < 9_000 ? time : time + 86_400_000);
  const line = polyline(times, times.map(() => 1));
  assert.equal(line.values.filter(Number.isNaN).length, 1);
});
