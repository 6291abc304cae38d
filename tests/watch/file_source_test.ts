import assert from "node:assert/strict";
import {
  type CycleReport,
  fileSource,
  memoryStore,
  Watcher,
  type WatchEvent,
  watchSources,
} from "../../lib/watch/mod.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { brief, FIVE, JumpClock, LowDetector, MINUTE, START } from "./harness.ts";

Deno.test("watchSources() takes what files gain, tells of a bad one, and that one is silent", async () => {
  await using folder = await temporaryFolder();
  const paths = ["a", "b", "bad"].map((name) => `${folder.path}/${name}.csv`);
  const line = (minutes: number, value: number) =>
    `${new Date(START + minutes * MINUTE).toISOString()},${value}\n`;
  for (const path of paths.slice(0, 2)) {
    await Deno.writeTextFile(path, `timestamp,value\n${line(-10, 3)}${line(-5, 50)}`);
  }
  await Deno.writeTextFile(paths[2]!, "timestamp,value\nx,1\n");
  const gains: Record<number, [string, string]> = {
    1: [paths[0]!, line(0, 50) + line(5, 2)],
    2: [paths[1]!, line(5, 50)],
    3: [paths[0]!, line(10, 50)],
    5: [paths[0]!, line(20, 50)],
  };
  const events: WatchEvent[] = [];
  const reports: CycleReport[] = [];
  const watcher = await Watcher.open({
    store: memoryStore(),
    silentAfter: 15 * MINUTE,
    mostInMemory: 1,
    makeDetector: (_, snapshot) => new LowDetector(snapshot),
    delivery: {
      print: (event) => void events.push({ ...event, name: event.name.slice(folder.path.length) }),
    },
  });
  const clock = new JumpClock(START, START + 30 * MINUTE);
  await watchSources({
    watcher,
    sources: paths.map((path) => fileSource(path, {}, true)),
    every: FIVE,
    clock,
    signal: clock.stop.signal,
    onCycle: (report) => {
      reports.push(report);
      const [path, text] = gains[reports.length] ?? [];
      if (path !== undefined) Deno.writeTextFileSync(path, text!, { append: true });
    },
  });
  assert.deepEqual(brief(events), [
    "a.csv anomaly firing since 10:07 at 10:07",
    "a.csv anomaly resolved since 10:07 at 10:12",
    "b.csv silent firing since 10:07 at 10:25",
  ]);
  assert(reports.every(({ series, failures }) => series === 2 && failures.length === 1));
  assert.match(reports[0]!.failures[0]!.error.message, /bad\.csv/);
  assert.deepEqual(reports.map(({ taken }) => taken).slice(0, 6), [4, 2, 1, 1, 0, 1]);
});
