import assert from "node:assert/strict";
import { nabTable } from "../../../lib/cli/shared/nab_table.ts";

Deno.test("nabTable() says why there are no published scores beside files that are not NAB's", () => {
  assert.match(nabTable([], undefined), /These files are not NAB's/);
});
