/** Names of columns that say whose clock their times are of. */
import assert from "node:assert/strict";
import { readPoints } from "../../../lib/data/mod.ts";
import { zoneInName } from "../../../lib/data/timestamps/zone_in_name.ts";
import { readText } from "../reading/read_text.ts";

const NOON = Date.UTC(2026, 10, 2, 12);
const table = (name: string, time: string) => `"${name}",n\n${time},5\n`;

Deno.test("zoneInName() takes what can mean one zone only, and no word for one", () => {
  const zones: [string, ReturnType<typeof zoneInName>][] = [
    ["Time (UTC+2)", { zone: "+02:00" }],
    ["Timestamp (UTC-03:30)", { zone: "-03:30" }],
    ["time [+0100]", { zone: "+01:00" }],
    ["Time (Europe/Berlin)", { zone: "Europe/Berlin" }],
    ["Timestamp (CEST)", { words: "CEST" }],
    ["Time (PT)", { words: "PT" }],
    ["TimeGenerated [Local Time]", { words: "Local Time" }],
    ["local_time", { words: "local_time" }],
    ["LocalTime", { words: "LocalTime" }],
  ];
  for (const [name, zone] of zones) assert.deepEqual(zoneInName(name), zone, name);
  const none = ["Time (UTC)", "time [UTC]", "Timestamp (GMT)", "bin(5m)", "Time (s)", "time [ms]"];
  for (const name of [...none, "Time (+99)", "date", "locale", "time (Mars/Olympus)"]) {
    assert.equal(zoneInName(name), undefined, name);
  }
});

Deno.test("times without a zone are read as of the zone that their column's name tells", async () => {
  const read = async (text: string, options = {}) => {
    const { timestamps, notes } = await readText(text, options);
    const points = await Array.fromAsync(readPoints([new TextEncoder().encode(text)], options));
    assert.deepEqual(points.flat().map(({ time }) => time), timestamps);
    return { time: timestamps[0], notes: notes.filter((note) => note.includes("read as of")) };
  };
  const berlin = table("Time (Europe/Berlin)", "2026-11-02 13:00");
  const note = "Times were read as of Europe/Berlin, as the column's name says.";
  assert.deepEqual(await read(berlin), { time: NOON, notes: [note] });
  const offset = table("Time (UTC+2)", "2026-11-02 14:00");
  assert.equal((await read(offset)).time, NOON);
  const told = await read(offset, { timeZone: "UTC" });
  assert.deepEqual(told, { time: NOON + 7_200_000, notes: [] }, "what the user tells wins");
  const zoned = table("Time (UTC+2)", "2026-11-02T12:00Z");
  assert.deepEqual(await read(zoned), { time: NOON, notes: [] });
  const day = `"Time (UTC+2)",n\n1/11/2026 00:00,5\n13/11/2026 00:00,6\n`;
  assert.equal((await readText(day)).timestamps[0], Date.UTC(2026, 9, 31, 22));
  const local = table("Time [Local Time]", "2026-11-02 13:00");
  assert.equal((await read(local, { timeZone: "Europe/Berlin" })).time, NOON);
  assert.equal((await read(table("Time (CET)", "2026-11-02T13:00+01:00"))).time, NOON);
  const rule =
    /what Local Time in the column's name means is not guessed; say whose clock it is \(tim/;
  await assert.rejects(read(local), rule);
  await assert.rejects(
    Array.fromAsync(readPoints([new TextEncoder().encode(local)])),
    rule,
  );
});
