/** Sources that are no plain text in columns: JSON, Parquet, gzip, UTF-16, standard input. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";
import pl from "nodejs-polars";
import type { ReadSeriesOptions } from "../../../lib/data/mod.ts";
import { temporaryFolder } from "../temporary_folder.ts";
import { readText } from "./read_text.ts";
import { textOutput } from "../../text_output.ts";

const START = Date.UTC(2025, 2, 3);
const TIMES = [0, 1, 2].map((i) => START + i * 300_000);
const iso = TIMES.map((time) => new Date(time).toISOString().replace(".000Z", "+00:00"));
const CSV = `timestamp,value\n${
  TIMES.map((time, i) => `${time},${[94, 56, 0.5][i]}`).join("\n")
}\n`;

const pairs = iso.map((time, i): [string, number] => [time, [94, 56, 0.5][i]!]);
const unix = TIMES.map((time, i) => [time, [94, 56, 0.5][i]]);

interface Form {
  readonly document: unknown;
  readonly options?: ReadSeriesOptions;
  readonly notes?: readonly string[];
}

const matrix = (...series: { metric: Record<string, string>; values: unknown[] }[]) => ({
  status: "success",
  data: { resultType: "matrix", result: series },
});
const samples = [[START / 1000, "94"], [START / 1000 + 300, "56"], [START / 1000 + 600.0, "0.5"]];

/** As Grafana answers. */
const frame = (labels: Record<string, string>, values: number[]) => ({
  schema: {
    refId: "A",
    meta: { type: "timeseries-multi", typeVersion: [0, 1] },
    fields: [{ name: "Time", type: "time" }, { name: "value", type: "number", labels }],
  },
  data: { values: [TIMES, values] },
});

