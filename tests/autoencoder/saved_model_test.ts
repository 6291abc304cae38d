import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { fit } from "../../lib/autoencoder/fit.ts";
import { createAutoencoder } from "../../lib/autoencoder/model.ts";
import { reconstructionErrors } from "../../lib/autoencoder/score.ts";
import { loadModel, saveModel } from "../../lib/autoencoder/saved_model.ts";
import { fitMinMax } from "../../lib/preprocessing/min_max.ts";
import { flat, waveRows } from "./float64_network.ts";
import { weightsOf } from "./keras_golden.ts";
import { inFolder } from "../data/temporary_folder.ts";

const create = (seed = 7) =>
  createAutoencoder({ inputDim: 6, encodingDim: 2, hidden: [4], learningRate: 0.02, seed });
const scaler = fitMinMax([18, 656], { featureRange: [-1, 1] });

Deno.test("loadModel() gives back what saveModel() was given", () =>
  inFolder(async (dir) => {
    const model = create();
    const x = flat(waveRows(40, 6));
    await fit(model, x, { epochs: 2, batchSize: 8, seed: 1 });
    const inner = join(dir, "made", "on demand");
    await saveModel(pathToFileURL(inner), { model, scaler, threshold: 0.0125 });
    assert.deepEqual(
      [...Deno.readDirSync(inner)].map(({ name }) => name).sort(),
      ["detector.json", "model.json", "weights.bin"],
    );

    const loaded = await loadModel(inner);
    assert.equal(loaded.threshold, 0.0125);
    assert.deepEqual(loaded.scaler.transform([18, 337, 656]), scaler.transform([18, 337, 656]));
    assert.deepEqual(weightsOf(loaded.model), weightsOf(model));
    assert.deepEqual(reconstructionErrors(loaded.model, x), reconstructionErrors(model, x));
    // compiled as before, with its optimiser starting afresh
    assert.deepEqual(loaded.model.optimizer.getConfig(), model.optimizer.getConfig());
    const history = await fit(loaded.model, x, { epochs: 1, batchSize: 8, seed: 1 });
    assert.equal(history.trainer, "kernel");
  }));

Deno.test("saveModel() writes TensorFlow.js' layers format: any reader finds the weights", () =>
  inFolder(async (dir) => {
    const model = create();
    await saveModel(dir, { model, scaler, threshold: 0 });
    const json = JSON.parse(await Deno.readTextFile(join(dir, "model.json")));
    const bytes = await Deno.readFile(join(dir, "weights.bin"));
    assert.equal(json.format, "layers-model");
    // read by the format's description alone: little-endian float32, one tensor after the other
    let at = 0;
    const [group] = json.weightsManifest;
    assert.deepEqual(group.paths, ["weights.bin"]);
    const names = ["encoder_1", "encoder", "decoder_1", "decoder"]
      .flatMap((layer) => [`${layer}/kernel`, `${layer}/bias`]);
    assert.deepEqual(group.weights.map((w: { name: string }) => w.name), names);
    weightsOf(model).forEach((weights, k) => {
      const { shape, dtype } = group.weights[k];
      assert.equal(dtype, "float32");
      const count = shape.reduce((product: number, n: number) => product * n, 1);
      const view = new DataView(bytes.buffer, at, 4 * count);
      weights.forEach((w, i) => assert.equal(view.getFloat32(4 * i, true), w));
      at += 4 * count;
    });
    assert.equal(at, bytes.length);

    // and by tf.loadLayersModel itself, as a browser does it
    const handler = tf.io.browserHTTPRequest("http://model/model.json", {
      fetchFunc: async (url: RequestInfo | URL) =>
        new Response(await Deno.readFile(join(dir, String(url).split("/").at(-1)!)), {
          headers: { "content-type": "application/json" },
        }),
    });
    assert.deepEqual(weightsOf(await tf.loadLayersModel(handler)), weightsOf(model));
  }));

Deno.test("saveModel() writes the same bytes for the same model", () =>
  inFolder(async (dir) => {
    const read = (folder: string) =>
      ["model.json", "weights.bin", "detector.json"].map((name) =>
        Deno.readFileSync(join(dir, folder, name))
      );
    await saveModel(join(dir, "a"), { model: create(), scaler, threshold: 1 });
    await saveModel(join(dir, "b"), { model: create(), scaler, threshold: 1 });
    assert.deepEqual(read("a"), read("b"));
  }));

Deno.test("loadModel() never loads a mixture of two saves", () =>
  inFolder(async (dir) => {
    const other = join(dir, "other");
    await saveModel(dir, { model: create(), scaler, threshold: 1 });
    await saveModel(other, { model: create(8), scaler, threshold: 1 });
    await Deno.copyFile(join(other, "weights.bin"), join(dir, "weights.bin"));
    await assert.rejects(loadModel(dir), {
      name: "SyntaxError",
      message: /weights\.bin must be the file that detector\.json was saved with/,
    });
    // a later save replaces all three
    await saveModel(dir, { model: create(8), scaler, threshold: 2 });
    assert.equal((await loadModel(dir)).threshold, 2);
  }));

Deno.test("loadModel() and saveModel() refuse what is missing or out of range", () =>
  inFolder(async (dir) => {
    await assert.rejects(loadModel(dir), Deno.errors.NotFound);
    for (const threshold of [NaN, -1, Infinity]) {
      await assert.rejects(saveModel(dir, { model: create(), scaler, threshold }), {
        name: "RangeError",
        message: new RegExp(`threshold .* current value is ${threshold}`),
      });
    }
    assert.deepEqual([...Deno.readDirSync(dir)], []);
    for (const text of ["not JSON", "null", "{}", '{"format":"other"}']) {
      await Deno.writeTextFile(join(dir, "detector.json"), text);
      await assert.rejects(loadModel(dir), {
        name: "SyntaxError",
        message: /detector\.json must be/,
      });
    }
    // a folder that cannot be written to leaves no temporary file behind
    await Deno.remove(join(dir, "detector.json"));
    await Deno.mkdir(join(dir, "weights.bin"));
    await Deno.writeTextFile(join(dir, "weights.bin", "in the way"), "");
    await assert.rejects(saveModel(dir, { model: create(), scaler, threshold: 1 }));
    assert.deepEqual(
      [...Deno.readDirSync(dir)].map(({ name }) => name).sort(),
      ["model.json", "weights.bin"],
    );
  }));
