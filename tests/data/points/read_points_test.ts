import assert from "node:assert/strict";
import fc from "fast-check";
import { type BadLine, readPoints } from "../../../lib/data/mod.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const T = Date.UTC(2026, 10, 26, 10);

Deno.test("readPoints() reads lines of JSON and CSV alike, in pieces of any size", async () => {
  const json = [
    `{"at": "2026-11-26T10:00:00Z", "n": 7, "lb": "a"}`,
    ``,
    `{"at": ${T / 1000}, "n": "8.5", "lb": "b", "more": [1]}`,
    `{"at": "2026-11-26 10:05", "n": -1e2, "lb": "a"}`,
  ].join("\n");
  const csv = `lb,n,at\n"a",7,2026-11-26T10:00:00Z\nb,8.5,${T}\r\na,-1e2,2026-11-26 10:05\n`;
  const expected = [
    { series: "a", time: T, value: 7 },
    { series: "b", time: T, value: 8.5 },
    { series: "a", time: T + 300_000, value: -100 },
  ];
  const options = { timestamp: "at", value: "n", key: "lb" };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(json, csv),
      fc.integer({ min: 1, max: 200 }),
      async (text, size) => {
        const all = bytes(text);
        const chunks = Array.from(
          { length: Math.ceil(all.length / size) },
          (_, i) => all.subarray(i * size, (i + 1) * size),
        );
        const batches = await Array.fromAsync(readPoints(chunks, options));
        assert.deepEqual(batches.flat(), expected);
        assert(batches.every((batch) => batch.length > 0));
      },
    ),
    { seed: 1, numRuns: 60 },
  );
});

Deno.test("readPoints() gives each line's point as soon as it is whole", async () => {
  let sent = 0;
  async function* slow() {
    for (const text of ["timestamp,value\n2026-11-26,1\n2026-", "11-27,2\n2026-11-28,3"]) {
      sent++;
      yield bytes(text);
    }
  }
  const seen: [number, number][] = [];
  for await (const batch of readPoints(slow())) seen.push([sent, batch.length]);
  assert.deepEqual(seen, [[1, 1], [2, 1], [2, 1]]);
});

Deno.test("readPoints() names bad lines, stops at the first, or goes on where it is told to", async () => {
  const text =
    "timestamp,value,lb\n2026-11-26,x,a\n2026-11-26,1,\n2026-02-30,1,b\n1,2\n2026-11-26,4,b\n";
  const bad: BadLine[] = [];
  const points = (await Array.fromAsync(
    readPoints([bytes(text)], { key: "lb", onBadLine: (line) => bad.push(line) }),
  )).flat();
  assert.deepEqual(points, [{ series: "b", time: Date.UTC(2026, 10, 26), value: 4 }]);
  assert.deepEqual(bad.map(({ line, series }) => [line, series]), [
    [2, "a"],
    [3, undefined],
    [4, "b"],
    [5, undefined],
  ]);
  assert.match(
    bad[0]!.message,
    /^Cannot read the points as line 2 must hold a finite number in "value": it is "x"$/,
  );
  const attempts: [string, RegExp][] = [
    [text, /line 2 must hold a finite number/],
    ["timestamp,values\n", /must have a column "value": its columns are "timestamp", "values"/],
    ['{"timestamp": 1764151200, "value": NaN}\n', /line 1 must be an object in JSON/],
    ['{"timestamp": 1764151200}\n', /line 1 must hold a finite number in "value": it is ""/],
    ['{"value": 1}\n', /line 1 must hold a timestamp in "timestamp"/],
  ];
  for (const [wrong, message] of attempts) {
    await assert.rejects(Array.fromAsync(readPoints([bytes(wrong)])), (error) => {
      assert(error instanceof SyntaxError);
      assert.match(error.message, message);
      return true;
    });
  }
  assert.deepEqual(await Array.fromAsync(readPoints([bytes(" \n\n")])), []);
});
