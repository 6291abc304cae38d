import assert from "node:assert/strict";
import fc from "fast-check";
import { type BadLine, readPoints, type ReadPointsOptions } from "../../../lib/data/mod.ts";
import { pointOptions } from "../../../lib/data/points/mod.ts";

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
    ["timestamp,a,b\n", /must have a column of numbers: its columns are "timestamp", "a", "b"/],
    ['{"timestamp": 1764151200, "value": NaN}\n', /line 1 must be an object in JSON/],
    [
      '{"timestamp": 1764151200}\n',
      /line 1 must have a column of numbers: its columns are "timestamp"$/,
    ],
    [
      '{"value": 1}\n',
      /line 1 must have a column "timestamp": its columns are "value"/,
    ],
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

Deno.test("readPoints() reads what the options tell: form and zone of timestamps, rows, marks", async () => {
  const collect = async (text: string, options: ReadPointsOptions) =>
    (await Array.fromAsync(readPoints([bytes(text)], options))).flat();
  const german = "# export\n\nTag;Uhrzeit;Anfragen;lb;zone\n" +
    "26.10.2025;02:30;1.234,5;a;x\n26.10.2025;02:30;7;a;y\n" +
    "Tag;Uhrzeit;Anfragen;lb;zone\n26.10.2025;02:15;8;a;x\n26.10.2025;02:15;9;b;x\n";
  const options = {
    timestamp: "Tag+Uhrzeit",
    value: "Anfragen",
    key: "lb",
    format: "DD.MM.YYYY HH:mm",
    timeZone: "Europe/Berlin",
    where: { zone: "x" },
    decimal: ",",
  } as const;
  assert.deepEqual(await collect(german, options), [
    { series: "a", time: Date.UTC(2025, 9, 26, 0, 30), value: 1234.5 },
    { series: "a", time: Date.UTC(2025, 9, 26, 1, 15), value: 8 }, // the hour's second time
    { series: "b", time: Date.UTC(2025, 9, 26, 0, 15), value: 9 },
  ]);
  const json = `{"timestamp": "2025-07-01 12:00", "value": 1, "zone": 3}\n`;
  assert.deepEqual(await collect(json, { where: { zone: "3" }, timeZone: "Asia/Tokyo" }), [
    { series: "", time: Date.UTC(2025, 6, 1, 3), value: 1 },
  ]);
  const zoned = "timestamp|value\n2025-07-01T12:00:00Z|1\n1751371200|2\n";
  assert.deepEqual(
    (await collect(zoned, { timeZone: "Asia/Tokyo", separator: "|" })).map(({ time }) => time),
    [Date.UTC(2025, 6, 1, 12), 1751371200000],
  );
  const wrong: [string, ReadPointsOptions, RegExp][] = [
    [german, { ...options, where: { zone: "z" } }, /must have rows where zone is "z": it has none/],
    [german, { ...options, where: { no: "z" } }, /must have a column "no": its columns are/],
    [
      german,
      { ...options, value: "x", wayIn: "command" },
      /must have a column "x": .* \(to take another: --column Anfragen\)/,
    ],
    [json, { where: { no: "3" } }, /line 1 must have a column "no"/],
    [json, { format: "DD.MM.YYYY" }, /line 1 must hold a timestamp in "timestamp"/],
    [json, { timeZone: "Mars/Olympus" }, /as timeZone must be a name such as/],
    [json, { timeZone: "Mars/Olympus", wayIn: "command" }, /as --timeZone must be a name/],
    ["timestamp,value\n2025-03-30 02:30,1\n", { timeZone: "Europe/Berlin" }, /does not exist/],
    [
      "timestamp,value\n2025-10-26 04:00,1\n2025-10-26 03:30,1\n2025-10-26 02:30,1\n",
      { timeZone: "Europe/Berlin" },
      /line 4 .* occurs twice in Europe\/Berlin, and the rows are not in order/,
    ],
  ];
  for (const [text, told, message] of wrong) {
    await assert.rejects(collect(text, told), { message }, String(message));
  }
});

Deno.test("pointOptions() takes what can be said of single rows, and names what cannot", () => {
  const told = {
    timestamp: "t",
    value: "v",
    format: "X",
    where: { a: "b" },
    decimal: ",",
  } as const;
  assert.deepEqual(pointOptions(told), told);
  assert.throws(() => pointOptions({ duplicates: "mean" }), /Cannot take duplicates as rows/);
  assert.throws(
    () => pointOptions({ sort: false, wayIn: "command" }),
    /Cannot take --sort as rows/,
  );
});

