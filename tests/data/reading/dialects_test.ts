/** Files of each kind that tools write: one small file a kind, and what it means. */
import assert from "node:assert/strict";
import type { ReadSeriesOptions } from "../../../lib/data/mod.ts";
import { clock, readText } from "./read_text.ts";

/** Five minutes apart from 2025-03-03 00:00 UTC. */
const START = Date.UTC(2025, 2, 3);
const at = (i: number) => START + i * 300_000;

/** A file that holds 94, 56, 1234 at 00:00, 00:05, 00:10 of 2025-03-03 UTC. */
interface Kind {
  readonly text: string;
  readonly options?: ReadSeriesOptions;
  readonly values?: readonly number[];
  readonly notes?: readonly string[];
}

const line = (...lines: string[]) => lines.join("\n") + "\n";
const iso = (i: number) => new Date(at(i)).toISOString().slice(0, 19);
const rows = (separator: string, ...values: string[]) =>
  values.map((value, i) => `${iso(i)}Z${separator}${value}`);
const PLAIN = ["94", "56", "1234"];

const kinds: Record<string, Kind> = {
  "commas": { text: line("timestamp,value", ...rows(",", ...PLAIN)) },
  "semicolons": { text: line("timestamp;value", ...rows(";", ...PLAIN)) },
  "tabs": { text: line("timestamp\tvalue", ...rows("\t", ...PLAIN)) },
  "bars": { text: line("timestamp|value", ...rows("|", ...PLAIN)) },
  "any number of blanks, told": {
    text: line(
      "value  timestamp",
      ...PLAIN.map((value, i) => `${value.padStart(7)} ${iso(i)}Z`),
      " ",
    ),
  },
  "a separator that is told": {
    text: line("timestamp~value", ...rows("~", ...PLAIN)),
    options: { separator: "~" },
  },
  "CRLF, a byte order mark and quotes": {
    text: "\uFEFF" + line("timestamp,value", ...rows(",", '"94"', '"56"', '"1234"'))
      .replaceAll("\n", "\r\n"),
  },
  "sep=": { text: line("sep=;", "timestamp;value", ...rows(";", ...PLAIN)) },
  "comments above the header": {
    text: line("# exported", "#, by us", "timestamp,value", ...rows(",", ...PLAIN)),
  },
  "a header in a comment": { text: line("# timestamp,value", ...rows(",", ...PLAIN)) },
  "comments between and below the rows": {
    text: line("timestamp,value", ...rows(",", ...PLAIN).flatMap((row) => [row, "# more"])),
    notes: ["3 comment lines were left out."],
  },
  "a title": {
    text: line("Requests of last week", "", "timestamp,value", ...rows(",", ...PLAIN)),
    notes: ["1 line above the header was left out."],
  },
  "metadata rows": {
    text: line(
      '"ID","m1"',
      '"Period","300"',
      '"From","2025-03-03"',
      "timestamp,value",
      ...rows(",", ...PLAIN),
    ),
    notes: ["3 lines above the header were left out."],
  },
  "metadata rows that hold a told column's name": {
    text: line(
      "Label,requests,errors",
      "Stat,Sum,Sum",
      "timestamp,requests,errors",
      ...rows(",", ...PLAIN).map((row) => `${row},7`),
    ),
    options: { value: "requests" },
    notes: ["2 lines above the header were left out."],
  },
  "names above names and below them": {
    text: line(
      ",web,web",
      ",requests,errors",
      "timestamp,,",
      ...rows(",", ...PLAIN).map((row) => `${row},7`),
    ),
    options: { value: "requests" },
    notes: [
      "1 line above the header was left out.",
      "1 line below the header was left out.",
      'Column "" was taken as the timestamps.',
    ],
  },
  "the timestamps once more as Unix time": {
    text: line("at,key,count", ...PLAIN.map((value, i) => `${iso(i)}Z,${at(i)},${value}`)),
    notes: [
      'Column "at" was taken as the timestamps.',
      'Column "count" was taken as the values.',
    ],
  },
  "blank lines": { text: line("", "timestamp,value", "", ...rows(",", ...PLAIN), "", " ") },
  "empty rows and columns of a spreadsheet": {
    text: line(",,", "timestamp,value,,", ...rows(",", ...PLAIN).map((row) => row + ",,"), ",,,"),
  },
  "the header again between the rows": {
    text: line(
      "timestamp,value",
      ...rows(",", ...PLAIN).flatMap((row, i) => i === 2 ? ["timestamp,value", row] : [row]),
    ),
    notes: ["The header stood 2 times: read once."],
  },
  "psql's table": {
    text: line(
      "      timestamp      | value ",
      "---------------------+-------",
      ...rows(" | ", ...PLAIN).map((row) => ` ${row}`),
      "(3 rows)",
    ),
  },
  "a Markdown table": {
    text: line(
      "| timestamp | value |",
      "|-----------|------:|",
      ...rows(" | ", ...PLAIN).map((row) => `| ${row} |`),
    ),
  },
  "a table in a box": {
    text: line(
      "┌─────────────────────┬───────┐",
      "│ timestamp           │ value │",
      "├─────────────────────┼───────┤",
      ...rows(" │ ", ...PLAIN).map((row) => `│ ${row} │`),
      "└─────────────────────┴───────┘",
    ),
    notes: ["2 comment lines were left out."],
  },
  "a time and a number with a blank between": {
    text: line("minute count", ...rows(" ", ...PLAIN)),
    notes: [
      'Column "minute" was taken as the timestamps.',
      'Column "count" was taken as the values.',
    ],
  },
  "two metrics of CloudWatch's console, which it describes": {
    text: line(
      "Label,RequestCount,HTTPCode_5XX",
      "Full label,app/my RequestCount,app/my HTTPCode_5XX",
      "Id,m1,m2",
      "Statistic,Sum,Sum",
      "Period,300,300",
      "",
      ...rows(",", ...PLAIN).map((row) => `${row},1`),
    ),
    options: { value: "RequestCount" },
  },
  "one metric of CloudWatch's console": {
    text: line("Full label,a b", "Label,b", "Id,m1", "Period,300", ...rows(",", ...PLAIN)),
    notes: [
      "1 line above the header was left out.",
      "2 lines below the header were left out.",
      'Column "Label" was taken as the timestamps.',
      'Column "b" was taken as the values.',
    ],
  },
  "columns that blanks align": {
    text: line(
      "  timestamp           value",
      "--------------------  -----",
      ...rows("     ", ...PLAIN).map((row) => ` ${row}`),
    ),
    options: { separator: " " },
  },
  "mysql's table": {
    text: line(
      "+---------------------+-------+",
      "| ts                  | value |",
      "+---------------------+-------+",
      ...rows(" | ", ...PLAIN).map((row) => `| ${row} |`),
      "+---------------------+-------+",
      "3 rows in set (0.00 sec)",
      "Time: 0,512 ms",
    ),
  },
  "points between all thousands": {
    text: line("timestamp;value", ...rows(";", "94", "56", "1.234.567")),
    values: [94, 56, 1234567],
    notes: ['Numbers such as "1.234.567" were read with points between thousands.'],
  },
  "commas between thousands as in India, and a typographic minus": {
    text: line("timestamp,value", ...rows(",", "94", "\u221256", '"12,34,567"')),
    values: [94, -56, 1234567],
    notes: ['Numbers such as "12,34,567" were read with commas between thousands.'],
  },
  "InfluxDB's annotated CSV": {
    text: line(
      "#group,false,false,true,true,false,false,true,true",
      "#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string",
      "#default,_result,,,,,,,",
      ",result,table,_start,_stop,_time,_value,_field,_measurement",
      ...PLAIN.map((value, i) =>
        `,,0,2025-03-03T00:00:00Z,2025-03-04T00:00:00Z,${iso(i)}Z,${value},count,requests`
      ),
      "",
    ),
    notes: [
      'Column "_time" was taken as the timestamps.',
      'Column "_value" was taken as the values.',
    ],
  },
  "columns of other names, the only ones of their kind": {
    text: line("id,bin(5m),count(*)", ...rows(",", ...PLAIN).map((row) => `x,${row}`)),
    notes: [
      'Column "bin(5m)" was taken as the timestamps.',
      'Column "count(*)" was taken as the values.',
    ],
  },
  "columns in another case": {
    text: line("TIMESTAMP,Value", ...rows(",", ...PLAIN)),
    notes: [
      'Column "TIMESTAMP" was taken as the timestamps.',
      'Column "Value" was taken as the values.',
    ],
  },
  "pandas' index": {
    text: line(",timestamp,value", ...rows(",", ...PLAIN).map((row, i) => `${i},${row}`)),
  },
  "a date and a time of day": {
    text: line(
      "Date,Time,requests",
      ...PLAIN.map((value, i) => `2025-03-03,00:${String(5 * i).padStart(2, "0")}:00,${value}`),
    ),
    notes: [
      'Columns "Date" and "Time" were taken together as the timestamps.',
      'Column "requests" was taken as the values.',
    ],
  },
  "a date and a time of day of other names": {
    text: line(
      "Tag;Uhrzeit;Wert",
      ...PLAIN.map((value, i) => `2025-03-03;0:0${5 * i};${value}`).slice(0, 2),
      "2025-03-03;00:10;1234",
    ),
    notes: [
      'Columns "Tag" and "Uhrzeit" were taken together as the timestamps.',
      'Column "Wert" was taken as the values.',
    ],
  },
  "a date and a time of day that are told": {
    text: line("Datum;Uhrzeit;Wert", ...PLAIN.map((value, i) => `03.03.2025;0:${5 * i};${value}`)),
    options: { timestamp: "Datum+Uhrzeit", value: "Wert", format: "DD.MM.YYYY H:m" },
  },
  "rows newest first": {
    text: line("timestamp,value", ...rows(",", ...PLAIN).reverse()),
    notes: ["The rows stood newest first and were sorted by time."],
  },
  "rows in no order": {
    text: line("timestamp,value", ...[1, 2, 0].map((i) => rows(",", ...PLAIN)[i]!)),
    notes: [
      "The rows were not in order of time (line 4 is the first that runs back) and were sorted.",
    ],
  },
  "the same row twice": {
    text: line("timestamp,value", ...rows(",", ...PLAIN).flatMap((row) => [row, row])),
    notes: ["3 rows repeated another with the same time and value: left out."],
  },
  "a decimal comma": {
    text: line("timestamp;value", ...rows(";", "9,4", "5,6", "1234")),
    values: [9.4, 5.6, 1234],
    notes: ['Numbers such as "9,4" were read with a decimal comma.'],
  },
  "a decimal comma with points between thousands": {
    text: line("timestamp;value", ...rows(";", "94", "5,6", "1.234,5")),
    values: [94, 5.6, 1234.5],
  },
  "a decimal comma in quotes, told": {
    text: line("timestamp,value", ...rows(",", '"9,4"', '"5,6"', '"1.234"')),
    options: { decimal: "," },
    values: [9.4, 5.6, 1234],
  },
  "commas between thousands": {
    text: line("timestamp,value", ...rows(",", "94", "56", '"1,234"')),
    notes: [
      'Numbers such as "1,234" were read with commas between thousands; for a decimal comma say so (decimal: ",").',
    ],
  },
  "commas between thousands and a point": {
    text: line("timestamp;value", ...rows(";", "94.5", "56", "1,234.25")),
    values: [94.5, 56, 1234.25],
  },
  "points before three digits each": {
    text: line("timestamp\tvalue", ...rows("\t", "1.094", "1.056", "12.340")),
    values: [1.094, 1.056, 12.34],
    notes: [
      'Numbers such as "1.094" were read with a decimal point; for points between thousands say so (decimal: ",").',
    ],
  },
  "blanks and apostrophes between thousands": {
    text: line("timestamp,value", ...rows(",", "1 094", "56\u00a0000", "1'234")),
    values: [1094, 56000, 1234],
  },
  "points between thousands that are told": {
    text: line("timestamp;value", ...rows(";", "94", "56", "1.234")),
    options: { decimal: "," },
  },
  "fractions and exponents": {
    text: line("timestamp,value", ...rows(",", ".5", "-5.6e1", "+1234.")),
    values: [0.5, -56, 1234],
  },
  "Unix time in seconds": {
    text: line("time,value", ...PLAIN.map((value, i) => `${at(i) / 1000},${value}`)),
    options: { timestamp: "time" },
  },
  "Unix time with .0": {
    text: line("time,value", ...PLAIN.map((value, i) => `${at(i) / 1000}.0,${value}`)),
    options: { timestamp: "time" },
  },
  "Unix time in nanoseconds": {
    text: line("timestamp,value", ...PLAIN.map((value, i) => `${at(i)}000000,${value}`)),
  },
  "a day-first form that is told": {
    text: line("timestamp,value", "03/03/25 00:00,94", "03/03/25 00:05,56", "03/03/25 00:10,1234"),
    options: { format: "DD/MM/YY HH:mm" },
  },
  "a month-first form of 12 hours that is told": {
    text: line(
      "timestamp,value",
      "3/3/2025 12:00 AM,94",
      "3/3/2025 12:05 AM,56",
      "3/3/2025 12:10 AM,1234",
    ),
    options: { format: "M/D/YYYY h:mm A" },
  },
  "calendar stamps that are told": {
    text: line("timestamp,value", "202503030000,94", "202503030005,56", "202503030010,1234"),
    options: { format: "YYYYMMDDHHmm" },
  },
  "a counter with start and step": {
    text: line("t,value", "1,94", "2,56", "3,1234"),
    options: { timestamp: "t", start: "2025-03-03", step: "5m" },
  },
  "values alone, with start and step": {
    text: line("value", ...PLAIN),
    options: { start: new Date(START), step: 300 },
  },
  "local times of a zone": {
    text: line(
      "timestamp,value",
      "2025-03-03 01:00,94",
      "2025-03-03T00:05:00Z,56",
      "2025-03-03 01:10,1234",
    ),
    options: { timeZone: "Europe/Berlin" },
  },
  "one of several series": {
    text: line(
      "timestamp,elb,zone,value",
      ...PLAIN.flatMap((value, i) => [
        `${iso(i)}Z,a,x,${value}`,
        `${iso(i)}Z,b,x,7`,
      ]),
    ),
    options: { where: { elb: "a" } },
  },
};

