import assert from "node:assert/strict";
import fc from "fast-check";
import { readRows, type ReadRowsOptions } from "../../../lib/data/csv/rows.ts";

const COLUMNS = { timestamp: "timestamp", value: "value", order: "increasing" } as const;

function read(text: string, options: Partial<ReadRowsOptions> = {}) {
  return readRows([new TextEncoder().encode(text)], "my.csv", { ...COLUMNS, ...options });
}

/** Rows under a header; the second column is `value`. */
const rows = (...lines: string[]) => ["timestamp,value", ...lines, ""].join("\n");

Deno.test("readRows() finds its columns by name among others, in any order", async () => {
  const text = 'id, requests ,"when, UTC"\n7,94.0,2014-04-10 00:04\n8,+5.6e1,2014-04-10T00:09Z\n';
  const { timestamps, values } = await read(text, { timestamp: "when, UTC", value: "requests" });
  assert.deepEqual(timestamps, Float64Array.of(1397088240000, 1397088540000));
  assert.deepEqual(values, Float64Array.of(94, 56));
});

Deno.test("readRows() reads every double that can be written", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
      async (numbers) => {
        const lines = numbers.map((value, i) =>
          `${new Date(i).toISOString()},${Object.is(value, -0) ? "-0" : value}`
        );
        assert.deepEqual((await read(rows(...lines))).values, Float64Array.from(numbers));
      },
    ),
    { seed: 14, numRuns: 50 },
  );
});

Deno.test("readRows() trims blanks, reads CRLF, and leaves blank lines at the end out", async () => {
  const { values } = await read(
    "timestamp,value\r\n2014-04-10 , 94\t\r\n2014-04-11,.5\r\n\r\n \r\n",
  );
  assert.deepEqual(values, Float64Array.of(94, 0.5));
});

Deno.test("readRows() keeps more rows than its first buffers hold", async () => {
  const lines = Array.from({ length: 10_000 }, (_, i) => `${1_400_000_000 + i},${i}`);
  const { timestamps, values } = await read(rows(...lines));
  assert.equal(values.length, 10_000);
  assert.equal(values[9_999], 9_999);
  assert.equal(timestamps[9_999], 1_400_009_999_000);
});

Deno.test("readRows() sorts rows by time where told to, whatever their order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(1e9), { minLength: 1 }), async (seconds) => {
      const lines = seconds.map((second) => `${new Date(second * 1000).toISOString()},${second}`);
      const { timestamps, values } = await read(rows(...lines), { order: "sorted" });
      const expected = seconds.toSorted((a, b) => a - b);
      assert.deepEqual(Array.from(values), expected);
      assert.deepEqual(Array.from(timestamps), expected.map((second) => second * 1000));
    }),
    { seed: 15, numRuns: 50 },
  );
});

Deno.test("readRows() takes rows where they stand where order does not matter", async () => {
  const text = rows("2014-04-11,1", "2014-04-10,2", "2014-04-10,3");
  assert.deepEqual((await read(text, { order: "any" })).values, Float64Array.of(1, 2, 3));
});

