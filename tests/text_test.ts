import assert from "node:assert/strict";
import { escapeHtml, textTable } from "../lib/text.ts";

Deno.test("textTable() is as wide as each column's longest text, to the left or to the right", () => {
  const rows = [["name", "n"], ["a", "100"], ["", ""]];
  assert.equal(textTable(rows), "name  n\na     100\n");
  assert.equal(textTable(rows, [false, true]), "name    n\na     100\n");
  assert.equal(textTable([]), "");
});

Deno.test("escapeHtml() leaves nothing that opens a tag, an entity or ends an attribute", () => {
  assert.equal(escapeHtml('<a href="x">&amp;'), "&#60;a href=&#34;x&#34;&#62;&#38;amp;");
});
