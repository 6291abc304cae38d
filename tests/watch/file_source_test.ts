import assert from "node:assert/strict";
import {
  type CycleReport,
  fileSource,
  memoryStore,
  streamingDetectors,
  type WatchEvent,
  watchSources,
} from "../../lib/watch/mod.ts";
import { cycleLines } from "../../lib/cli/watching/lines.ts";
import { seriesFile } from "../../lib/watch/state_store.ts";
import { serve } from "../data/server.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { brief, FIVE, JumpClock, MINUTE, openWatcher, START } from "./harness.ts";

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
  const watcher = await openWatcher(
    (event) => void events.push({ ...event, name: event.name.slice(folder.path.length) }),
    { mostInMemory: 1 },
  );
  const clock = new JumpClock(START, START + 30 * MINUTE);
  await watchSources({
    watcher,
    sources: paths.map((path) => fileSource(path, {}, { isOneOfMany: true })),
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

Deno.test("watchSources() tells no source as silent that sends late, however old its points", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/late.csv`;
  const late = (cycle: number) =>
    `${new Date(START - 300 * MINUTE + cycle * FIVE).toISOString()},50\n`;
  await Deno.writeTextFile(path, `timestamp,value\n${late(0)}`);
  const events: WatchEvent[] = [];
  const watcher = await openWatcher((event) => void events.push({ ...event, name: "/late" }));
  const clock = new JumpClock(START, START + 60 * MINUTE);
  let cycle = 0;
  await watchSources({
    watcher,
    sources: [fileSource(path)],
    every: FIVE,
    clock,
    signal: clock.stop.signal,
    onCycle: () => {
      if (++cycle <= 6) Deno.writeTextFileSync(path, late(cycle), { append: true });
    },
  });
  // its last point came at 10:30
  assert.deepEqual(brief(events), ["late silent firing since 05:32 at 10:45"]);
});

Deno.test("watchSources() takes files that are new in a folder, and tells once that one is gone", async () => {
  await using folder = await temporaryFolder();
  const [old, late] = ["old", "late"].map((name) => `${folder.path}/${name}.csv`);
  const line = (minutes: number, value: number) =>
    `${new Date(START + minutes * MINUTE).toISOString()},${value}\n`;
  await Deno.writeTextFile(old!, `timestamp,value\n${line(-5, 50)}`);
  const happens: Record<number, () => void> = {
    1: () => Deno.writeTextFileSync(late!, `timestamp,value\n${line(-5, 3)}${line(0, 50)}`),
    2: () => Deno.writeTextFileSync(late!, line(5, 4), { append: true }),
    3: () => Deno.removeSync(old!),
  };
  const reports: CycleReport[] = [];
  const events: WatchEvent[] = [];
  const watcher = await openWatcher((event) => void events.push(event), {
    silentAfter: 60 * MINUTE,
  });
  const clock = new JumpClock(START, START + 27 * MINUTE);
  const known = new Set<string>();
  await watchSources({
    watcher,
    sources: [],
    async findMore() {
      const paths = (await Array.fromAsync(Deno.readDir(folder.path)))
        .map(({ name }) => `${folder.path}/${name}`).filter((path) => !known.has(path));
      paths.forEach((path) => known.add(path));
      return paths.map((path) => fileSource(path, {}, { isOneOfMany: true }));
    },
    every: FIVE,
    clock,
    signal: clock.stop.signal,
    onCycle: (report) => {
      reports.push(report);
      happens[reports.length]?.();
    },
  });
  assert.deepEqual(reports.map(({ series, taken, failures }) => [series, taken, failures.length]), [
    [1, 1, 0],
    [2, 2, 0],
    [2, 1, 0],
    [2, 0, 1],
    [2, 0, 0],
    [2, 0, 0],
  ]);
  assert.match(reports[3]!.failures[0]!.error.message, /old\.csv/);
  // what a new file holds when it is first seen is history
  assert.deepEqual(events.map(({ state, time }) => [state, (time - START) / MINUTE]), [
    ["firing", 5],
  ]);
});

Deno.test("watchSources() waits for a URL that fails at the start, and tells that one of an earlier run is silent", async () => {
  const store = memoryStore();
  const line = (minutes: number) => `${new Date(START + minutes * MINUTE).toISOString()},50\n`;
  let answer: string | undefined;
  await using server = serve(() =>
    new Response(answer, { status: answer === undefined ? 503 : 200 })
  );
  const url = server.url("/lb.csv");
  [url.username, url.password] = ["ada", "s3cret"];
  const watch = async (from: number, minutes: number, answers: Record<number, string>) => {
    const events: WatchEvent[] = [];
    const reports: CycleReport[] = [];
    const watcher = await openWatcher(
      (event) => void events.push({ ...event, name: "/lb" }),
      { store },
    );
    const clock = new JumpClock(from, from + minutes * MINUTE);
    answer = undefined;
    await watchSources({
      ...{ watcher, every: FIVE, clock, signal: clock.stop.signal },
      sources: [fileSource(url.href)],
      onCycle: (report) => {
        reports.push(report);
        answer = answers[reports.length] ?? answer;
      },
    });
    return { events, reports };
  };
  const history = `timestamp,value\n${line(-10)}${line(-5)}`;
  const first = await watch(START, 12, { 3: history, 4: history + line(0) });
  assert.deepEqual(first.reports.map(({ taken, failures }) => [taken, failures.length]), [
    [0, 1], // asked again each minute while it fails
    [0, 1],
    [0, 1],
    [1, 0], // the newest row of a URL may still grow
    [1, 0],
  ]);
  assert.match(first.reports[0]!.failures[0]!.error.message, /\*\*\*@127.*it answered 503/);
  const { events, reports } = await watch(START + 13 * MINUTE, 16, { 12: history + line(15) });
  assert.deepEqual(reports.map(({ taken, failures }) => [taken, failures.length]), [
    ...Array<[number, number]>(12).fill([0, 1]),
    [0, 0],
    [1, 0],
  ]);
  assert.deepEqual(brief(events), [ // its last point came at 10:10
    "lb silent firing since 09:57 at 10:25",
    "lb silent resolved since 09:57 at 10:30",
  ]);
  for (const name of ["watch.json", seriesFile(url.href.replace("ada:s3cret@", ""))]) {
    const bytes = await store.read(name);
    assert.doesNotMatch(new TextDecoder("latin1").decode(bytes!), /s3cret|ada/);
  }
});

/** Looks so often at a source made anew each time, in one program or each time in another. */
async function looks(
  source: string,
  contents: readonly (() => void)[],
  { isOnce, every = FIVE, delay = 0 }: { isOnce: boolean; every?: number; delay?: number },
) {
  const store = memoryStore();
  const events: WatchEvent[] = [];
  const reports: CycleReport[] = [];
  const open = () => openWatcher((event) => void events.push({ ...event, name: "/a" }), { store });
  const watch = async (from: number, count: number) => {
    const clock = new JumpClock(from, from + (count - 1) * every + every / 5);
    await watchSources({
      ...{
        watcher: await open(),
        sources: [fileSource(source, {}, { delay })],
        every,
        once: isOnce,
      },
      ...{ clock, signal: clock.stop.signal },
      onCycle: (report) => {
        reports.push(report);
        contents[reports.length]?.();
      },
    });
  };
  const begin = START + 3 * MINUTE;
  contents[0]!();
  if (!isOnce) await watch(begin, contents.length);
  else for (const i of contents.keys()) await watch(begin + i * every, 1);
  return { told: brief(events), taken: reports.map(({ taken }) => taken), reports };
}

const rowAt = (minutes: number, value: number | string) =>
  `${new Date(START + minutes * MINUTE).toISOString()},${value}`;

for (const isOnce of [false, true]) {
  const way = isOnce ? " with once" : "";

  Deno.test(`watchSources()${way} takes a row that is half written, or still grows, when it is whole`, async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/a.csv`;
    const begin = `timestamp,value\n${rowAt(-10, 50)}\n${rowAt(-5, 50)}\n`;
    const grown = [
      [rowAt(0, 50).slice(0, 20), [2]], // no row yet
      [rowAt(0, 50).slice(0, 3), [0]],
      [rowAt(0, 5), [0]],
      [`${rowAt(0, 50)}\n`, [1]],
      [`${rowAt(0, 50)}\n${rowAt(5, 5)}`, [0]],
      [`${rowAt(0, 50)}\n${rowAt(5, 50)}\n${rowAt(10, 50)}`, [1]],
      [`${rowAt(0, 50)}\n${rowAt(5, 50)}\n${rowAt(10, 50)}`, [1]], // it has no line end
      [`${rowAt(0, 50)}\n${rowAt(5, 50)}\n${rowAt(10, 50)}`, [0]],
    ] as const;
    const writes = grown.map(([text]) => () => Deno.writeTextFileSync(path, begin + text));
    const file = await looks(path, writes, { isOnce });
    assert.deepEqual([file.told, file.taken], [[], grown.map(([, [taken]]) => taken)]);

    let answer = "";
    await using server = serve(() => new Response(answer));
    const values = [[2], [2, 30], [2, 30], [2, 50, 7], [2, 50, 9], [2, 50, 50], [2, 50, 50]];
    const sends = values.map((row) => () => {
      answer = begin + row.slice(1).map((each, i) => `${rowAt(5 * i, each)}\n`).join("");
    });
    const url = await looks(server.url("/a.csv").href, sends, { isOnce });
    assert.deepEqual([url.told, url.taken], [[], [1, 1, 1, 0, 0, 0, 1]]);

    const json = (minutes: number) =>
      JSON.stringify(
        [-5, 0].slice(0, 1 + minutes / 5).map((each) => ({
          timestamp: new Date(START + each * MINUTE).toISOString(),
          value: 50,
        })),
      );
    const whole = [0, 5].map((minutes) => () =>
      Deno.writeTextFileSync(`${folder.path}/a.json`, json(minutes))
    );
    assert.deepEqual((await looks(`${folder.path}/a.json`, whole, { isOnce })).taken, [1, 1]);
  });

  Deno.test(`watchSources()${way} waits until a URL's period is over, and counts what changes later`, async () => {
    const begin = `timestamp,value\n${rowAt(-10, 50)}\n${rowAt(-5, 50)}\n`;
    let answer = "";
    await using server = serve(() => new Response(answer));
    const values = [[3], [3], [50], [50], [50, 2], [50, 2], [60, 50], [60, 50], [60, 50]];
    const sends = values.map((row) => () => {
      answer = begin + row.map((each, i) => `${rowAt(5 * i, each)}\n`).join("");
    });
    const url = await looks(server.url("/a.csv").href, sends, { isOnce, every: MINUTE });
    const taken = [2, 0, 0, 1, 0, 0, 0, 1, 0]; // from 10:05 on; the periods are over at 10:07 and 10:12
    assert.deepEqual([url.told, url.taken], [[], taken]);
    const revised = url.reports.map(({ revised }) => revised);
    assert.deepEqual(
      revised,
      isOnce ? [0, 0, 0, 0, 0, 0, 1, 0, 0] : [0, 0, 0, 0, 0, 0, 1, 1, 1],
    );
  });

  Deno.test(`watchSources()${way} takes a row of a file and a URL as it is after a delay`, async () => {
    await using folder = await temporaryFolder();
    const begin = `timestamp,value\n${rowAt(-20, 50)}\n${rowAt(-15, 50)}\n`;
    let answer = "";
    await using server = serve(() => new Response(answer));
    // looks at 10:05, 10:10 and so on; the rows of 10:02 and 10:07 are old enough at 10:15 and
    // 10:20
    const values = [[], [3], [50, 3], [50, 50], [50, 50], [50, 50, 60]];
    const sources: [string, number[]][] = [
      [`${folder.path}/a.csv`, [2, 0, 1, 1, 0, 1]],
      [server.url("/a.csv").href, [1, 1, 1, 0, 1, 0]], // whose newest row is looked at twice
    ];
    for (const [source, expected] of sources) {
      const sends = values.map((row) => () => {
        answer = begin + row.map((each, i) => `${rowAt(5 * i, each)}\n`).join("");
        Deno.writeTextFileSync(`${folder.path}/a.csv`, answer);
      });
      const { told, taken, reports } = await looks(source, sends, { isOnce, delay: 2 * FIVE });
      assert.deepEqual([told, taken], [[], expected], source);
      assert.ok(reports.every(({ revised }) => revised === 0));
    }
  });

  Deno.test(`watchSources()${way} tells as silent a URL whose newest row is ahead, as that of another zone`, async () => {
    await using server = serve(() =>
      new Response(`timestamp,value\n${rowAt(50, 50)}\n${rowAt(55, 50)}\n`)
    );
    const url = await looks(server.url("/a.csv").href, Array(6).fill(() => {}), { isOnce });
    assert.deepEqual(url.told, ["a silent firing since 10:05 at 10:20"]);
  });

  Deno.test(`watchSources()${way} tells a source as silent from when its last point came`, async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/a.csv`;
    let text = "timestamp,value\n";
    const writes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => () => {
      if (i <= 6) text += `${rowAt(5 * i - 300, 50)}\n`;
      Deno.writeTextFileSync(path, text);
    });
    assert.deepEqual((await looks(path, writes, { isOnce })).told, [
      "a silent firing since 05:32 at 10:50", // it came at 10:35
    ]);
  });
}

Deno.test("watchSources() counts rows that a file gains before its newest one, each once", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.csv`;
  const rows = [
    [-30, -20, -10],
    [-30, -25, -20, -15, -10, -5],
    [-35, -30, -25, -20, -15, -10, -5, 0],
    [-5, 0, 5],
    [-20, -15],
    [-20, -15, 10],
  ];
  const writes = rows.map((each) => () =>
    Deno.writeTextFileSync(
      path,
      `timestamp,value\n${each.map((minutes) => `${rowAt(minutes, 50)}\n`).join("")}`,
    )
  );
  const { reports } = await looks(path, writes, { isOnce: false });
  assert.deepEqual(reports.map(({ taken, late }) => [taken, late]), [
    [3, 0],
    [1, 2],
    [1, 3],
    [1, 3],
    [0, 5],
    [1, 5],
  ]);
});

