import assert from "node:assert/strict";
import fc from "fast-check";
import { formatTimestamp, parseTimestamp } from "../../../lib/data/timestamps/timestamp.ts";

const time = Date.UTC(2014, 3, 10, 0, 4);

Deno.test("parseTimestamp() reads dates and times without a zone as UTC", () => {
  for (
    const text of [
      "2014-04-10 00:04",
      "2014-04-10 00:04:00",
      "2014-04-10T00:04:00",
      "2014-04-10 00:04:00.000000",
      "2014-04-10 00:04:00.000999999",
    ]
  ) assert.equal(parseTimestamp(text), time, text);
  assert.equal(parseTimestamp("2014-04-10"), Date.UTC(2014, 3, 10));
  assert.equal(parseTimestamp("2014-04-10 00:04:00.5"), time + 500);
  assert.equal(parseTimestamp("2014-04-10 00:04:00.0279"), time + 27);
});

Deno.test("parseTimestamp() turns offsets into UTC", () => {
  for (
    const text of [
      "2014-04-10T00:04:00Z",
      "2014-04-10 00:04z",
      "2014-04-10T02:04:00+02:00",
      "2014-04-09T18:34:00.000-0530",
      "2014-04-10 02:04:00 +02:00",
      "2014-04-11T00:03:00+23:59",
    ]
  ) assert.equal(parseTimestamp(text), time, text);
});

Deno.test("parseTimestamp() reads Unix time by the number of its digits", () => {
  assert.equal(parseTimestamp("1397088240"), time);
  assert.equal(parseTimestamp("1397088240.25"), time + 250);
  assert.equal(parseTimestamp("1397088240000"), time);
  assert.equal(parseTimestamp("100000000000"), 100_000_000_000);
  assert.equal(parseTimestamp("139708824000099"), 139_708_824_000);
  assert.equal(parseTimestamp("1397088240000999"), time);
  assert.equal(parseTimestamp("1397088240000999999"), time);
  for (
    const text of [
      "13970882",
      "13970882400",
      "13970882400000",
      "13970882400000000",
      "139708824000099999",
    ]
  ) {
    assert.throws(() => parseTimestamp(text), SyntaxError, text);
  }
});

Deno.test("parseTimestamp() reads Unix time as Java writes numbers, and not what lost digits", () => {
  for (
    const [text, plain] of [
      ["1.39708824E9", "1397088240"],
      ["1.4E9", "1400000000"],
      ["1.39708824025E9", "1397088240.25"],
      ["1.39708824E12", "1397088240000"],
      ["1.397088240000099E12", "1397088240000.099"],
      ["1.39708824E15", "1397088240000000"],
      ["1.39708824E18", "1397088240000000000"],
    ] as const
  ) assert.equal(parseTimestamp(text), parseTimestamp(plain), text);
  for (
    const text of [
      "1.4E+09",
      "1.4e9",
      "14E8",
      "1.4E09",
      "1.E9",
      "1.4E7",
      "1.4E99",
      "-1.4E9",
      "1.4E17",
    ]
  ) assert.throws(() => parseTimestamp(text), SyntaxError, text);
  for (const text of ["7.95E8", "2.025030300E9"]) { // as 795000000 and 2025030300 are
    assert.throws(() => parseTimestamp(text), SyntaxError, text);
  }
});

Deno.test("parseTimestamp() refuses numbers that may be another time as well, and no others", () => {
  for (
    const text of [
      "201412312359",
      "2014041000",
      "201404100004",
      "1999010100",
    ]
  ) {
    assert.throws(() => parseTimestamp(text), /this number may be YYYYMMDDHH(mm)? as well/, text);
  }
  // month 13, day 32, hour 24, minute 60, another century
  for (
    const text of ["2014133123", "2014123223", "2014123124", "201412312360", "2114041000"]
  ) {
    assert.equal(parseTimestamp(text), Number(text) * (text.length === 10 ? 1000 : 1), text);
  }
  for (const text of ["100000000", "795000000.5"]) {
    assert.throws(() => parseTimestamp(text), /Unix time of 10 digits \(s\)/, text);
  }
});

