import assert from "node:assert/strict";
import {
  instantiateKernel,
  kernelBuild,
  sharedKernelMemory,
} from "../../../lib/autoencoder/wasm/module.ts";

Deno.test("kernelBuild() takes relaxed SIMD here, whatever was instantiated before", () => {
  instantiateKernel("strict");
  assert.equal(kernelBuild(), "relaxed");
});

Deno.test("kernelBuild() falls back to strict SIMD where relaxed SIMD is not known", async () => {
  const validate = WebAssembly.validate;
  WebAssembly.validate = () => false;
  try {
    // another instance of the module, which has not made up its mind yet
    const url = new URL("../../../lib/autoencoder/wasm/module.ts?strict", import.meta.url).href;
    const fresh: { kernelBuild: typeof kernelBuild; instantiateKernel: typeof instantiateKernel } =
      await import(url);
    assert.equal(fresh.kernelBuild(), "strict");
    assert.ok(fresh.instantiateKernel().heapBase() > 0);
  } finally {
    WebAssembly.validate = validate;
  }
});

Deno.test("instantiateKernel() gives each instance a memory of its own", () => {
  const [one, other] = [instantiateKernel(), instantiateKernel()];
  new Uint8Array(one.memory.buffer)[40_000] = 7;
  assert.equal(new Uint8Array(other.memory.buffer)[40_000], 0);
  assert.ok(one.memory.buffer.byteLength >= 1 << 20, "V8 drops half of each bounds check then");
});

for (const build of ["relaxed", "strict"] as const) {
  Deno.test(`instantiateKernel() gives ${build} instances a memory to share`, () => {
    const memory = sharedKernelMemory();
    const [one, other] = [instantiateKernel(build, memory), instantiateKernel(build, memory)];
    assert.equal(one.heapBase(), instantiateKernel(build).heapBase());
    assert.equal(one.heapBase(), other.heapBase());
    const rows = one.heapBase();
    new Uint32Array(memory.buffer, rows, 4).set([0, 1, 2, 3]);
    new BigUint64Array(memory.buffer, rows + 16, 1)[0] = 7n;
    other.shuffleRows(rows, 4, rows + 16, 0);
    const shuffled = [...new Uint32Array(memory.buffer, rows, 4)];
    assert.notDeepEqual(shuffled, [0, 1, 2, 3]);
    assert.deepEqual(shuffled.toSorted(), [0, 1, 2, 3]);
  });
}
