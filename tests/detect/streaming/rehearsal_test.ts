/** What the first detector of a process does before its first row. */
import assert from "node:assert/strict";
import { rhythm, timeOf } from "./streaming_series.ts";
import { StreamingDetector } from "../../../lib/detect/mod.ts";

/** Counts what is made with `new` of two classes of WebAssembly. */
function countWasm(): { readonly modules: number; readonly instances: number; stop(): void } {
  const { Module, Instance } = WebAssembly;
  const counts = { modules: 0, instances: 0 };
  const counting = <T extends object>(target: T, name: keyof typeof counts): T =>
    new Proxy(target, {
      construct(made, parameters) {
        counts[name]++;
        return Reflect.construct(made as unknown as typeof Module, parameters);
      },
    });
  WebAssembly.Module = counting(Module, "modules");
  WebAssembly.Instance = counting(Instance, "instances");
  return Object.assign(counts, { stop: () => Object.assign(WebAssembly, { Module, Instance }) });
}

// the one test of its file: it needs a process in which there was no detector
Deno.test("new StreamingDetector() compiles the kernel and trains each net once, before any row", () => {
  const made = countWasm();
  try {
    const detector = new StreamingDetector({ seed: 1 });
    assert.deepEqual([made.modules, made.instances], [1, 4]);
    const other = new StreamingDetector({ seed: 1 });
    assert.equal(made.instances, 4, "once in a process");
    rhythm(420).forEach((value, row) => {
      const before = made.instances;
      const first = detector.update(timeOf(row), value);
      assert.ok(made.instances <= before + 1, `row ${row} begins one fit at most`);
      assert.deepEqual(other.update(timeOf(row), value), first);
    });
    // two detectors: four nets at 150 rows, four at 300, and one when the day before joins it
    assert.equal(made.instances, 4 + 2 * (4 + 4 + 1));
    assert.equal(made.modules, 1);
  } finally {
    made.stop();
  }
});
