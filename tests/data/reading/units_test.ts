/** Numbers with a unit beside them, as displays write them. */
import assert from "node:assert/strict";
import { readPoints, readSeries } from "../../../lib/data/mod.ts";
import { temporaryFolder } from "../temporary_folder.ts";
import { readText } from "./read_text.ts";

const text = (separator: string, ...values: string[]) =>
  [`time${separator}latency`, ...values.map((value, i) => `2026-01-0${i + 1}${separator}${value}`)]
    .join("\n") + "\n";

Deno.test("readSeries() reads numbers that all have one unit, and says so", async () => {
  const readable: [cells: string[], separator: string, values: number[]][] = [
    [["464 ms", "0ms", "-1.5e3 ms"], ",", [464, 0, -1500]],
    [["1.2 GiB", "0.9 GiB", ""], ",", [1.2, 0.9]],
    [["12 req/s", "13 req/s", "NaN"], ",", [12, 13]],
    [["3,4 kB", "0,5 kB", "12 kB"], ";", [3.4, 0.5, 12]],
    [['"1,234 m2"', '"5,678 m2"', "9 m2"], ",", [1234, 5678, 9]],
    [["1 234,5 µs", "7 µs", "8 µs"], ";", [1234.5, 7, 8]],
    [["$5.10", "$ 6", "$0"], ",", [5.1, 6, 0]],
    [["5,10 €", "6,00 €", "0,50 €"], ";", [5.1, 6, 0.5]],
    [["21 °C", "22 °C", "\u22123 °C"], ",", [21, 22, -3]],
    [["12 次/秒", "13 次/秒", "14 次/秒"], ",", [12, 13, 14]],
  ];
  for (const [cells, separator, values] of readable) {
    const { notes, ...series } = await readText(text(separator, ...cells));
    assert.deepEqual(series.values, values, cells[0]!);
    const units = notes.filter((note) => note.endsWith(" were read without their unit."));
    assert.equal(units.length, 1, cells[0]!);
  }
  await assert.rejects(
    readText(text(",", "0.70 K req/s", "0.71 K req/s")),
    /"0.70 K req\/s", which has a unit: export raw values, without unit/,
  );
  const bare = `time,requests,latency\n2026-01-01,5,464 ms\n2026-01-02,6,470 ms\n`;
  assert.deepEqual((await readText(bare)).values, [5, 6], "bare numbers come first");
});

Deno.test("readSeries() refuses parts of one series whose values have different units", async () => {
  await using folder = await temporaryFolder();
  const paths = ["a", "b"].map((name) => `${folder.path}/${name}.csv`);
  const join = async (...cells: string[]) => {
    for (const [i, cell] of cells.entries()) {
      await Deno.writeTextFile(paths[i]!, `time,latency\n2026-01-0${i + 1},${cell}\n`);
    }
    return await readSeries(paths);
  };
  assert.equal((await join("464 ms", "470 ms")).frame.height, 2);
  await assert.rejects(
    join("464 ms", "1.2 s"),
    /Cannot join series as their values must have one unit: some have the unit "ms", others the/,
  );
  await assert.rejects(join("0.5", "50%"), /some have no percent sign, others a percent sign$/);
});

Deno.test("readPoints() reads numbers with one unit, says so once, and refuses another", async () => {
  const json = '{"time":"2026-01-01","latency":"464 ms"}\n{"time":"2026-01-02","latency":"1 s"}\n';
  for (const rows of [text(",", "464 ms", "1 s"), json]) {
    const [notes, bad]: [string[], string[]] = [[], []];
    const options = {
      onNote: (note: string) => notes.push(note),
      onBadLine: ({ message }: { message: string }) => bad.push(message),
    };
    const bytes = new TextEncoder().encode(rows);
    const points = (await Array.fromAsync(readPoints([bytes], options))).flat();
    assert.deepEqual(points.map(({ value }) => value), [464]);
    const note = 'Numbers such as "464 ms" were read without their unit.';
    assert.deepEqual(notes.filter((each) => each === note), [note]);
    assert.match(bad.join(), /"1 s", where those before it have the unit "ms": export raw values/);
  }
});