for (const [name, { text, options, values, notes }] of Object.entries(kinds)) {
  Deno.test(`readSeries() reads ${name}`, async () => {
    const series = await readText(text, options);
    assert.deepEqual(series.timestamps, [at(0), at(1), at(2)]);
    assert.deepEqual(series.values, values ?? [94, 56, 1234]);
    if (notes !== undefined && notes.length > 0) assert.deepEqual(series.notes, notes);
    assert.equal(series.name, options?.where === undefined ? "my" : "my (a)");
  });
}

Deno.test("readSeries() takes each word for a missing sample as one, counts it and leaves a gap", async () => {
  const words = ["", "NaN", "null", "NULL", "NA", "N/A", "#N/A", "-", "None", "No data", "\\N"];
  for (const word of [...words, "nan", "<NA>", "(null)", '"n/a"']) {
    const text = line("timestamp,value", ...rows(",", "94", word, "56", "1", "0"));
    const series = await readText(text);
    assert.deepEqual(series.timestamps, [at(0), at(2), at(3), at(4)], word);
    assert.deepEqual(series.gaps.map(({ missing }) => missing), [1]);
    assert.deepEqual(series.notes, [
      "1 row without a value (missing samples, the first on line 3) was left out.",
    ]);
  }
});

Deno.test("readSeries() makes missing samples zeros or an error where told to", async () => {
  const text = line("timestamp,value", ...rows(",", "94", "", "56", "1", "2", "3").toSpliced(3, 1));
  const zeros = await readText(text, { missing: "zero" });
  assert.deepEqual(zeros.values, [94, 0, 56, 0, 2, 3]);
  assert.deepEqual(zeros.timestamps, Array.from({ length: 6 }, (_, i) => at(i)));
  assert.deepEqual(zeros.gaps, []);
  assert.deepEqual(zeros.notes, [
    "1 row without a value (missing samples, the first on line 3) became 0.",
    "1 missing row became 0.",
  ]);
  await assert.rejects(readText(text, { missing: "refuse" }), /line 3, column 2 \(value\)/);
  const holes = line("timestamp,value", ...rows(",", "1", "2", "3", "4", "5").toSpliced(1, 1));
  await assert.rejects(
    readText(holes, { missing: "refuse" }),
    /must have no gap: 1 sample missing/,
  );
});

