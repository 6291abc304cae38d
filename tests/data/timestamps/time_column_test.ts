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
