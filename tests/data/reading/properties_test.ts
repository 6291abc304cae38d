/** What holds for any series in any dialect. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { timeFormat } from "../../../lib/data/timestamps/format.ts";
import { readText } from "./read_text.ts";

const MINUTE = 60_000;

/** A way of writing a number or a time, and the option that tells it, if it needs one. */
interface Way<T> {
  readonly write: (value: T) => string;
  readonly options?: Record<string, string>;
}

const parts = (time: number) => {
  const [, year, month, day, clock] = /^(\d+)-(\d+)-(\d+)T(.{8})/.exec(
    new Date(time).toISOString(),
  )!;
  return { year, month, day, clock };
};
const TIMES: readonly Way<number>[] = [
  { write: (time) => new Date(time).toISOString() },
  { write: (time) => new Date(time).toISOString().slice(0, 19).replace("T", " ") },
  { write: (time) => new Date(time).toISOString().replace(/[-:]|\.000/g, "") },
  { write: (time) => String(time / 1000) },
  { write: (time) => `${time}000` },
  { write: (time) => new Date(time).toUTCString() },
  { write: (time) => new Date(time + 2 * 60 * MINUTE).toISOString().replace("Z", "+02") },
  {
    write: (time) => {
      const { year, month, day, clock } = parts(time);
      return `${day}.${month}.${year} ${clock}`;
    },
    options: { format: "DD.MM.YYYY HH:mm:ss" },
  },
  {
    write: (time) => new Date(time).toISOString().replace(/[-:T]|\.000Z/g, ""),
    options: { format: "YYYYMMDDHHmmss" },
  },
];

/** Groups of three before the decimal mark. */
const grouped = (value: number, group: string, mark: string) => {
  const [whole, fraction] = String(value).split(".");
  return whole!.replace(/\B(?=(\d{3})+$)/g, group) +
    (fraction === undefined ? "" : mark + fraction);
};
const NUMBERS: readonly Way<number>[] = [
  { write: String },
  { write: (value) => String(value).replace(".", ","), options: { decimal: "," } },
  { write: (value) => grouped(value, ".", ","), options: { decimal: "," } },
  { write: (value) => grouped(value, ",", "."), options: { decimal: "." } },
  { write: (value) => grouped(value, " ", ".") },
];

Deno.test("readSeries() reads back a series in any dialect, whatever stands around it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        values: fc.array(fc.integer({ min: 0, max: 10_000_000 }).map((n) => n / 4), {
          minLength: 2,
          maxLength: 30,
        }),
        start: fc.integer({ min: 1_000_000_000, max: 1_890_000_000 }),
        step: fc.constantFrom(1, 60, 300, 86_400),
        time: fc.constantFrom(...TIMES),
        number: fc.constantFrom(...NUMBERS),
        separator: fc.constantFrom(",", ";", "\t", "|"),
        lineEnd: fc.constantFrom("\n", "\r\n"),
        above: fc.array(fc.constantFrom("# note", "", "A title"), { maxLength: 3 }),
        isReversed: fc.boolean(),
        hasMark: fc.boolean(),
      }),
      async (dialect) => {
        const { values, start, step, time, number, separator, lineEnd } = dialect;
        const timestamps = values.map((_, i) => 1000 * (start + i * step));
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const rows = values.map((value, i) =>
          [time.write(timestamps[i]!), number.write(value), "x"].map(quote).join(separator)
        );
        if (dialect.isReversed) rows.reverse();
        const header = ["timestamp", "value", "note"].join(separator);
        const text = (dialect.hasMark ? "\uFEFF" : "") +
          [...dialect.above, header, ...rows, ""].join(lineEnd);
        const series = await readText(text, { ...time.options, ...number.options });
        assert.deepEqual(series.timestamps, timestamps);
        assert.deepEqual(series.values, values);
      },
    ),
    { seed: 31, numRuns: 200 },
  );
});

Deno.test("readSeries() reads the day or the month first where a date tells, as if told, and never guesses", async () => {
  const day = fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 1, max: 12 }));
  const outcome = (text: string, options: Record<string, string>) =>
    readText(text, options).then(({ timestamps, values }) => ({ timestamps, values }), () => "no");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(day, day, fc.integer({ min: 1990, max: 2040 })), {
        minLength: 1,
        maxLength: 5,
      }),
      fc.constantFrom("/", ".", "-"),
      fc.constantFrom(["", ""], [" 00:05", " H:mm"], [" 13:05:09", " H:mm:ss"]),
      fc.constantFrom({}, { timeZone: "Europe/Berlin" }),
      async (dates, mark, [clock, clockFormat], options) => {
        const rows = dates.map(([a, b, year], i) => `${a}${mark}${b}${mark}${year}${clock},${i}`);
        const text = `timestamp,value\n${rows.join("\n")}\n`;
        const orders = [
          ...(dates.some(([a]) => a > 12) ? ["D,M"] : []),
          ...(dates.some(([, b]) => b > 12) ? ["M,D"] : []),
        ];
        if (orders.length !== 1) {
          const message = orders.length === 0 ? /format: "/ : /in one order|not exist|expected/;
          await assert.rejects(readText(text, options), message);
          return;
        }
        const format = [...orders[0]!.split(","), "YYYY"].join(mark) + clockFormat;
        assert.deepEqual(await outcome(text, options), await outcome(text, { ...options, format }));
      },
    ),
    { seed: 32, numRuns: 300 },
  );
});