Deno.test("watchSources() ends at the start where a source is refused, and goes on where one of before is gone or empty", async () => {
  const store = memoryStore();
  await using folder = await temporaryFolder();
  await using server = serve(() => new Response("", { status: 404 }));
  const path = `${folder.path}/a.csv`;
  await Deno.writeTextFile(path, "timestamp,value\n2026-11-26T10:00Z,50\n");
  const watch = async (source: string) => {
    const watcher = await openWatcher(() => {}, { store });
    const clock = new JumpClock(START, START);
    return await watchSources({
      ...{ watcher, every: FIVE, clock, signal: clock.stop.signal, once: true },
      ...{ sources: [fileSource(source)], onCycle: () => {} },
    });
  };
  await assert.rejects(watch(server.url().href), /it answered 404/);
  assert.equal((await watch(path)).taken, 1);
  await Deno.remove(path);
  const { series, failures } = await watch(path);
  assert.deepEqual([series, failures.length], [1, 1]);
  assert.match(failures[0]!.error.message, /^Cannot read .*a\.csv as there is no such file$/);
  await assert.rejects(watch(`${folder.path}/other.csv`), Deno.errors.NotFound);
  await Deno.writeTextFile(path, "timestamp,value\n"); // as a log that was just rotated
  const empty = await watch(path);
  assert.match(empty.failures[0]!.error.message, /must have/);
  await Deno.writeTextFile(`${folder.path}/other.csv`, "timestamp,value\n");
  await assert.rejects(watch(`${folder.path}/other.csv`), SyntaxError);
});

