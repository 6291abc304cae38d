import assert from "node:assert/strict";
import fc from "fast-check";
import { formatLabels, type LabelWindow, parseWindows, readLabels } from "../../lib/data/labels.ts";
import { temporaryFolder } from "./temporary_folder.ts";

Deno.test("readLabels() reads NAB's form, files without windows too", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/windows.json`;
  await Deno.writeTextFile(
    path,
    `{
 "artificialNoAnomaly/art_flatline.csv": [],
 "realAWSCloudwatch/elb_request_count_8c0756.csv": [
  ["2014-04-12 09:04:00.000000", "2014-04-13 01:44:00.000000"],
  ["2014-04-22 11:14:00.000000", "2014-04-23 03:54:00.000000"]
 ]
}`,
  );
  const labels = await readLabels(path);
  assert.deepEqual(labels.get("artificialNoAnomaly/art_flatline.csv"), []);
  assert.deepEqual(labels.get("realAWSCloudwatch/elb_request_count_8c0756.csv"), [
    { start: new Date("2014-04-12T09:04:00Z"), end: new Date("2014-04-13T01:44:00Z") },
    { start: new Date("2014-04-22T11:14:00Z"), end: new Date("2014-04-23T03:54:00Z") },
  ]);
});

Deno.test("formatLabels() then readLabels() is the identity", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/windows.json`;
  const windows = fc.uniqueArray(fc.integer({ min: -62167219200000, max: 253402300799999 }))
    .map((times) => {
      const sorted = times.sort((a, b) => a - b);
      const pairs: LabelWindow[] = [];
      for (let i = 0; i + 1 < sorted.length; i += 2) {
        pairs.push({ start: new Date(sorted[i]!), end: new Date(sorted[i + 1]!) });
      }
      return pairs;
    });
  await fc.assert(
    fc.asyncProperty(fc.array(windows, { maxLength: 3 }), async (series) => {
      const labels = new Map(series.map((windows, i) => [`folder/${i}.csv`, windows]));
      await Deno.writeTextFile(path, formatLabels(labels));
      assert.deepEqual(await readLabels(path), labels);
    }),
    { seed: 17, numRuns: 40 },
  );
});

const good = ["2014-04-12 09:04:00", "2014-04-13 01:44:00"];
const bad: [windows: unknown, message: string][] = [
  [{}, '"a.csv" must have a list of windows: current value is "{}"'],
  [null, '"a.csv" must have a list of windows: current value is "null"'],
  [[good, ["2014-04-12"]], 'window 1 of "a.csv" must be [start, end], two timestamps: current'],
  [[["2014-04-12", 5]], 'window 0 of "a.csv" must be [start, end], two timestamps: current value'],
  [
    [["2014-02-30", "2014-03-01"]],
    'window 0 of "a.csv" must hold timestamps: not a timestamp, day',
  ],
  [[good.toReversed()], 'window 0 of "a.csv" must not end before it starts: current value is'],
  [[good, [good[1], "2014-04-14"]], 'window 1 of "a.csv" must start after the window before it'],
  [[good, good], 'window 1 of "a.csv" must start after the window before it ends: current value'],
];

Deno.test("parseWindows() names the series and the window that breaks the form", () => {
  for (const [windows, message] of bad) {
    assert.throws(() => parseWindows(windows, "windows.json", "a.csv"), (error: Error) => {
      assert.equal(error.name, "SyntaxError");
      assert.ok(error.message.startsWith(`Cannot read windows.json as ${message}`), error.message);
      return true;
    });
  }
  assert.equal(parseWindows([[good[0], good[0]]], "windows.json", "a.csv").length, 1);
});

Deno.test("readLabels() refuses a missing file, what is not JSON, and JSON of another form", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/windows.json`;
  await assert.rejects(readLabels(path), Deno.errors.NotFound);
  await assert.rejects(readLabels(folder.path), Deno.errors.IsADirectory);
  for (const text of ["", "<html>", '{"a.csv": ['] as const) {
    await Deno.writeTextFile(path, text);
    await assert.rejects(readLabels(path), {
      name: "SyntaxError",
      message: /as it must be JSON: /,
    });
  }
  for (const text of ["[]", "null", "5"]) {
    await Deno.writeTextFile(path, text);
    await assert.rejects(readLabels(path), {
      name: "SyntaxError",
      message:
        `Cannot read ${path} as it must hold an object from series to windows: it holds "${text}"`,
    });
  }
});
