import assert from "node:assert/strict";
import { excerpt } from "../lib/data/excerpt.ts";

Deno.test("excerpt() quotes a value and cuts a long one", () => {
  assert.equal(excerpt('a"\n'), '"a\\"\\n"');
  assert.equal(excerpt("x".repeat(61)), `"${"x".repeat(60)}"...`);
});
