import assert from "node:assert/strict";
import { counted, escapeHtml, formatNumber, textTable } from "../lib/text.ts";

Deno.test("textTable() is as wide as each column's longest text, to the left or to the right", () => {
  const rows = [["name", "n"], ["a", "100"], ["", ""]];
  assert.equal(textTable(rows), "name  n\na     100\n");
  assert.equal(textTable(rows, [false, true]), "name    n\na     100\n");
  assert.equal(textTable([]), "");
});

Deno.test("counted() has one and many", () => {
  assert.deepEqual([0, 1, 4032].map((n) => counted(n, "row")), ["0 rows", "1 row", "4,032 rows"]);
  assert.equal(counted(2, "anomaly", "anomalies"), "2 anomalies");
});

Deno.test("formatNumber() is plain from 1e-6 to below 1e15, and 0 is 0", () => {
  for (
    const [value, text] of [
      [0, "0"],
      [-8_145_123, "-8,145,120"],
      [1e-6, "0.000001"],
      [9.87654321e-7, "9.87654e-7"],
      [0.03123456, "0.0312346"],
      [999_999_999_999_999, "1,000,000,000,000,000"],
      [1e15, "1000000000000000"],
      [1e300, "1e+300"],
    ] as const
  ) assert.equal(formatNumber(value, 6), text);
});

Deno.test("escapeHtml() leaves nothing that opens a tag, an entity or ends an attribute", () => {
  assert.equal(escapeHtml('<a href="x">&amp;'), "&#60;a href=&#34;x&#34;&#62;&#38;amp;");
});