const bad: Record<string, [text: string, message: string]> = {
  "an empty file": ["", "it must have a header and rows: it is empty"],
  "a file of blank lines": ["\n\n", "it must have a header and rows: it is empty"],
  "a header only": ["timestamp,value\n", "it must have rows: it has a header only"],
  "a header and blank lines": ["timestamp,value\n\n\n", "it must have rows: it has a header only"],
  "a missing column": [
    "time,requests\n2014-04-10,1\n",
    'the header on line 1 must have a column "timestamp": its columns are "time", "requests"',
  ],
  "another separator": [
    "timestamp;value\n2014-04-10;1\n",
    'the header on line 1 must have a column "timestamp": its columns are "timestamp;value" (fields must be separated by commas)',
  ],
  "a file without a header": [
    "2014-04-10,1\n2014-04-11,2\n",
    'the header on line 1 must have a column "timestamp": its columns are "2014-04-10", "1"',
  ],
  "a column twice": [
    "timestamp,value,value\n2014-04-10,1,2\n",
    'the header on line 1 must have one column "value": its columns are "timestamp", "value", "value"',
  ],
  "text where a number belongs": [
    rows("2014-04-10,1", "2014-04-11,n/a"),
    'line 3, column 2 (value) must hold a finite number: current value is "n/a"',
  ],
  "a hexadecimal number": [
    rows("2014-04-10,0x10"),
    'line 2, column 2 (value) must hold a finite number: current value is "0x10"',
  ],
  "a decimal comma": [
    rows('2014-04-10,"1,5"'),
    'line 2, column 2 (value) must hold a finite number: current value is "1,5"',
  ],
  "NaN": [
    rows("2014-04-10,NaN"),
    'line 2, column 2 (value) must hold a finite number: current value is NaN ("NaN")',
  ],
  "infinity": [
    rows("2014-04-10,-inf"),
    'line 2, column 2 (value) must hold a finite number: current value is infinite ("-inf")',
  ],
  "a number beyond a double": [
    rows("2014-04-10,1e999"),
    'line 2, column 2 (value) must hold a finite number: current value is infinite ("1e999")',
  ],
  "an empty number": [
    rows("2014-04-10,"),
    "line 2, column 2 (value) must hold a finite number: the cell is empty",
  ],
  "an empty timestamp": [
    rows(" ,1"),
    "line 2, column 1 (timestamp) must hold a timestamp: the cell is empty",
  ],
  "a row too short": [
    rows("2014-04-10,1", "2014-04-11"),
    "line 3 must have 2 fields as the header has: it has 1",
  ],
  "a row too long": [
    rows("2014-04-10,1,5"),
    "line 2 must have 2 fields as the header has: it has 3",
  ],
  "a blank line between rows": [
    rows("2014-04-10,1", "", "2014-04-11,1"),
    "line 3 must not be blank: only the end of the file may",
  ],
  "a day that does not exist": [
    rows("2014-02-28,1", "2014-02-30,1"),
    'line 3, column 1 (timestamp) must hold a timestamp: not a timestamp, day 30 does not exist in 2014-02: current value is "2014-02-30"',
  ],
  "a date in another form": [
    rows("10.04.2014,1"),
    'line 2, column 1 (timestamp) must hold a timestamp: not a timestamp, expected YYYY-MM-DD HH:MM:SS (a T, a fraction, Z or +hh:mm may be in it), YYYY-MM-DD, or Unix time of 9-10 digits (seconds) or 12-13 digits (milliseconds): current value is "10.04.2014"',
  ],
  "a timestamp twice": [
    rows("2014-04-10,1", "2014-04-11,1", "2014-04-11T02:00:00+02:00,2"),
    "line 4 must not repeat a timestamp: 2014-04-11T00:00:00.000Z is also on line 3",
  ],
  "time running backwards": [
    rows("2014-04-11,1", "2014-04-10,1"),
    "line 3 must not run back in time (sort: true sorts the rows): it is 2014-04-10T00:00:00.000Z and line 2 is 2014-04-11T00:00:00.000Z",
  ],
};

for (const [what, [text, message]] of Object.entries(bad)) {
  Deno.test(`readRows() refuses ${what}, saying where`, async () => {
    await assert.rejects(read(text), {
      name: "SyntaxError",
      message: `Cannot read my.csv as ${message}`,
    });
  });
}

Deno.test("readRows() names both lines of a timestamp that repeats among sorted rows", async () => {
  const text = rows("2014-04-12,1", "2014-04-10,1", "2014-04-12,2");
  await assert.rejects(read(text, { order: "sorted" }), {
    name: "SyntaxError",
    message:
      "Cannot read my.csv as line 4 must not repeat a timestamp: 2014-04-12T00:00:00.000Z is also on line 2",
  });
});

Deno.test("readRows() counts lines as an editor does, line breaks in quotes included", async () => {
  const text = 'timestamp,value,note\n2014-04-10,1,"two\nlines"\n2014-04-11,x,\n';
  await assert.rejects(read(text), /line 4, column 2 \(value\)/);
});
