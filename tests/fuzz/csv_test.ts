import assert from "node:assert/strict";
import { frameTimestamps, frameValues, readSeries } from "../../lib/data/mod.ts";
import { Mt19937 } from "../../lib/math/random.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { damageBytes, pick, rounds } from "./mutations.ts";

// deno-lint-ignore no-control-regex
const RAW = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** A sound series in one of several dialects. */
function sound(random: Mt19937): string {
  const comma = pick(random, [",", ";", "\t"]);
  const quote = pick(random, ["", '"']);
  const end = pick(random, ["\n", "\r\n"]);
  const rows = Array.from({ length: 2 + random.integer(6) }, (_, i) => {
    const time = new Date(Date.UTC(2014, 3, 10, 0, 5 * i)).toISOString().slice(0, 19);
    const value = pick(random, [String(random.integer(900)), random.random().toFixed(3), "1e3"]);
    return [time.replace("T", pick(random, ["T", " "])), value];
  });
  return [["timestamp", "value"], ...rows]
    .map((row) => row.map((cell) => quote + cell + quote).join(comma)).join(end) + end;
}

Deno.test("readSeries() of damaged text gives a sound series, or an error with the name and the rule", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.csv`;
  const random = new Mt19937(1);
  let [read, refused] = [0, 0];
  for (let round = 0; round < rounds(400); round++) {
    const text = sound(random);
    await Deno.writeFile(path, damageBytes(new TextEncoder().encode(text), random));
    const what = `round ${round}`;
    try {
      const { frame, notes } = await readSeries(path);
      const [timestamps, values] = [frameTimestamps(frame), frameValues(frame)];
      assert.ok(values.every(Number.isFinite), what);
      assert.ok(timestamps.every((time, i) => i === 0 || time > timestamps[i - 1]!), what);
      for (const note of notes) assert.doesNotMatch(note, RAW, what);
      read++;
    } catch (error) {
      if ((error as Error).name === "AssertionError") throw error;
      assert.ok(error instanceof SyntaxError, `${what}: ${(error as Error).stack}`);
      assert.ok(error.message.includes(path), `${what}: ${error.message}`);
      assert.doesNotMatch(error.message, RAW, what);
      assert.ok(error.message.length < 2000, `${what}: ${error.message.length} characters`);
      refused++;
    }
  }
  assert.ok(read > 40 && refused > 40, `${read} read, ${refused} refused`);
});