Deno.test("watchSources() tells an outage in a file whose last rows are years ahead, or were when it was first read", async () => {
  await using folder = await temporaryFolder();
  const line = (minutes: number, value: number) =>
    `${new Date(START + minutes * MINUTE).toISOString()},${value}\n`;
  const wave = (i: number) => 500 + 200 * Math.sin(2 * Math.PI * i / 288) + (i * 7919 % 13);
  const history = Array.from({ length: 600 }, (_, i) => line(5 * i - 3000, wave(i))).join("");
  const ahead = [0, 5].map((minutes) => line(10 * 365 * 24 * 60 + minutes, 700)).join("");
  const run = async (name: string, first: string, last: string) => {
    const path = `${folder.path}/${name}.csv`;
    await Deno.writeTextFile(path, `timestamp,value\n${first}${last}`);
    const events: WatchEvent[] = [];
    const watcher = await openWatcher((event) => void events.push(event), {
      makeDetector: streamingDetectors({ seed: 1 }),
    });
    const clock = new JumpClock(START + MINUTE, START + 40 * FIVE);
    let [row, text] = [0, `timestamp,value\n${first || history}`];
    let report: CycleReport | undefined;
    await watchSources({
      ...{ watcher, every: FIVE, clock, signal: clock.stop.signal, sources: [fileSource(path)] },
      onCycle: (cycle) => {
        report = cycle;
        const i = 600 + row++;
        text += line(5 * i - 3000, i >= 620 && i < 626 ? 0 : wave(i));
        Deno.writeTextFileSync(path, text + last);
      },
    });
    const { refused, newest } = report!;
    const told = events.map(({ kind, state, since, time }) => ({ kind, state, since, time }));
    return { told, refused, newest };
  };
  const clean = await run("clean", history, "");
  const outage = START + 20 * FIVE;
  assert(clean.told.some(({ state, since }) => state === "firing" && since === outage));
  const one = ahead.slice(0, ahead.length / 2);
  assert.deepEqual(await run("one", history, one), { ...clean, refused: 1 });
  assert.deepEqual(await run("two", history, ahead), { ...clean, refused: 2 });
  const { told } = await run("alone", "", ahead); // it held nothing else when it was first read
  assert(told.some(({ state, since }) => state === "firing" && since === outage));
});

