import assert from "node:assert/strict";
import { timeFormat } from "../../../lib/data/timestamps/format.ts";

const at = Date.UTC(2014, 3, 9, 8, 5, 6);

Deno.test("timeFormat() reads what each of its tokens stands for", () => {
  for (
    const [form, text, time = at] of [
      ["YYYY-MM-DD HH:mm:ss", "2014-04-09 08:05:06"],
      ["YYYY-M-D H:m:s", "2014-4-9 8:5:6"],
      ["YYYY-M-D H:m:s", "2014-04-09 08:05:06"],
      ["YY/MM/DD hh:mm:ss A", "14/04/09 08:05:06 AM"],
      ["YY/MM/DD h:mm:ss a", "14/04/09 8:05:06 p.m.", at + 12 * 3_600_000],
      ["D MMM YYYY, HH.mm.ss", "9 Apr 2014, 08.05.06"],
      ["MMMM D YYYY H:mm:ss", "April 9 2014 8:05:06"],
      ["YYYY-MM-DD HH:mm:ss.SSS", "2014-04-09 08:05:06.250", at + 250],
      ["YYYY-MM-DD[T]HH:mm:ss.SSSSSS", "2014-04-09T08:05:06.250999", at + 250],
      ["YYYY", "2014", Date.UTC(2014, 0, 1)],
      ["X", "1397030706.5", at + 500],
      ["X", "-1.5", -1500],
      ["x", "1397030706250.9", at + 250],
    ] as const
  ) {
    assert.deepEqual(timeFormat(form)(text).time, time, `${form}: ${text}`);
  }
});

Deno.test("timeFormat() takes so many digits as a token has, no more and no fewer", () => {
  for (
    const [form, text] of [
      ["YYYY-MM-DD hh:mm A", "2014-04-09 8:05 AM"],
      ["YYYY-MM-DD HH:mm", "2014-4-09 08:05"],
      ["YYYY-MM-DD HH:mm:ss", "2014-04-09 08:05:6"],
      ["YYYY-M-D H:m:s", "2014-4-9 8:5:006"],
      ["YYYY-M-D H:m:s", "2014-4-9 008:5:6"],
      ["YYYY", "214"],
      ["YYYY-MM-DD", "2014-04-09 "],
      ["YYYY-MM-DD", "x2014-04-09"],
      ["YYYY MMM", "2014 Avr"],
    ] as const
  ) {
    assert.throws(() => timeFormat(form)(text), SyntaxError, `${form}: ${text}`);
  }
});

Deno.test("timeFormat() reads offsets to the minute, and tells what names a zone", () => {
  const read = timeFormat("YYYY-MM-DD HH:mm:ssZ");
  for (
    const [zone, minutes] of [
      ["Z", 0],
      ["UTC", 0],
      ["+02", 120],
      ["+0230", 150],
      ["-05:45", -345],
    ] as const
  ) {
    const { time, isZoned } = read(`2014-04-09 08:05:06${zone}`);
    assert.equal(time, at - minutes * 60_000, zone);
    assert.equal(isZoned, true);
  }
  assert.equal(timeFormat("YYYY-MM-DD")("2014-04-09").isZoned, false);
  assert.equal(timeFormat("X")("1397030706").isZoned, true);
});

Deno.test("timeFormat() refuses a form with a letter that is no token, or without a year", () => {
  assert.throws(() => timeFormat("YYYY-QQ"), /must not hold "Q"/);
  assert.throws(() => timeFormat("DD.MM. HH:mm"), /must hold a year or a Unix time/);
});