Deno.test("readSeries() makes one value of several at one time as it is told", async () => {
  const text = line("timestamp,value", `${iso(0)},1`, `${iso(1)},2`, `${iso(1)},4`, `${iso(0)},3`);
  const expected = { first: [1, 2], last: [3, 4], mean: [2, 3], sum: [4, 6] } as const;
  for (const [duplicates, values] of Object.entries(expected)) {
    const series = await readText(text, { duplicates: duplicates as keyof typeof expected });
    assert.deepEqual(series.values, values);
    assert.match(series.notes.at(-1)!, /^4 rows at 2 repeated times became one a time: /);
  }
});

Deno.test("readSeries() reads the hour that occurs twice in the order of the rows, either way", async () => {
  const local = ["00:30", "01:00", "01:30", "01:00", "01:30", "02:00"];
  const lines = local.map((time, i) => `2024-11-03 ${time},${i}`);
  const expected = ["04:30", "05:00", "05:30", "06:00", "06:30", "07:00"];
  for (const rows of [lines, lines.toReversed()]) {
    const { timestamps, values } = await readText(line("timestamp,value", ...rows), {
      timeZone: "America/New_York",
    });
    assert.deepEqual(clock(timestamps), expected.map((time) => `2024-11-03 ${time}`));
    assert.deepEqual(values, [0, 1, 2, 3, 4, 5]);
  }
});