Deno.test("readPoints() takes the only column that is left as the numbers, and says so", async () => {
  const read = async (header: string, options: ReadPointsOptions = {}) => {
    const notes: string[] = [];
    const row = "2026-11-26 10:00,a,7,8".split(",").slice(0, header.split(",").length);
    const bytes = new TextEncoder().encode(`${header}\n${row}\n`);
    const onNote = (note: string) => void notes.push(note);
    const points = (await Array.fromAsync(readPoints([bytes], { key: "lb", onNote, ...options })))
      .flat();
    return { notes, values: points.map(({ value }) => value) };
  };
  assert.deepEqual(await read("timestamp,lb,requests"), {
    notes: ['Column "requests" was taken as the values.'],
    values: [7],
  });
  assert.deepEqual(await read("timestamp,lb,value"), { notes: [], values: [7] });
  await assert.rejects(read("timestamp,lb,requests", { value: "count" }), /have a column "count"/);
  await assert.rejects(
    read("timestamp,lb,requests,errors"),
    /which column holds the values: it can be "requests", "errors" \(value: "requests"\)/,
  );
});

Deno.test("readPoints() takes the only column or field that timestamps go by, and says so", async () => {
  const read = async (text: string, options: ReadPointsOptions = {}) => {
    const notes: string[] = [];
    const points = await Array.fromAsync(
      readPoints([bytes(text)], {
        onNote: (note) => notes.push(note),
        onBadLine: ({ message }) => notes.push(message),
        ...options,
      }),
    );
    return { notes, points: points.flat() };
  };
  const expected = {
    notes: [
      'Column "Time" was taken as the timestamps.',
      'Column "orders" was taken as the values.',
    ],
    points: [{ series: "", time: T, value: 7 }],
  };
  assert.deepEqual(await read("Time,orders\n2026-11-26T10:00:00Z,7\n"), expected);
  const line = '{"Time":"2026-11-26T10:00:00Z","orders":7,"by":"pump"}\n';
  assert.deepEqual(await read(line), expected);
  // a line that is none of the points decides nothing, and the message tells what helps
  assert.deepEqual(await read(`{"time":"2026-11-26T10:00:00Z","msg":"up"}\n${line}`), {
    ...expected,
    notes: [
      'Cannot read the points as line 1 must have a column of numbers: its columns are "time"',
      ...expected.notes,
    ],
  });
  await assert.rejects(
    read("time,date,orders\n2026-11-26,2026-11-26,7\n", { value: "orders" }),
    /which column holds the timestamps: it can be "time", "date" \(timestamp: "time"\)/,
  );
  assert.deepEqual((await read("ts,n,lb\n2026-11-26T10:00:00Z,7,a\n", { key: "lb" })).points, [
    { series: "a", time: T, value: 7 },
  ]);
});