Deno.test("parseTimestamp() reads days of the year, 366 in leap years alone", () => {
  assert.equal(parseTimestamp("2014-100"), Date.UTC(2014, 3, 10));
  assert.equal(parseTimestamp("2014-100T00:04"), time);
  assert.equal(parseTimestamp("2016-366"), Date.UTC(2016, 11, 31));
  assert.equal(parseTimestamp("2014-365"), Date.UTC(2014, 11, 31));
  for (const text of ["2014-366", "2016-367", "2014-000"]) {
    assert.throws(() => parseTimestamp(text), /day \d+ does not exist in 201/, text);
  }
});

Deno.test("parseTimestamp() agrees with Date on every ISO time of the years 0 to 9999", () => {
  fc.assert(
    fc.property(fc.integer({ min: -62167219200000, max: 253402300799999 }), (expected) => {
      const iso = new Date(expected).toISOString();
      assert.equal(parseTimestamp(iso), expected);
      assert.equal(parseTimestamp(iso.slice(0, -1)), expected);
      assert.equal(parseTimestamp(formatTimestamp(expected)), expected);
    }),
    { seed: 11, numRuns: 1000 },
  );
});

Deno.test("parseTimestamp() knows which days exist", () => {
  for (const day of ["01-31", "03-31", "05-31", "07-31", "08-31", "10-31", "12-31", "04-30"]) {
    assert.equal(formatTimestamp(parseTimestamp(`2014-${day}`)), `2014-${day} 00:00:00`);
  }
  assert.equal(parseTimestamp("2016-02-29"), Date.UTC(2016, 1, 29));
  assert.equal(parseTimestamp("2000-02-29"), Date.UTC(2000, 1, 29));
  for (
    const text of [
      "2014-02-29",
      "1900-02-29",
      "2014-04-31",
      "2014-06-31",
      "2014-09-31",
      "2014-11-31",
      "2014-01-32",
      "2014-01-00",
    ]
  ) {
    assert.throws(() => parseTimestamp(text), {
      name: "SyntaxError",
      message: `not a timestamp, day ${Number(text.slice(8))} does not exist in ${
        text.slice(0, 7)
      }: current value is "${text}"`,
    });
  }
  assert.throws(() => parseTimestamp("2014-13-01"), /month 13 does not exist/);
  assert.throws(() => parseTimestamp("2014-00-01"), /month 0 does not exist/);
});

Deno.test("parseTimestamp() reads every form that can mean one thing only", () => {
  const day = Date.UTC(2014, 3, 10);
  const forms: [string, number][] = [
    ["20140410T000400Z", time],
    ["20140410T0004", time],
    ["20140410T02", day + 7_200_000],
    ["20140410 000400", time],
    ["2014-04-10T000400Z", time],
    ["20140410T00:04:00.250+00:00", time + 250],
    ["2014-04-10T00:04:00,5Z", time + 500],
    ["2014-04-10 00:04:00+00", time],
    ["2014-04-10 02:04:00+02", time],
    ["2014-04-10 00:04:00 +0000 UTC", time],
    ["2014-04-10 02:04:00 +0200 CEST", time],
    ["2014-04-10 00:04:00 UTC", time],
    ["2014-04-10 00:04:00 GMT", time],
    ["2014-04-10T02:04:00+02:00[Europe/Berlin]", time],
    ["2014-04-10T00Z", day],
    ["2014/04/10 00:04:00", time],
    ["2014/4/10 0:04", time],
    ["2014-4-10", day],
    ["2014.04.10 00:04", time],
    ["2014-04-10 12:04:00 AM", time],
    ["2014-04-10 0:04", time],
    ["2014-04", Date.UTC(2014, 3, 1)],
    ["2014-100", day],
    ["2014-100T00:04Z", time],
    ["2014-W15-4", day],
    ["2014W154", day],
    ["2014-W15-4T00:04Z", time],
    ["2014-W15", day - 3 * 86_400_000],
    ["2015-W53-7", Date.UTC(2016, 0, 3)],
    ["2009-W01-1", Date.UTC(2008, 11, 29)],
    ["2014-04-09 24:00", day],
    ["2014-12-31T24:00:00.000Z", Date.UTC(2015, 0, 1)],
    ["Apr 10, 2014 @ 00:04:00.000", time],
    ["April 10, 2014 12:04 AM", time],
    ["Apr 10 2014, 00:04", time],
    ["10 Apr 2014 00:04:00", time],
    ["10-Apr-2014 00:04", time],
    ["10/Apr/2014:00:04:00 +0000", time],
    ["[10/Apr/2014:00:04:00 +0000]", time],
    ["[10/Apr/2014:00:04:00", time],
    ["Thu, 10 Apr 2014 00:04:00 GMT", time],
    ["Thu Apr 10 00:04:00 2014", time],
    ["Thu Apr 10 00:04:00 UTC 2014", time],
    ["Thu Apr  3 00:04:00 2014", time - 7 * 86_400_000],
    ["2014-Apr-10 00:04:00", time],
    ["Thu Apr 10 2014 02:04:00 GMT+0200 (Central European Summer Time)", time],
    ["1397088240.0", time],
    ["1397088240000.0", time],
    ["1397088240000000", time],
    ["1397088240000123", time],
    ["1397088240000000000", time],
    ["1397088240000999999", time],
  ];
  for (const [text, expected] of forms) assert.equal(parseTimestamp(text), expected, text);
});

