import assert from "node:assert/strict";
import { TimeColumn } from "../../../lib/data/timestamps/time_column.ts";

Deno.test("TimeColumn checks the times of rows that are left out as those of rows that are kept", () => {
  const written = new TimeColumn({ wayIn: "library" });
  assert.equal(written.check("2014-04-10"), Date.UTC(2014, 3, 10));
  assert.equal(written.check("1397088240"), 1_397_088_240_000);
  for (const bad of ["", "soon", "2014-02-30"]) {
    assert.throws(() => written.check(bad), SyntaxError, bad);
    assert.throws(() => written.read(bad), SyntaxError, bad);
  }
  const counter = new TimeColumn({ start: 0, step: 1000, wayIn: "library" });
  assert.equal(counter.check("2"), 2);
  for (const bad of ["", "2014-04-10"]) assert.throws(() => counter.check(bad), SyntaxError, bad);
  const told = new TimeColumn({ format: "DD.MM.YYYY", wayIn: "library" });
  assert.equal(told.check("10.04.2014"), Date.UTC(2014, 3, 10));
  assert.throws(() => told.check("2014-04-10"), SyntaxError);
});

Deno.test("TimeColumn says why it read the day or the month first, a row that is left out may tell", () => {
  const column = (...texts: string[]) => {
    const dates = new TimeColumn({ wayIn: "command" });
    const times = Float64Array.from(texts, (text) => dates.read(text));
    return { dates, times };
  };
  const { dates, times } = column("8/3/2026 9:05", "08/04/2026 10:00");
  assert.deepEqual(dates.finish(times.slice()), {
    row: 0,
    rule:
      "day or month first is not guessed; say which (--format 'D/M/YYYY H:mm' or --format 'M/D/YYYY H:mm'): current value is \"8/3/2026 9:05\"",
  });
  dates.check("8/25/2026 10:00");
  assert.deepEqual(dates.finish(times), [
    'Dates such as "8/3/2026 9:05" were read with the month first, as "8/25/2026 10:00" can only be read so; for files in which none tells, say it (--format \'M/D/YYYY H:mm\').',
  ]);
  assert.deepEqual([...times], [Date.UTC(2026, 7, 3, 9, 5), Date.UTC(2026, 7, 4, 10)]);
  for (const other of ["2026-08-05", "5.8.2026 10:00", "8/5/2026", "8/5/26 10:00"]) {
    assert.throws(() => column("8/3/2026 9:05", other), /expected the form "D\/M\/YYYY H:mm"/);
  }
});