const forms: Record<string, Form> = {
  "get-metric-statistics": {
    document: {
      Label: "RequestCount",
      Datapoints: [1, 0, 2].map((i) => ({
        Timestamp: iso[i],
        Sum: [94, 56, 0.5][i],
        Unit: "Count",
      })),
    },
    notes: [
      'Column "Timestamp" was taken as the timestamps.',
      'Column "Sum" was taken as the values.',
      "The rows were not in order of time (row 2 is the first that runs back) and were sorted.",
    ],
  },
  "lists of one length by their names": {
    document: { timestamp: iso, value: [94, 56, 0.5], unit: "Count" },
  },
  "objects with lists of one length": {
    document: iso.map((timestamp, i) => ({
      timestamp,
      value: [94, 56, 0.5][i],
      tags: ["a", "b"],
      hosts: ["c", "d"],
    })),
  },
  "such lists in an answer": {
    document: { id: 7, units: ["ms"], hourly: { time: iso, requests: [94, 56, 0.5] } },
    notes: [
      'Column "time" was taken as the timestamps.',
      'Column "requests" was taken as the values.',
    ],
  },
  "get-metric-statistics with several statistics": {
    document: {
      Datapoints: iso.map((Timestamp, i) => ({
        Timestamp,
        Sum: 1,
        ExtendedStatistics: { p99: [94, 56, 0.5][i] },
      })),
    },
    options: { value: "ExtendedStatistics.p99" },
  },
  "get-metric-data": {
    document: {
      MetricDataResults: [{
        Id: "m1",
        Label: "RequestCount",
        Timestamps: iso.toReversed(),
        Values: [0.5, 56, 94],
        StatusCode: "PartialData",
      }],
      NextToken: "x",
      Messages: [{ Code: "A", Value: "too much" }],
    },
    notes: [
      "The answer has a NextToken: it is one page of several, so samples are missing.",
      'CloudWatch says: "too much".',
      'The answer for "m1" is partial: more was to come.',
      "The rows stood newest first and were sorted by time.",
    ],
  },
  "one metric of get-metric-data": {
    document: {
      MetricDataResults: [
        { Id: "m1", Label: "a", Timestamps: iso, Values: [94, 56, 0.5] },
        { Id: "m2", Label: "a", Timestamps: iso, Values: [1, 1, 1] },
      ],
    },
    options: { where: { Id: "m1" } },
  },
  "a range answer of Prometheus": { document: matrix({ metric: { job: "lb" }, values: samples }) },
  "one series of a range answer of Prometheus": {
    document: matrix(
      { metric: { job: "lb", instance: "a" }, values: samples },
      { metric: { job: "lb", instance: "b" }, values: [[START / 1000 + 7, "1"]] },
    ),
    options: { where: { instance: "a" } },
  },
  "get-query-results": {
    document: {
      status: "Complete",
      results: iso.map((time, i) => [
        { field: "bin(5m)", value: time.slice(0, 19).replace("T", " ") + ".000" },
        { field: "count", value: String([94, 56, 0.5][i]) },
        { field: "@ptr", value: "abc" },
      ]),
    },
  },
  "a list of objects": {
    document: iso.map((time, i) => ({ time, requests: [94, 56, 0.5][i], host: "a" })),
  },
  "rows that are lists, names beside them": {
    document: { results: [{ series: [{ name: "elb", columns: ["time", "n"], values: pairs }] }] },
  },
  "rows that are lists, objects with names beside them": {
    document: { meta: [{ name: "ts", type: "DateTime" }, { name: "n" }], data: pairs, rows: 3 },
    notes: ['Column "ts" was taken as the timestamps.', 'Column "n" was taken as the values.'],
  },
  "pairs of a Unix time and a value": {
    document: { status: "ok", series: [{ pointlist: unix, scope: "*", end: TIMES[2] }] },
  },
  "pairs of a value and a Unix time": {
    document: [{ target: "a", datapoints: unix.map(([time, value]) => [value, time! / 1000]) }],
  },
  "pairs alone": { document: pairs },
  "columns that are objects": {
    document: { timestamp: { ...TIMES }, requests: { ...[94, 56, 0.5] } },
  },
  "columns in a list beside their times": {
    document: {
      data: {
        attributes: {
          series: [{ unit: null }, { unit: null }],
          times: TIMES,
          values: [[94, 56, 0.5], [7, 7, 7]],
        },
      },
    },
    options: { value: "values.0" },
  },
  "a data frame, its columns' names in a list of their own": {
    document: { results: { A: { status: 200, frames: [frame({ lb: "a" }, [94, 56, 0.5])] } } },
    notes: ['Column "Time" was taken as the timestamps.'],
  },
  "one of several data frames, told by the labels of its values": {
    document: [frame({ lb: "a" }, [7, 7, 7]), frame({ lb: "b" }, [94, 56, 0.5])],
    options: { where: { lb: "b" } },
  },
  "one of several columns of a data frame, told by their labels": {
    document: {
      frames: [{
        schema: {
          fields: [
            { name: "Time" },
            { name: "n", labels: { lb: "a", az: "1" } },
            { name: "n", labels: { lb: "b", az: "1" } },
          ],
        },
        data: { values: [TIMES, [7, 7, 7], [94, 56, 0.5]] },
      }],
    },
    options: { value: "n lb=b,az=1" },
  },
  "columns in a list, each with its name": {
    document: [{
      refId: "A",
      fields: [{ name: "Time", values: TIMES }, { name: "n", values: [94, 56, 0.5] }],
      length: 3,
    }],
  },
  "columns in a list, their names beside them": {
    document: { columns: ["ts", "n", "m"], values: [iso, [94, 56, 0.5], [1, null, 1]], rows: 3 },
    options: { value: "n" },
  },
  "objects of values by their time": {
    document: Object.fromEntries(
      iso.map((time, i) => [String(Date.parse(time)), { requests: [94, 56, 0.5][i], host: "a" }]),
    ),
    notes: ['Column "requests" was taken as the values.'],
  },
  "values by their time": {
    document: [{ metric: "a", dps: Object.fromEntries(pairs) }],
  },
  "values alone, with start and step": {
    document: [94, 56, 0.5],
    options: { start: new Date(START), step: "5m" },
  },
  "a table beside lists without times": {
    document: {
      schema: { fields: [{ name: "ts" }, { name: "n" }] },
      data: pairs.map(([ts, n]) => ({ ts, n })),
    },
  },
  "one of several entries of a list, told by what stands beside its rows": {
    document: {
      timeSeries: ["200", "500"].map((code) => ({
        metric: { labels: { code } },
        points: pairs.map(([time, n]) => ({ time, value: { count: code === "500" ? n : 7 } })),
      })),
    },
    options: { where: { "metric.labels.code": "500" } },
  },
  "one of several lists in lists, whose names come twice": {
    document: {
      hosts: {
        buckets: ["a", "b"].map((key) => ({
          key,
          hours: { buckets: pairs.map(([time, n]) => ({ time, key: 5, n: key === "b" ? n : 7 })) },
        })),
      },
    },
    options: { where: { "buckets.key": "b" }, value: "n" },
  },
  "values in a list of one entry": {
    document: { timeSeries: pairs.map(([time, n]) => ({ results: [{ count: n }], time })) },
  },
  "an answer whose errors are null": {
    document: {
      data: { zones: [{ groups: pairs.map(([time, n]) => ({ time, n })) }] },
      errors: null,
    },
  },
  "the only list of objects in an object": {
    document: { took: 3, data: iso.map((t, i) => ({ "@timestamp": t, value: [94, 56, 0.5][i] })) },
  },
};