Deno.test("parseTimestamp() refuses times that do not exist and forms that are not clear", () => {
  for (const text of ["2014-04-10 24:01", "2014-04-10 24:00:00.001", "2014-04-10 00:60"]) {
    assert.throws(
      () => parseTimestamp(text),
      /hours end at 23 or with 24:00, minutes and seconds at 59/,
    );
  }
  for (const text of ["2014-04-10 00:04+24:00", "2014-04-10 00:04-00:60"]) {
    assert.throws(() => parseTimestamp(text), /offset from UTC ends at 23:59/);
  }
  assert.throws(() => parseTimestamp("2014-04-10 13:04 PM"), /hours before AM or PM are 1 to 12/);
  assert.throws(() => parseTimestamp("2014-366"), /day 366 does not exist in 2014/);
  assert.throws(() => parseTimestamp("2014-W53"), /week 53 does not exist in 2014/);
  assert.throws(() => parseTimestamp("2014-W00-1"), /week 0 does not exist in 2014/);
  for (const stamp of ["2014041000", "201404100004", "20140410000400", "20140410"]) {
    assert.throws(() => parseTimestamp(stamp), /may be YYYYMMDD(HH)?(mm)?(ss)? as well as a Unix/);
  }
  for (
    const text of [
      "",
      "n/a",
      "10.04.2014",
      "04/10/2014",
      "10/04/14 00:04",
      "10-Apr-14",
      "2014-04-10 00:04 CET",
      "2014-04-10 05-06",
      "12345678901",
      "12345678",
      "2014-04-10Z",
      "-1397088240",
      "1.39e9",
      " 2014-04-10",
      "2014-04-10\n",
      "Marble 10, 2014",
      `2014-04-10 ${"0".repeat(100_000)}`,
    ]
  ) {
    assert.throws(
      () => parseTimestamp(text),
      (error: Error) =>
        /not a timestamp, expected YYYY-MM-DD HH:MM:SS/.test(error.message) &&
        error.message.length < 400,
      text.slice(0, 60),
    );
  }
});

Deno.test("formatTimestamp() writes seconds, and milliseconds where there are any", () => {
  assert.equal(formatTimestamp(time), "2014-04-10 00:04:00");
  assert.equal(formatTimestamp(time + 7), "2014-04-10 00:04:00.007");
  assert.equal(formatTimestamp(-62167219200000), "0000-01-01 00:00:00");
  for (const bad of [NaN, 0.5, 253402300800000, -62167219200001]) {
    assert.throws(() => formatTimestamp(bad), new RegExp(`current value is ${bad}`));
  }
});