Deno.test("readSeries() passes the letters of a zone over where the zone is told, and says so", async () => {
  const text = line("time,value", "2024-10-27 02:30 CEST,1", "2024-10-27 02:30 CET,2");
  await assert.rejects(
    readText(text),
    /what CEST means is not guessed; say whose clock it is \(timeZone: "Europe\/Berlin"\)/,
  );
  const { timestamps, notes } = await readText(text, { timeZone: "Europe/Berlin" });
  assert.deepEqual(clock(timestamps), ["2024-10-27 00:30", "2024-10-27 01:30"]);
  assert.match(
    notes.join("\n"),
    /Letters such as CEST behind times were passed over for Europe\/Berlin\./,
  );
});

Deno.test("readSeries() names a format that reads a date whose parts are not sure", async () => {
  for (
    const cell of [
      "03-MAR-25 12.00.00.000000 AM",
      "03 Mar 25 00:00",
      "3/3/2025, 12:00:00.000 AM",
      "03-MAR-2025 12.00.00 AM",
    ]
  ) {
    const text = line("when;value", `${cell};94`);
    const error: Error = await readText(text).then(() => assert.fail(cell), (error) => error);
    const format = /format: "([^"]+)"/.exec(error.message)![1]!;
    const { timestamps } = await readText(text, { format });
    assert.deepEqual(clock(timestamps), ["2025-03-03 00:00"], `${cell} as ${format}`);
  }
});

