/** Series that can be read and may yet be none that was meant: what the notes say of them. */
import assert from "node:assert/strict";
import type { ReadSeriesOptions } from "../../../lib/data/mod.ts";
import { counterNotes } from "../../../lib/data/reading/mod.ts";
import { Mt19937 } from "../../../lib/math/random.ts";
import { readText } from "./read_text.ts";

const line = (...lines: string[]) => lines.join("\n") + "\n";
const rows = (separator: string, ...values: string[]) =>
  values.map((value, i) => `${new Date(i * 300_000).toISOString()}${separator}${value}`);

Deno.test("readSeries() says that values only grow, as those of a counter that may start again", async () => {
  const grown = Array.from({ length: 60 }, (_, i) => i % 25);
  const text = (values: readonly number[]) =>
    line("time,total", ...rows(",", ...values.map(String)));
  const said = async (values: readonly number[]) =>
    (await readText(text(values))).notes.filter((note) => note.includes("only grow"));
  assert.match(
    (await said(grown))[0]!,
    /only grow but for 2 rows that start again, as a counter's/,
  );
  assert.match((await said(grown.slice(0, 25)))[0]!, /only grow, as a counter's .* increase\(\)/);
  assert.deepEqual(await said(grown.slice(0, 20)), [], "too few to tell");
  assert.deepEqual(await said(grown.map((value) => value % 10)), [], "a saw");
  assert.deepEqual(await said(grown.map(() => 3)), []);
});

Deno.test("counterNotes() takes no fall that leaves most for a counter that starts again", () => {
  for (const seed of [1, 2, 3]) {
    const random = new Mt19937(seed);
    /** Grows by random steps; `starts` tells where it stands before a row's step. */
    const total = (step: number, starts: (i: number, total: number) => number) => {
      let value = 0;
      return Float64Array.from(
        { length: 1000 },
        (_, i) => value = starts(i, value) + step * random.random(),
      );
    };
    const said = (values: Float64Array) => counterNotes(values).join();
    assert.match(
      said(total(90, (i, value) => i % 150 === 149 ? 0 : value)),
      /grow but for 6 rows that start again/,
    );
    const tidied = total(2 / 84, (i, value) => i === 0 ? 41 : i % 168 === 167 ? value - 2 : value);
    assert.equal(said(tidied), "", "the use of a disk, in percent");
    assert.equal(said(tidied.subarray(0, 200)), "", "tidied once");
    assert.equal(said(tidied.map((value) => value - 50)), "", "below 0 is no counter");
  }
  const early = [90, 190, 120, ...Array.from({ length: 30 }, (_, i) => 200 + 100 * i)];
  assert.match(
    counterNotes(Float64Array.from(early)).join(),
    /but for 1 row that starts again/,
    "what two steps have reached, one may nearly reach",
  );
});

Deno.test("readSeries() names the option for counts whose zeros may have left no row", async () => {
  const said = async (values: readonly string[], options?: ReadSeriesOptions) => {
    const text = line("time,count", ...rows(",", ...values).toSpliced(2, 1));
    return (await readText(text, options)).notes.filter((note) => note.includes("No value is 0"));
  };
  assert.match((await said(["3", "4", "", "2", "1"]))[0]!, /missing sample .* \(missing: "zero"\)/);
  assert.deepEqual(await said(["3", "4", "", "0", "1"]), [], "zeros have rows");
  assert.deepEqual(await said(["3", "4", "", "2.5", "1"]), [], "no counts");
  assert.deepEqual(await said(["3", "4", "", "2", "1"], { missing: "zero" }), [], "it was told");
});
