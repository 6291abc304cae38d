import assert from "node:assert/strict";
import { StopSignals } from "../../lib/cli/shared/stop_signals.ts";

Deno.test("StopSignals takes what comes within half a second as one press of Ctrl-C", async () => {
  using stop = new StopSignals();
  stop.stop("SIGINT");
  stop.stop("SIGINT"); // as `deno task` passes it on
  stop.stop("SIGTERM");
  assert.deepEqual([stop.signal.aborted, stop.again.aborted], [true, false]);
  assert.deepEqual([stop.code, stop.name], [130, "SIGINT"]);
  await new Promise((resolve) => setTimeout(resolve, 510));
  stop.stop("SIGINT");
  assert.equal(stop.again.aborted, true);
});

Deno.test("StopSignals gives 143 for all but Ctrl-C", () => {
  for (const name of ["SIGTERM", "SIGHUP"] as const) {
    using stop = new StopSignals();
    stop.stop(name);
    assert.deepEqual([stop.code, stop.name], [143, "SIGTERM"]);
  }
});
