import assert from "node:assert/strict";
import { EarlyStopping } from "../../../lib/autoencoder/training/early_stopping.ts";
import { KERAS } from "../keras_golden.ts";

Deno.test(`EarlyStopping stops and restores where Keras does (${KERAS.madeBy})`, () => {
  for (const { values, patience, min_delta, epochs, restored } of KERAS.earlyStopping) {
    const stopping = new EarlyStopping({ patience, minDelta: min_delta, restoreBest: true });
    let [run, best] = [0, 0];
    for (const value of values) {
      run++;
      const { improved, stop } = stopping.observe(value);
      if (improved) best = run;
      if (stop) break;
    }
    const given = JSON.stringify({ values, patience, min_delta });
    assert.deepEqual({ epochs: run, restored: best }, { epochs, restored }, given);
  }
});

Deno.test("EarlyStopping refuses what is out of range", () => {
  assert.throws(() => new EarlyStopping({ patience: -1 }), /patience .* current value is -1/);
  assert.throws(() => new EarlyStopping({ patience: 0.5 }), RangeError);
  assert.throws(() => new EarlyStopping({ minDelta: NaN }), /minDelta .* current value is NaN/);
});