Deno.test("readSeries() reads Windows-1252 where no byte beyond ASCII is UTF-8, and says so", async () => {
  const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  const text = line("timestamp;für ELB", ...rows(";", "94", "56", "1\u00a0234,5"));
  const { column, values, notes } = await readText(bytes(text));
  assert.deepEqual([column, values], ["für ELB", [94, 56, 1234.5]]);
  assert.equal(notes[0], "The text is not in UTF-8 and was read as Windows-1252.");
  const damaged = Uint8Array.of(...new TextEncoder().encode(text), 0xfc, 10);
  await assert.rejects(readText(damaged), /must be UTF-8 text: line 5 holds other bytes/);
  await assert.rejects(readText(bytes(text + "\x81\n")), /must be UTF-8 text: line 1 holds/);
});

Deno.test("readSeries() reads numbers that all have a percent sign, and takes bare ones first", async () => {
  const text = line("timestamp,availability", ...rows(",", "99.9%", "99.95 %", "-0%"));
  assert.deepEqual((await readText(text)).values, [99.9, 99.95, -0]);
  const comma = line("timestamp;availability", ...rows(";", "99,9 %", "99,95 %", "0 %"));
  assert.deepEqual((await readText(comma)).values, [99.9, 99.95, 0]);
  const beside = line("timestamp,requests,errors", ...rows(",", "94,1%", "56,2%", "1,3%"));
  assert.deepEqual((await readText(beside)).values, [94, 56, 1]);
});