Deno.test("Watcher.open() forgets what an earlier version kept of a URL with a password, but for what waits", async () => {
  const store = memoryStore();
  const key = "https://ada:s3cret@example.org/lb.csv";
  const other = "/data/a.csv";
  const event: WatchEvent = {
    ...{ series: key, name: key, sequence: 3, fingerprint: "ab", kind: "anomaly" },
    ...{ state: "firing", since: START, time: START, severity: "critical", text: "", details: {} },
  };
  const files: Record<string, unknown> = {
    "watch.json": { version: 1, liveFrom: { [key]: START, [other]: START } },
    "queue.json": {
      ...{ version: 1, accepted: { [key]: 3, [other]: 2 }, dropped: 0 },
      pending: [{ event, isPrinted: true }],
    },
    [seriesFile(key)]: { version: 1, key },
  };
  for (const [name, json] of Object.entries(files)) {
    await store.write(name, new TextEncoder().encode(JSON.stringify(json)));
  }
  const sent: WatchEvent[] = [];
  const send = (event: WatchEvent) => Promise.resolve(void sent.push(event));
  const watcher = await openWatcher(() => {}, { store, delivery: { print: () => {}, send } });
  assert.deepEqual(watcher.known, [other]);
  assert.equal(await store.read(seriesFile(key)), undefined);
  for (const name of ["watch.json", "queue.json"]) {
    assert.doesNotMatch(new TextDecoder().decode(await store.read(name)), /s3cret|ada/);
  }
  await watcher.queue.deliver();
  assert.deepEqual(sent, [{
    ...event,
    series: "https://example.org/lb.csv",
    name: "https://example.org/lb.csv",
  }]);
  assert.deepEqual(JSON.parse(new TextDecoder().decode(await store.read("queue.json"))).accepted, {
    [other]: 2,
  });
});