for (const [name, { document, options, notes }] of Object.entries(forms)) {
  Deno.test(`readSeries() reads ${name}`, async () => {
    for (const text of [JSON.stringify(document, null, 2), JSON.stringify(document) + "\n"]) {
      const series = await readText(text, options, "answer.json");
      assert.deepEqual(series.timestamps, TIMES);
      assert.deepEqual(series.values, [94, 56, 0.5]);
      if (notes !== undefined) assert.deepEqual(series.notes.toSorted(), notes.toSorted());
    }
  });
}

Deno.test("readSeries() reads an object a line, each with its line in errors", async () => {
  const lines = TIMES.map((time, i) =>
    JSON.stringify({ timestamp: time, value: { sum: [94, 56, 0.5][i], count: 1 } })
  );
  const options = { value: "value.sum" };
  const series = await readText(lines.join("\n"), options);
  assert.deepEqual([series.timestamps, series.values], [TIMES, [94, 56, 0.5]]);
  const bad = lines.with(2, '{"timestamp":1740960600000,"value":{"sum":"x"}}').join("\n");
  await assert.rejects(readText(bad, options), /line 3, column 2 \(value.sum\)/);
  await assert.rejects(readText(lines.with(1, "{").join("\n"), options), /line 2 must be JSON/);
});

Deno.test("readSeries() reads a list a line", async () => {
  for (const rows of [pairs, unix]) {
    const text = rows.map((row) => JSON.stringify(row)).join("\n");
    const { timestamps, values } = await readText(text, {}, "my.jsonl");
    assert.deepEqual([timestamps, values], [TIMES, [94, 56, 0.5]]);
  }
});

Deno.test("readSeries() reads many lines of objects as few, missing cells among them", async () => {
  const lines = Array.from(
    { length: 2000 },
    (_, i) =>
      JSON.stringify({ timestamp: START / 1000 + 60 * i, ...(i === 1500 ? {} : { value: i }) }),
  );
  const series = await readText(lines.join("\n"));
  assert.equal(series.values.length, 1999);
  assert.equal(series.values.at(-1), 1999);
  assert.match(series.notes[0]!, /^1 row without a value .* line 1501/);
});

Deno.test("readSeries() reads VictoriaMetrics' export, one series a line, however long its first line", async () => {
  const n = 20_000;
  const lines = ["a", "b"].map((instance, k) =>
    JSON.stringify({
      metric: { __name__: "requests", instance },
      values: Array.from({ length: n }, (_, i) => k * n + i),
      timestamps: Array.from({ length: n }, (_, i) => START + i * 60_000),
    })
  );
  const series = await readText(lines.join("\n"), { where: { instance: "b" } });
  assert.equal(series.values.length, n);
  assert.equal(series.values[0], n);
  await assert.rejects(readText(lines.join("\n")), {
    message:
      'Cannot read my.csv as it holds several series, told apart by "instance" ("a", "b"): take one with where: { instance: "a" }',
  });
  await assert.rejects(
    readText(lines.join("\n"), { where: { __name__: "requests" } }),
    /: take one with where: \{ __name__: "requests", instance: "a" \}$/,
  );
});

Deno.test("readSeries() never mixes series that a form tells apart, though their times differ", async () => {
  const metrics = {
    MetricDataResults: [0, 1].map((k) => ({ Id: `m${k}`, Timestamps: [iso[k]], Values: [k] })),
  };
  await assert.rejects(readText(JSON.stringify(metrics)), /told apart by "Id" \("m0", "m1"\)/);
});

Deno.test("readSeries() says which tables and series of a document can be meant", async () => {
  const rows = pairs.map(([time, n]) => ({ time, n }));
  await assert.rejects(readText(JSON.stringify({ a: { b: rows }, c: rows }), {}, "a.json"), {
    name: "SyntaxError",
    message:
      'Cannot read a.json as it must hold one table: it has times at "a.b", "c" (take one out first, such as with jq)',
  });
  const series = ["x", "y"].map((scope) => ({ scope, pointlist: unix }));
  await assert.rejects(
    readText(JSON.stringify({ series }), {}, "a.json"),
    /told apart by column "scope" \("x", "y"\), .*: take one with where: { scope: "x" }$/,
  );
});

