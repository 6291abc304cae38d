import assert from "node:assert/strict";
import { textOutput } from "../text_output.ts";

/** Prints a digest of what charts with a time axis and a table show. */
const program = `
import { charts } from ${JSON.stringify(import.meta.resolve("./all_charts.ts"))};
import { smallFrame } from ${JSON.stringify(import.meta.resolve("./small_series.ts"))};
import { plotSeries } from ${
  JSON.stringify(import.meta.resolve("../../lib/charts/series/series.ts"))
};
import { createFrame } from ${JSON.stringify(import.meta.resolve("../../lib/data/frame/frame.ts"))};
import { toBundle } from ${
  JSON.stringify(import.meta.resolve("../../lib/notebook/display/show.ts"))
};
const timed = ["series", "anomalies", "errors", "timeline"];
const parts = timed.map((name) => charts[name]().outerHTML);
const days = createFrame([0, 4.2, 9, 13].map((day) => day * 86_400_000), [1, 2, 3, 4]);
parts.push(plotSeries(days).outerHTML);
parts.push(JSON.stringify(await toBundle(smallFrame)));
const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(parts.join()));
console.log(new Date(0).getTimezoneOffset(), new Uint8Array(digest).toHex());
`;

Deno.test("charts and tables are the same bytes in three time zones", async () => {
  const runs: string[][] = [];
  for (const TZ of ["UTC", "Asia/Kathmandu", "America/St_Johns"]) {
    const permissions = ["--allow-read", "--allow-env", "--allow-sys", "--allow-ffi"];
    const { success, stdout, stderr } = await textOutput(Deno.execPath(), {
      args: ["run", "--no-prompt", "--quiet", ...permissions, "--ext=ts", "-"],
      env: { TZ, NO_COLOR: "1", LANG: "de_DE.UTF-8" },
      cwd: new URL("../../", import.meta.url),
    }, program);
    assert.ok(success, stderr);
    runs.push(stdout.trim().split(" "));
  }
  assert.deepEqual(runs.map(([offset]) => offset), ["0", "-330", "210"]);
  assert.equal(new Set(runs.map(([, digest]) => digest)).size, 1);
});
