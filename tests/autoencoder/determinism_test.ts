import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fit } from "../../lib/autoencoder/fit.ts";
import { KERNELS } from "../../lib/autoencoder/wasm/kernels.ts";
import { KernelNetwork } from "../../lib/autoencoder/wasm/network.ts";
import { createAutoencoder } from "../../lib/autoencoder/model.ts";
import { shuffleState } from "../../lib/autoencoder/training/shuffle.ts";
import { flat, waveNetwork, waveRows } from "./float64_network.ts";
import { trainedWeights } from "./train_in_worker.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { textOutput } from "../text_output.ts";

Deno.test("fit() gives the same bytes run after run, and in one or more workers", async () => {
  const here = await trainedWeights(7);
  assert.deepEqual(await trainedWeights(7), here);
  assert.notDeepEqual(await trainedWeights(8), here);

  const workers = [0, 1].map(() =>
    new Worker(new URL("./train_in_worker.ts", import.meta.url), { type: "module" })
  );
  try {
    const answers = await Promise.all(
      workers.map((worker, i) =>
        new Promise<Uint8Array>((resolve, reject) => {
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = reject;
          worker.postMessage(7 + i);
        })
      ),
    );
    assert.deepEqual(answers, [here, await trainedWeights(8)]);
  } finally {
    workers.forEach((worker) => worker.terminate());
  }
});

for (
  const { layers, batchSize } of [
    { layers: [1, 8], batchSize: 8 },
    { layers: [12, 4], batchSize: 32 },
    { layers: [37, 19, 6], batchSize: 50 },
    { layers: [64, 48, 16], batchSize: 128 },
  ]
) {
  Deno.test(`fit() gives the same bytes with 1, 2 and 3 workers for ${layers.join("-")}`, async () => {
    const series = Float32Array.from({ length: 700 }, (_, i) => 0.5 + 0.4 * Math.sin(i / 9));
    const train = async (workers: number) => {
      const model = createAutoencoder({
        inputDim: layers[0]!,
        hidden: layers.slice(1, -1),
        encodingDim: layers.at(-1)!,
        learningRate: 0.01,
        seed: 7,
      });
      const options = { epochs: 4, batchSize, validationSplit: 0.1, seed: 7, workers };
      const { loss, valLoss } = await fit(model, { series, windowLength: layers[0]! }, options);
      const weights = model.getWeights().map((weight) => [...weight.dataSync()]);
      return { loss, valLoss, weights };
    };
    const alone = await train(1);
    assert.ok(alone.loss[3]! < alone.loss[0]!);
    assert.deepEqual(await train(2), alone);
    assert.deepEqual(await train(3), alone);
    assert.deepEqual(await train(2), alone);
  });
}

/** A network, its data and its order of samples in a kernel's memory, and the calls to make. */
function memoryImage(build: "relaxed" | "strict") {
  const truth = waveNetwork([9, 5, 9], ["tanh", "sigmoid"]);
  const network = new KernelNetwork({
    layers: truth.layers,
    maxSamples: 48,
    adam: truth.adam,
    build,
  });
  truth.layers.forEach(({ kernel, bias }, l) => {
    const views = network.layerViews(l);
    views.weights.set(kernel);
    views.bias.set(bias);
  });
  const data = network.allocate(4 * 9 * 103);
  network.floats(data, 9 * 100).set(flat(waveRows(100, 9)));
  const rows = network.allocate(4 * 103);
  network.integers(rows, 100).set(Uint32Array.from({ length: 100 }, (_, i) => i));
  const state = network.allocate(8);
  new BigUint64Array(network.kernel.memory.buffer, state, 1)[0] = shuffleState(7);
  const out = network.allocate(4 * 148);
  const calls: [string, ...number[]][] = [];
  for (let epoch = 0; epoch < 20; epoch++) {
    calls.push(["shuffleRows", rows, 100, state, 0]);
    calls.push(["trainRows", network.address, data, 9, rows, 100, 32, 0.003]);
  }
  calls.push(["scoreRows", network.address, data, 9, 100, 48, 0, out]);
  return { network, calls };
}

const run = await Deno.permissions.query({ name: "run", command: "node" });
const node = run.state === "granted" &&
  await new Deno.Command("node", { args: ["--version"], stdout: "null", stderr: "null" }).output()
    .then(({ success }) => success, () => false);
if (!node) console.log("skipped: the kernel in Node, as node cannot be run here");

for (const build of ["relaxed", "strict"] as const) {
  Deno.test({
    name: `the ${build} kernel leaves the same bytes in Node's V8`,
    ignore: !node,
    async fn() {
      const { network, calls } = memoryImage(build);
      await using folder = await temporaryFolder();
      const [file, wasm] = [join(folder.path, "memory"), join(folder.path, "kernel.wasm")];
      await Deno.writeFile(wasm, Uint8Array.fromBase64(KERNELS[build]));
      await Deno.writeFile(file, new Uint8Array(network.kernel.memory.buffer));
      const kernel = network.kernel as unknown as Record<string, (...args: number[]) => number>;
      for (const [name, ...args] of calls) kernel[name]!(...args);
      const memory = new Uint8Array(network.kernel.memory.buffer);
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", memory)).toHex();

      const script = new URL("./run_in_node.mjs", import.meta.url);
      const { stdout, stderr, success } = await textOutput("node", {
        args: [
          // relaxed SIMD is behind a flag in Node 20, known without one since 22
          ...(build === "relaxed" ? ["--experimental-wasm-relaxed-simd"] : []),
          fileURLToPath(script),
          wasm,
          file,
          JSON.stringify(calls),
        ],
      });
      assert.ok(success, stderr);
      assert.equal(stdout.trim(), hash);
    },
  });
}

Deno.test("both builds of the kernel end close to each other", () => {
  const [relaxed, strict] = (["relaxed", "strict"] as const).map((build) => {
    const { network, calls } = memoryImage(build);
    const kernel = network.kernel as unknown as Record<string, (...args: number[]) => number>;
    for (const [name, ...args] of calls) kernel[name]!(...args);
    return network.floats(network.blocks.parameters, network.parameterCount);
  });
  // 80 steps of 0.003; fused and unfused sums round differently
  relaxed!.forEach((w, i) => assert.ok(Math.abs(w - strict![i]!) < 1e-4));
});
