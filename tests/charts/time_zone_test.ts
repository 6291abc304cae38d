import assert from "node:assert/strict";

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
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--quiet",
        "--allow-read",
        "--allow-env",
        "--allow-sys",
        "--allow-ffi",
        "--ext=ts",
        "-",
      ],
      env: { TZ, NO_COLOR: "1", LANG: "de_DE.UTF-8" },
      cwd: new URL("../../", import.meta.url),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const input = child.stdin.getWriter();
    await input.write(new TextEncoder().encode(program));
    await input.close();
    const { success, stdout, stderr } = await child.output();
    assert.ok(success, new TextDecoder().decode(stderr));
    runs.push(new TextDecoder().decode(stdout).trim().split(" "));
  }
  assert.deepEqual(runs.map(([offset]) => offset), ["0", "-330", "210"]);
  assert.equal(new Set(runs.map(([, digest]) => digest)).size, 1);
});