Deno.test("readSeries() never guesses what a number that is a calendar stamp means", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2099, 11, 31) }),
      fc.constantFrom(8, 10, 12, 14),
      async (time, digits) => {
        const stamp = new Date(time).toISOString().replace(/\D/g, "").slice(0, digits);
        const format = "YYYYMMDDHHmmss".slice(0, digits);
        const text = `timestamp,value\n${stamp},1\n`;
        await assert.rejects(readText(text), new RegExp(`format: "${format}"`));
        const { timestamps } = await readText(text, { format });
        assert.equal(
          new Date(timestamps[0]!).toISOString().replace(/\D/g, "").slice(0, digits),
          stamp,
        );
      },
    ),
    { seed: 33, numRuns: 100 },
  );
});

Deno.test("readSeries() takes numbers as Unix time as soon as one is no calendar stamp", async () => {
  const seconds = [2010010100, 2010010160, 2010010220, 2010010280];
  const rows = seconds.map((time, i) => `${time},${i}`);
  await assert.rejects(readText(`timestamp,value\n${rows.slice(0, 1).join("\n")}\n`), /YYYYMMDDHH/);
  const { timestamps } = await readText(`timestamp,value\n${rows.join("\n")}\n`);
  assert.deepEqual(timestamps, seconds.map((time) => 1000 * time));
});

Deno.test("readSeries() takes seconds of nine digits as Unix time where told, or beside those of ten", async () => {
  const rows = "timestamp,value\n999999940,1\n999999970,2\n";
  assert.deepEqual((await readText(rows, { format: "X" })).timestamps, [
    999999940000,
    999999970000,
  ]);
  const { timestamps } = await readText(`${rows}1000000000,3\n`);
  assert.deepEqual(timestamps, [999999940000, 999999970000, 1000000000000]);
});

Deno.test("readSeries() reads what clocks of any zone show, put back and forward", async () => {
  const zones = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...zones),
      // The days on which clocks change are few, so they are taken often.
      fc.oneof(fc.integer({ min: 0, max: 364 }), fc.constantFrom(69, 90, 97, 279, 300, 307)),
      fc.boolean(),
      async (timeZone, day, isReversed) => {
        const show = new Intl.DateTimeFormat("sv-SE", {
          timeZone,
          dateStyle: "short",
          timeStyle: "medium",
        });
        const start = Date.UTC(2024, 0, day);
        const expected = Array.from({ length: 400 }, (_, i) => start + 10 * MINUTE * i);
        const rows = expected.map((time, i) => `${show.format(time)},${i}`);
        if (isReversed) rows.reverse();
        const { timestamps } = await readText(`timestamp,value\n${rows.join("\n")}\n`, {
          timeZone,
        });
        assert.deepEqual(timestamps, expected);
      },
    ),
    { seed: 34, numRuns: 60 },
  );
});

Deno.test("timeFormat() reads back what its tokens write", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(1970, 0), max: Date.UTC(2068, 11, 31) }),
      (time) => {
        const date = new Date(time);
        const { year, month, day, clock } = parts(time);
        const hour = date.getUTCHours();
        const half = `${hour % 12 || 12}:${clock!.slice(3)} ${hour < 12 ? "AM" : "PM"}`;
        const name = date.toUTCString().slice(8, 11);
        const milliseconds = String(date.getUTCMilliseconds()).padStart(3, "0");
        const second = Math.floor(time / 1000) * 1000;
        const written: [format: string, text: string, expected: number][] = [
          ["DD.MM.YYYY HH:mm:ss.SSS", `${day}.${month}.${year} ${clock}.${milliseconds}`, time],
          ["M/D/YY h:mm:ss A", `${Number(month)}/${Number(day)}/${year!.slice(2)} ${half}`, second],
          ["[on] D MMM YYYY HH:mm:ssZ", `on ${Number(day)} ${name} ${year} ${clock}+00:00`, second],
          ["X", String(second / 1000), second],
          ["x", String(time), time],
          ["YYYYMMDD[T]HHmmss", `${year}${month}${day}T${clock!.replaceAll(":", "")}`, second],
        ];
        for (const [format, text, expected] of written) {
          assert.equal(timeFormat(format)(text).time, expected, format);
        }
      },
    ),
    { seed: 35 },
  );
});

Deno.test("readSeries() takes no longer than linear time for a cell of any length", async () => {
  for (
    const cell of ["1".repeat(400_000), "1,".repeat(200_000), "1 ".repeat(200_000), "-".repeat(9e5)]
  ) {
    await assert.rejects(readText(`timestamp;value\n2014-04-10;${cell}x\n`), /line 2/);
    await assert.rejects(readText(`timestamp;value\n${cell};1\n`), SyntaxError);
  }
});
