import assert from "node:assert/strict";
import { createAutoencoder } from "../../lib/autoencoder/model.ts";
import { checksum, formatDetector } from "../../lib/autoencoder/detector_file.ts";
import { loadModel, saveModel } from "../../lib/autoencoder/saved_model.ts";
import { Mt19937 } from "../../lib/math/random.ts";
import { fitMinMax } from "../../lib/preprocessing/min_max.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { damageBytes, damageJson, pick, rounds } from "./mutations.ts";

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** Saves a small model; gives its three files. */
async function saved(folder: string) {
  const model = createAutoencoder({ inputDim: 3, encodingDim: 2, learningRate: 0.01, seed: 7 });
  await saveModel(folder, { model, scaler: fitMinMax([0, 656]), threshold: 0.01 });
  const read = (name: string) => Deno.readFile(`${folder}/${name}`);
  const detector = JSON.parse(new TextDecoder().decode(await read("detector.json")));
  return { topology: await read("model.json"), weights: await read("weights.bin"), detector };
}

/** Writes files that fit each other, however odd they are. */
async function write(
  folder: string,
  topology: Uint8Array<ArrayBuffer>,
  weights: Uint8Array<ArrayBuffer>,
  detector: { scaler: never; threshold: never },
): Promise<void> {
  const sha256 = { "model.json": await checksum(topology), "weights.bin": await checksum(weights) };
  await Deno.writeFile(`${folder}/model.json`, topology);
  await Deno.writeFile(`${folder}/weights.bin`, weights);
  const { scaler, threshold } = detector;
  await Deno.writeFile(
    `${folder}/detector.json`,
    await formatDetector({ scaler, threshold, sha256 }),
  );
}

/** Claims that loading refuses, with a file's name and the rule, or gives what is sound. */
async function claimSound(folder: string, what: string): Promise<boolean> {
  try {
    const { model, scaler, threshold } = await loadModel(folder);
    assert.ok(Number.isFinite(threshold) && threshold >= 0, what);
    assert.ok(scaler.min <= scaler.max, what);
    for (const weight of model.getWeights()) {
      assert.ok(weight.dataSync().every(Number.isFinite), what);
    }
    return true;
  } catch (error) {
    assert.ok(error instanceof SyntaxError, `${what}: ${(error as Error).stack}`);
    assert.match(
      error.message,
      /^Cannot load the model(?: as|: in) .*(?:detector\.json|model\.json|weights\.bin)/,
    );
    return false;
  }
}

Deno.test("loadModel() refuses models that do not fit, with the file and the rule", async () => {
  await using folder = await temporaryFolder();
  const F = folder.path;
  const { topology, weights, detector } = await saved(F);
  const json = JSON.parse(new TextDecoder().decode(topology));
  const floats = (change: (values: Float32Array) => void) => {
    const copy = weights.slice();
    change(new Float32Array(copy.buffer));
    return copy;
  };
  const specs = json.weightsManifest[0].weights;
  const withSpecs = (changed: unknown) =>
    encode({ ...json, weightsManifest: [{ ...json.weightsManifest[0], weights: changed }] });
  const cases: [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>, object, RegExp][] = [
    [encode(null), weights, {}, /model\.json must be a JSON object: it starts with "null"/],
    [encode({}), weights, {}, /model\.json must list its weights/],
    [
      withSpecs(specs.slice(1)),
      weights,
      {},
      /model\.json must list the 17 numbers of weights\.bin: it lists 11/,
    ],
    [withSpecs([{ ...specs[0], shape: [-1, 2] }]), weights, {}, /must list its weights/],
    [withSpecs([{ ...specs[0], shape: [17, 1] }]), weights, {}, /must describe layers that fit/],
    [topology, weights.slice(4), {}, /must list the 16 numbers of weights\.bin: it lists 17/],
    [
      topology,
      floats((values) => values[5] = NaN),
      {},
      /finite weights: that at 5 of weights\.bin/,
    ],
    [encode({ ...json, modelTopology: null }), weights, {}, /must describe layers that fit/],
    [
      topology,
      weights,
      { threshold: -5 },
      /in .*detector\.json as threshold must be a finite number of 0 or more: .* -5/,
    ],
    [
      topology,
      weights,
      { scaler: { min: 9, max: 1, featureRange: [0, 1] } },
      /scaler\.max must be a finite number of 9 or more/,
    ],
    [
      topology,
      weights,
      { scaler: { min: 0, max: 1, featureRange: [1, 1] } },
      /featureRange\[1\] must be a finite number above 1/,
    ],
    [
      topology,
      weights,
      { scaler: { min: "0", max: 1, featureRange: [0, 1] } },
      /scaler\.min must be a finite number: .*"0"/,
    ],
  ];
  for (const [model, numbers, changed, message] of cases) {
    await write(F, model, numbers, { ...detector, ...changed });
    await assert.rejects(loadModel(F), { name: "SyntaxError", message });
  }
  await write(F, topology, weights, detector);
  const text = await Deno.readTextFile(`${F}/detector.json`);
  await Deno.writeTextFile(
    `${F}/detector.json`,
    text.replace('"threshold": 0.01', '"threshold": 0.1'),
  );
  await assert.rejects(
    loadModel(F),
    /detector\.json must be as it was saved: its own checksum differs/,
  );
  // the format before had no checksum of its own
  const first = JSON.parse(text);
  delete first.sha256["detector.json"];
  await Deno.writeFile(
    `${F}/detector.json`,
    encode({ ...first, format: "elb-anomaly detector 1" }),
  );
  assert.equal((await loadModel(F)).threshold, 0.01);
});

Deno.test("loadModel() of damaged models gives what is sound, or an error with the file and the rule", async () => {
  await using folder = await temporaryFolder();
  const F = folder.path;
  const { topology, weights, detector } = await saved(F);
  const json = JSON.parse(new TextDecoder().decode(topology));
  const random = new Mt19937(1);
  let refused = 0;
  for (let round = 0; round < rounds(150); round++) {
    const kind = pick(random, ["model", "weights", "detector", "raw"] as const);
    if (kind === "raw") {
      await write(F, topology, weights, detector);
      const file = `${F}/${pick(random, ["detector.json", "model.json", "weights.bin"])}`;
      await Deno.writeFile(file, damageBytes(await Deno.readFile(file), random));
    } else {
      const changed = kind === "detector" ? damageJson(detector, random) : detector;
      await write(
        F,
        kind === "model" ? encode(damageJson(json, random)) : topology,
        kind === "weights" ? Uint8Array.from(damageBytes(weights, random)) : weights,
        changed as typeof detector,
      ).catch((error) => {
        assert.ok(error instanceof TypeError, "formatDetector() takes sound values only");
      });
    }
    if (!await claimSound(F, `round ${round}, ${kind}`)) refused++;
  }
  assert.ok(refused > 20, `${refused} refused`);
});
