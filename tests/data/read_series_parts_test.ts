import assert from "node:assert/strict";
import {
  frameTimestamps,
  frameValues,
  readSeries,
  type ReadSeriesOptions,
} from "../../lib/data/mod.ts";
import { clock } from "./reading/read_text.ts";
import { temporaryFolder } from "./temporary_folder.ts";

/** What `readSeries()` makes of files with these contents, named a.csv, b.csv and so on. */
async function readParts(texts: readonly string[], options: ReadSeriesOptions = {}) {
  await using folder = await temporaryFolder();
  const paths = texts.map((_, i) => `${folder.path}/${"abcdefgh"[i]}.csv`);
  for (const [i, path] of paths.entries()) await Deno.writeTextFile(path, texts[i]!);
  const { frame, ...rest } = await readSeries(paths, options).catch((error: Error) => {
    error.message = error.message.replaceAll(`${folder.path}/`, "");
    throw error;
  });
  return { ...rest, times: clock([...frameTimestamps(frame)]), values: [...frameValues(frame)] };
}

const day = (date: string, values: readonly (number | string)[], head = "Zeit;Anfragen") =>
  [head, ...values.map((value, hour) => `${date} 0${hour}:00;${value}`), ""].join("\n");

Deno.test("readSeries(files) reads a date that can mean two as another file of the series tells", async () => {
  const texts = [day("02.08.2026", [1, 2]), day("03.08.2026", [3, 4]), day("13.08.2026", [5, 6])];
  for (const order of [texts, texts.toReversed()]) {
    const { times, values, notes, name } = await readParts(order, { wayIn: "command" });
    assert.deepEqual(times.filter((_, i) => i % 2 === 0), [
      "2026-08-02 00:00",
      "2026-08-03 00:00",
      "2026-08-13 00:00",
    ]);
    assert.deepEqual(values, [1, 2, 3, 4, 5, 6]);
    assert.equal(name, order === texts ? "a" : "c");
    const dates = notes.filter((note) => note.includes("Dates such as"));
    assert.deepEqual(dates, [
      `Dates such as "${
        order === texts ? "02" : "13"
      }.08.2026 00:00" were read with the day first, as "13.08.2026 00:00" can only be read so; for files in which none tells, say it (--format 'D.M.YYYY H:mm').`,
    ]);
  }
  const american = await readParts([day("08/02/2026", [1, 2]), day("08/13/2026", [5, 6])]);
  assert.deepEqual(american.times.slice(1, 3), ["2026-08-02 01:00", "2026-08-13 00:00"]);
});

Deno.test("readSeries(files) refuses dates that no file tells, or two tell otherwise", async () => {
  const open = [day("02.08.2026", [1, 2]), day("03.08.2026", [3, 4])];
  const rule =
    /^SyntaxError: Cannot read a\.csv as line 2, column 1 \(Zeit\) .*day or month first is not guessed/;
  await assert.rejects(readParts(open), rule);
  await assert.rejects(
    readParts([open[0]!, day("13.08.2026", [1]), day("08.14.2026", [1])]),
    rule,
  );
  const other = day("13/08/2026", [5, 6]); // of another program, maybe of another land
  await assert.rejects(readParts([open[0]!, other]), rule);
});

Deno.test("readSeries(files) reads numbers that can mean two as another file of the series tells", async () => {
  const texts = [day("2026-08-02", ["1.234", "12"]), day("2026-08-03", ["1.234,5", "999,25"])];
  const { values, notes } = await readParts(texts);
  assert.deepEqual(values, [1234, 12, 1234.5, 999.25]);
  assert.deepEqual(notes.filter((note) => note.includes("Numbers")), [
    'a: Numbers such as "1.234" were read with points between thousands, as other files of the series tell.',
    'b: Numbers such as "1.234,5" were read with a decimal comma.',
  ]);
  const points = [day("2026-08-02", ["1.234", "12"]), day("2026-08-03", ["1.23", "9.5"])];
  assert.deepEqual((await readParts(points)).values, [1.234, 12, 1.23, 9.5]);
  await assert.rejects(
    readParts([texts[0]!, day("2026-08-03", ["3", "4"])]),
    /points may be decimal/,
  );
});

Deno.test("readSeries([]) is refused", async () => {
  await assert.rejects(
    readSeries([]),
    /^RangeError: Cannot join series as there must be one at least/,
  );
});