Deno.test("readSeries() says that JSON tells an error, is at one time, or empty", async () => {
  const wrong: [unknown, RegExp][] = [
    [{ message: "Missing Authentication Token" }, /it is JSON that tells an error, "Missing/],
    [{ __type: "ThrottlingException", message: "Rate" }, /tells an error, "Rate"/],
    [{ status: "error", errorType: "bad_data", error: "parse error" }, /error, "parse error"/],
    [{ errors: [{ code: 1 }] }, /tells an error/],
    [{ Datapoints: [], Label: "x" }, /Datapoints is empty for "x" \(do the names/],
    [matrix(), /the answer to the query is empty/],
    [
      { data: { resultType: "vector", result: [] } },
      /a query at one time, vector \(ask query_range/,
    ],
    [[], /it must have rows: it holds none/],
    [
      { results: { A: { status: 200, frames: [] } } },
      /its list "results.A.frames" is empty \(did the query find nothing/,
    ],
    [{ MetricDataResults: [{ Timestamps: [1], Values: [] }] }, /must be lists of one length/],
    [[[1, 2], [3]], /its rows must be objects: found "\[1,2\]"/],
    [
      { data: { resultType: "streams", result: [{ stream: {}, values: [["1", "GET /"]] }] } },
      /it holds the lines of a log \(ask for a count/,
    ],
  ];
  for (const [document, message] of wrong) {
    await assert.rejects(readText(JSON.stringify(document)), { name: "SyntaxError", message });
  }
  await assert.rejects(readText('{"Datapoints": ['), /it must be JSON, an object or array with/);
});

Deno.test("readSeries() reads Parquet, whatever the unit of its times, with a zone and without", async () => {
  await using folder = await temporaryFolder();
  const times = pl.Series("when", Float64Array.from(TIMES)).cast(pl.Int64).cast(pl.Datetime("ms"));
  const rest = [pl.Series("hits", [94, null, 0.5]), pl.Series("elb", ["a", "a", "a"], pl.Utf8)];
  const path = `${folder.path}/a.parquet`;
  for (const unit of ["ms", "us", "ns"] as const) {
    pl.DataFrame([times.cast(pl.Datetime(unit)), ...rest]).writeParquet(path);
    const bytes = await Deno.readFile(path);
    const series = await readText(bytes, {}, "a.parquet");
    assert.deepEqual([series.timestamps, series.values], [TIMES.toSpliced(1, 1), [94, 0.5]], unit);
    assert.equal(series.name, "a");
    const local = await readText(bytes, { timeZone: "Europe/Berlin" });
    assert.deepEqual(local.timestamps, TIMES.toSpliced(1, 1).map((time) => time - 3_600_000));
    await assert.rejects(readText(bytes.subarray(0, -20)), /must be whole Parquet/);
  }
  const zoned = times.cast(pl.Int64).cast(pl.Datetime("ms", "America/New_York"));
  pl.DataFrame([zoned, ...rest]).writeParquet(path);
  const { timestamps } = await readText(await Deno.readFile(path), { timeZone: "Europe/Berlin" });
  assert.deepEqual(timestamps, TIMES.toSpliced(1, 1));
  const decimal = pl.Series("hits", [94, 56, 0.5]).cast(pl.Decimal(12, 2));
  pl.DataFrame([times, decimal]).writeParquet(path);
  assert.deepEqual((await readText(await Deno.readFile(path))).values, [94, 56, 0.5]);
  const days = pl.Series("day", [20_000, 20_001, 20_002]).cast(pl.Int32).cast(pl.Date);
  pl.DataFrame([days, pl.Series("hits", [1, 2, 3]).cast(pl.Int64)]).writeParquet(path);
  const daily = await readText(await Deno.readFile(path));
  assert.deepEqual(daily.timestamps, [0, 1, 2].map((i) => (20_000 + i) * 86_400_000));
  assert.deepEqual(daily.values, [1, 2, 3]);
});

Deno.test("readSeries() reads gzip of anything, several archives in one file too", async () => {
  const json = JSON.stringify(forms["a list of objects"]!.document);
  const [head, ...rest] = CSV.split(/(?<=\n)/);
  const several = [head!, ...rest].map((line) => gzipSync(line));
  for (
    const bytes of [gzipSync(CSV), Buffer.concat(several), gzipSync(gzipSync(CSV)), gzipSync(json)]
  ) {
    const series = await readText(bytes, {}, "my.csv.gz");
    assert.deepEqual([series.timestamps, series.values], [TIMES, [94, 56, 0.5]]);
    assert.equal(series.name, "my");
  }
});

Deno.test("readSeries() reads UTF-16 with its mark, as PowerShell writes it", async () => {
  for (const isBig of [false, true]) {
    const text = "\uFEFF" + CSV.replace("value", "größe");
    const bytes = new DataView(new ArrayBuffer(2 * text.length));
    for (let i = 0; i < text.length; i++) bytes.setUint16(2 * i, text.charCodeAt(i), !isBig);
    const series = await readText(new Uint8Array(bytes.buffer));
    assert.deepEqual([series.timestamps, series.values], [TIMES, [94, 56, 0.5]]);
    assert.equal(series.column, "größe");
  }
});

Deno.test("readSeries() reads standard input", async () => {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  await using folder = await temporaryFolder();
  const program = `${folder.path}/program.ts`;
  await Deno.writeTextFile(
    program,
    `
    import { readSeries } from ${
      JSON.stringify(new URL("../../../lib/data/mod.ts", import.meta.url))
    };
    const { frame, name } = await readSeries("-");
    console.log(name, frame.height);`,
  );
  const args = ["run", "-A", "--no-check", `--config=${root}deno.json`, program];
  const { stdout } = await textOutput(Deno.execPath(), { args }, CSV);
  assert.equal(stdout, "standard input 3\n");
});

Deno.test("readSeries() takes Prometheus' times for seconds and VictoriaMetrics' for milliseconds, however few their digits", async () => {
  const prometheus = matrix({ metric: { job: "lb" }, values: [[60, "1"], [120, "2"]] });
  const { timestamps } = await readText(JSON.stringify(prometheus));
  assert.deepEqual(timestamps, [60_000, 120_000]);
  const exported = { metric: { __name__: "up" }, values: [1, 2], timestamps: [60_000, 120_000] };
  assert.deepEqual(
    (await readText(JSON.stringify(exported))).timestamps,
    [60_000, 120_000],
  );
});

Deno.test("readSeries() reads rows in JSON whose times stand in a list beside them, or whose cells are wrapped", async () => {
  const text = (time: number) => new Date(time).toISOString();
  const forms = [
    { columns: ["value"], index: TIMES, data: [[94], [56], [0.5]] },
    { columns: ["n", "lb"], index: TIMES.map(text), data: [[94, "a"], [56, "a"], [0.5, "a"]] },
    {
      columns: ["timestamp", "n"],
      index: [0, 1, 2],
      data: [94, 56, 0.5].map((n, i) => [TIMES[i], n]),
    },
    {
      schema: { fields: [{ name: "ts", type: "STRING" }, { name: "n", type: "FLOAT" }] },
      rows: [94, 56, 0.5].map((n, i) => ({ f: [{ v: text(TIMES[i]!) }, { v: String(n) }] })),
    },
    {
      schema: { fields: [{ name: "ts", type: "TIMESTAMP" }, { name: "n", type: "FLOAT" }] },
      rows: ["1.74096E9", "1.7409603E9", "1.7409606E9"].map((v, i) => ({
        f: [{ v }, { v: String([94, 56, 0.5][i]) }],
      })),
    },
    {
      cols: [{ id: "A", label: "time" }, { id: "B", label: "n" }],
      rows: [94, 56, 0.5].map((n, i) => ({ c: [{ v: text(TIMES[i]!) }, { v: n }] })),
    },
  ];
  for (const form of forms) {
    const { timestamps, values } = await readText(JSON.stringify(form));
    assert.deepEqual([timestamps, values], [TIMES, [94, 56, 0.5]], JSON.stringify(form));
  }
});

Deno.test("readSeries() reads columns that blanks align under a ruler, and refuses one with an empty cell", async () => {
  const stamp = (time: number) => new Date(time).toISOString().slice(0, 19).replace("T", " ");
  const table = (cells: readonly (readonly string[])[]) =>
    "timestamp            lb    value\n-------------------  ----  -----\n" +
    cells.map(([lb, n], i) => `${stamp(TIMES[i]!)}  ${lb!.padEnd(4)}  ${n!.padEnd(5)}\n`).join("");
  const whole = table([["a", "94"], ["a", "56"], ["a", "0.5"]]);
  for (const text of [whole, whole.replaceAll("\n", "\r\n")]) {
    const { timestamps, values } = await readText(text, {}, "my.txt");
    assert.deepEqual([timestamps, values], [TIMES, [94, 56, 0.5]]);
  }
  await assert.rejects(
    readText(table([["a", "94"], ["", "56"], ["a", "0.5"]]), {}, "my.txt"),
    /line 4 must have 3 fields as the header has: it has 2/,
  );
});