Deno.test("readPoints() chooses columns by what the first row holds, as a file is read, or says what helps", async () => {
  const read = async (text: string, options: ReadPointsOptions = {}) =>
    (await Array.fromAsync(readPoints([bytes(text)], { wayIn: "command", ...options }))).flat()
      .map(({ time, value }) => [time, value]);
  const german = "Zeit;Anfragen\n26.11.2026 10:00;1.234,5\n";
  const format = "D.M.YYYY H:mm";
  assert.deepEqual(await read(german, { format, decimal: "," }), [[T, 1234.5]]);
  const tables = [
    "Tag,Uhrzeit,n,note\n2026-11-26,10:00,7,x\n",
    'id,at,n\nx,"Nov 26, 2026 @ 10:00:00.000",7\n',
    `when|key|n\n2026-11-26 10:00|${T}|7\n`,
    '{"@timestamp":"2026-11-26T10:00:00Z","elb":{"n":7},"note":"x"}\n',
  ];
  for (const text of tables) assert.deepEqual(await read(text), [[T, 7]], text);
  const document = JSON.stringify({ from: 1, series: [{ pointlist: [[T, 7], [T + 1, 8]] }] });
  const wrong: [string, ReadPointsOptions, RegExp][] = [
    [german, { format }, /it is "1\.234,5"; say which is the decimal mark \(--decimal , or/],
    [german, { decimal: "," }, /say which \(--format 'D\.M\.YYYY H:mm'\): current value/],
    ["time,n\n10:00,7\n", {}, /a time of day has no date/],
    ["time,_span,n\n2026-11-26,5,7\n", {}, /it can be "_span", "n" \(--column _span\)/],
    [document, {}, /line 1 must hold one point: it is a document of many$/],
    [document, { key: "lb" }, /of many, to be read .* without --key \(--where lb=NAME\)$/],
  ];
  for (const [text, told, message] of wrong) {
    await assert.rejects(read(text, told), { message }, String(message));
  }
});

Deno.test("readPoints() says that the header is not there, as behind tail", async () => {
  await assert.rejects(
    Array.fromAsync(readPoints([bytes("2026-11-26 10:00,7\n2026-11-26 10:05,8\n")])),
    {
      name: "SyntaxError",
      message:
        'Cannot read the points as it must have a header above its rows: line 1 holds data already, "2026-11-26 10:00,7" (add a line with the names of the columns, such as timestamp,value; what follows a file must begin with its header, as tail -n +1 -F does)',
    },
  );
});

Deno.test("readPoints() reads what CloudWatch's console downloads, under its description, and a header of such a word", async () => {
  const rows = "2026/11/26 10:00:00,7\n2026/11/26 10:05:00,9\n";
  const points = [{ series: "", time: T, value: 7 }, { series: "", time: T + 300_000, value: 9 }];
  const head =
    "Full label,app/my RequestCount\nLabel,RequestCount\nId,m1\nStatistic,Sum\nPeriod,300\n";
  assert.deepEqual((await Array.fromAsync(readPoints([bytes(head + rows)]))).flat(), points);
  const two = "Label,RequestCount,HTTPCode_5XX\nId,m1,m2\nPeriod,300,300\n\n" +
    rows.replaceAll("\n", ",1\n");
  const options = { value: "RequestCount" };
  assert.deepEqual((await Array.fromAsync(readPoints([bytes(two)], options))).flat(), points);
  const region = `Region,timestamp,value\n${rows.replaceAll(/^/gm, "eu,").replace(/eu,$/, "")}`;
  assert.deepEqual((await Array.fromAsync(readPoints([bytes(region)]))).flat(), points);
  await assert.rejects(
    Array.fromAsync(readPoints([bytes("Region,a,b\n")])),
    /the header must have a column "timestamp"/,
  );
});

Deno.test("readPoints() finds the header below titles and labels, and says what it left out", async () => {
  const rows = "2026-11-26 10:00,7,1\n2026-11-26 10:05,9,2\n";
  const console =
    `Label,hits,p99\nStat,Sum,p99\nPeriod,300,300\nId,m1,m2\nLB,a,a\nTimestamp,hits,p99\n${rows}`;
  const read = async (text: string, options: ReadPointsOptions = {}) => {
    const notes: string[] = [];
    const told = { ...options, onNote: (note: string) => notes.push(note) };
    const points = (await Array.fromAsync(readPoints([bytes(text)], told))).flat();
    return { values: points.map(({ value }) => value), notes };
  };
  assert.deepEqual(await read(console, { value: "hits" }), {
    values: [7, 9],
    notes: [
      "5 lines above the header were left out.",
      'Column "Timestamp" was taken as the timestamps.',
    ],
  });
  const titled = "Sum of requests\n\nTime,lb,Count\n2026-11-26 10:00,a,7\n2026-11-26 10:05,b,9\n";
  const { values, notes } = await read(titled, { key: "lb" });
  assert.deepEqual([values, notes[0]], [[7, 9], "1 line above the header was left out."]);
  const units = await read("time,n\n,req/s\n2026-11-26 10:00,7\n");
  assert.deepEqual([units.values, units.notes[0]], [[7], "1 line below the header was left out."]);
  const bad: BadLine[] = [];
  const onBadLine = (line: BadLine) => bad.push(line);
  const first = "time,n\n2026-11-26 10:00,x\n2026-11-26 10:05,9\n";
  assert.deepEqual((await read(first, { onBadLine })).values, [9]);
  assert.deepEqual(bad.map(({ line }) => line), [2]);
  let taken = 0;
  const log = function* () {
    for (; taken < 1000; taken++) yield bytes(`GET /${taken}, done\n`);
  };
  await assert.rejects(Array.fromAsync(readPoints(log())), /must have a column "timestamp"/);
  assert.ok(taken < 50, `no table is told soon: after ${taken} lines`);
});

Deno.test("readPoints() reads numbers that all have a percent sign, and refuses one without", async () => {
  const bad: BadLine[] = [];
  const text = "time,cpu\n2026-01-01,99.9%\n2026-01-02,98 %\n2026-01-03,0.5\n";
  const options = { onBadLine: (line: BadLine) => bad.push(line) };
  const points = (await Array.fromAsync(readPoints([bytes(text)], options))).flat();
  assert.deepEqual(points.map(({ value }) => value), [99.9, 98]);
  assert.deepEqual(bad.map(({ line }) => line), [4]);
  assert.match(bad[0]!.message, /"0.5", where those before it have a percent sign/);
});