Deno.test("watchSources() asks soon for a URL that sends a page in place of points, and says so once", async () => {
  const clock = new JumpClock(START, START + 40 * MINUTE);
  const asked: number[] = [];
  const isDown = () => clock.now() > START + 7 * MINUTE && clock.now() < START + 20 * MINUTE;
  await using server = serve(() => {
    asked.push((clock.now() - START) / MINUTE);
    if (isDown()) return new Response("<!doctype html><p>Log in, please</p>");
    const rows = Array.from(
      { length: 20 + Math.floor((clock.now() - START) / FIVE) },
      (_, i) => `${new Date(START + (i - 20) * FIVE).toISOString()},50\n`,
    );
    return new Response(`timestamp,value\n${rows.join("")}`);
  });
  const reports: CycleReport[] = [];
  await watchSources({
    watcher: await openWatcher(() => {}),
    sources: [fileSource(server.url("/points.csv").href)],
    every: FIVE,
    clock,
    signal: clock.stop.signal,
    onCycle: (report) => reports.push(report),
  });
  // START is two minutes past a multiple of five
  assert.deepEqual([...new Set(asked)], [
    0,
    3,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
    18,
    19,
    20,
    23,
    28,
    33,
    38,
  ]);
  const lines = reports.flatMap((report, i) => cycleLines(report, reports[i - 1]));
  assert.equal(lines.filter((line) => line.includes("Cannot read http")).length, 1);
  assert.equal(lines.filter((line) => line.includes("1 failure as before")).length, 11);
});

