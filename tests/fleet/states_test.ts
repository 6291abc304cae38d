import assert from "node:assert/strict";
import { packStates, unpackStates } from "../../lib/fleet/mod.ts";

Deno.test("unpackStates() gives back what packStates() was given, and refuses all else", () => {
  const states = new Map([["a\n,", Uint8Array.of(1, 10, 2)], ["", new Uint8Array()], [
    "\u0000é",
    Uint8Array.of(3),
  ]]);
  const packed = packStates(states);
  assert.deepEqual(unpackStates(packed), states);
  assert.deepEqual(unpackStates(packStates(new Map())), new Map());
  for (const length of [packed.length - 1, 40, 3]) {
    assert.throws(() => unpackStates(packed.subarray(0, length)), RangeError, String(length));
  }
  assert.throws(() => unpackStates(Uint8Array.of(...packed, 0)), /must be whole: they are damaged/);
  const other = new TextEncoder().encode('{"kind":"model"}\nabc');
  assert.throws(
    () => unpackStates(other),
    /must be those of many series: they are something else/,
  );
});
