/** Which of the points' series only grow. */
import assert from "node:assert/strict";
import { noteCounters } from "../../../lib/data/points/mod.ts";

const HOUR = 3_600_000;

async function* batches(values: Record<string, (i: number) => number>, hours: number, step = HOUR) {
  for (let i = 0; i * step < hours * HOUR; i++) {
    yield Object.entries(values).map(([series, at]) => ({ series, time: i * step, value: at(i) }));
  }
}

Deno.test("noteCounters() tells of a series that only grows, once, after a day or at the end", async () => {
  const told: [batch: number, series: string][] = [];
  const grows = { a: (i: number) => 5 * i, b: (i: number) => i % 7, c: (i: number) => i % 30 };
  const note = async (hours: number, step?: number) => {
    told.length = 0;
    let taken = 0;
    const onNote = (note: string, series: string) => {
      assert.match(note, /^The values only grow/);
      told.push([taken, series]);
    };
    for await (const batch of noteCounters(batches(grows, hours, step), onNote)) {
      assert.equal(batch.length, 3);
      taken++;
    }
    return told.toSorted();
  };
  assert.deepEqual(await note(40), [[24, "a"], [24, "c"]]);
  assert.deepEqual(await note(22), [[22, "a"], [22, "c"]]);
  assert.deepEqual(await note(20), [], "too few rises");
  assert.deepEqual((await note(5, HOUR / 12))[0], [60, "a"], "a morning is no day");
});

Deno.test("noteCounters() takes no row that is late for one that starts again", async () => {
  let notes = 0;
  const points = async function* () {
    for (let i = 0; i < 30; i++) {
      yield [{ series: "", time: i * HOUR, value: i }, { series: "", time: 0, value: 0 }];
    }
  };
  for await (
    const _ of noteCounters(points(), (note) => {
      assert.match(note, /^The values only grow, as/);
      notes++;
    })
  );
  assert.equal(notes, 1);
});