Deno.test("watchSources() says once that a last line stays one that cannot be read, and goes on", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/footer.csv`;
  const line = (minutes: number) => `${new Date(START + minutes * MINUTE).toISOString()},50\n`;
  await Deno.writeTextFile(path, `timestamp,value\n${line(-10)}${line(-5)}Total,100`);
  const reports: CycleReport[] = [];
  const clock = new JumpClock(START, START + 30 * MINUTE);
  await watchSources({
    watcher: await openWatcher(() => {}),
    sources: [fileSource(path)],
    every: FIVE,
    clock,
    signal: clock.stop.signal,
    onCycle: (report) => {
      reports.push(report);
      if (reports.length !== 3) return;
      Deno.writeTextFileSync(path, `timestamp,value\n${line(-10)}${line(-5)}${line(0)}Total,150`);
    },
  });
  assert.deepEqual(reports.map(({ taken }) => taken), [2, 0, 0, 1, 0, 0, 0]);
  const told = reports.map(({ failures }) => failures.map(({ error }) => error.message).join());
  assert.deepEqual(told.map((text) => text !== ""), [
    false,
    true,
    false,
    false,
    true,
    false,
    false,
  ]);
  assert.match(told[1]!, /as line 4, column 1 .*"Total".*; this last line is left out$/);
});

Deno.test("fileSource() tells what was changed in a file, at its first read alone", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.csv`;
  await Deno.writeTextFile(path, "timestamp,value\n2026-01-01 00:05,3\n2026-01-01,4\n");
  const notes: string[] = [];
  const source = fileSource(path, {}, { onNote: (note) => notes.push(note) });
  await source.find([], START);
  await source.poll(new Map([[path, 0]]), START);
  await Deno.writeTextFile(path, "2026-01-01 00:10,5\n", { append: true });
  await source.poll(new Map([[path, Date.UTC(2026, 0, 1, 0, 5)]]), START);
  assert.deepEqual(notes, ["The rows stood newest first and were sorted by time."]);
});
