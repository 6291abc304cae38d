/**
 * A trained detector on disk: TensorFlow.js' own layers format (`model.json`, `weights.bin`), with
 * the scaler and the threshold beside it (`detector.json`).
 *
 * `tf.loadLayersModel("file or URL of model.json")` reads it in a browser or in Node, and
 * `tensorflowjs_converter` turns it into a Keras model.
 *
 * @module
 */
import { node } from "../node.ts";
import { writeFileAtomic } from "../files.ts";
import { type TensorFlow, tf } from "../packages.ts";
import { fitMinMax, type MinMaxScaler } from "../preprocessing/mod.ts";
import type { Model } from "./model.ts";

/** What belongs together: a model, the scaler of its data, the threshold on its errors. */
export interface SavedModel {
  /** The trained model. */
  model: Model;
  /** The scaler that its training data went through. */
  scaler: MinMaxScaler;
  /** The reconstruction error above which a sample is an anomaly, 0 or more. */
  threshold: number;
}

/** `detector.json`. The checksums tie the three files together. */
interface DetectorFile {
  format: "elb-anomaly detector 1";
  scaler: { min: number; max: number; featureRange: readonly [number, number] };
  threshold: number;
  sha256: { "model.json": string; "weights.bin": string };
}

const FORMAT = "elb-anomaly detector 1";

/**
 * Saves a model with its scaler and threshold as `model.json`, `weights.bin` and `detector.json`.
 *
 * Each file is written to a temporary name and renamed, `detector.json` last; it holds the other
 * two files' checksums, so a mixture of two saves is never loaded. The optimiser's settings are
 * saved, its moments are not.
 *
 * @param dir Folder, made if it is not there; files of these three names in it are replaced
 * @param saved See {@linkcode SavedModel}
 * @throws {RangeError} If the threshold is not a finite number of 0 or more
 *
 * @example Save and load
 * ```ts
 * import assert from "node:assert/strict";
 * import { createAutoencoder, fitMinMax, loadModel, saveModel } from "elb-anomaly";
 *
 * const dir = Deno.makeTempDirSync();
 * const model = createAutoencoder({ inputDim: 1, encodingDim: 8, learningRate: 0.01, seed: 7 });
 * await saveModel(dir, { model, scaler: fitMinMax([0, 656]), threshold: 0.01 });
 * const loaded = await loadModel(dir);
 * assert.equal(loaded.scaler.max, 656);
 * assert.deepEqual(loaded.model.getWeights()[0]!.dataSync(), model.getWeights()[0]!.dataSync());
 * Deno.removeSync(dir, { recursive: true });
 * ```
 */
export async function saveModel(dir: string | URL, saved: SavedModel): Promise<void> {
  const { model, scaler, threshold } = saved;
  if (!Number.isFinite(threshold) || threshold < 0) {
    throw new RangeError(
      `Cannot save the model as threshold must be a finite number of 0 or more: current value is ${threshold}`,
    );
  }
  const { topology, weights } = await artifacts(model);
  const detector: DetectorFile = {
    format: FORMAT,
    scaler: { min: scaler.min, max: scaler.max, featureRange: scaler.featureRange },
    threshold,
    sha256: { "model.json": await sha256(topology), "weights.bin": await sha256(weights) },
  };
  await Deno.mkdir(dir, { recursive: true });
  await writeFileAtomic(path(dir, "model.json"), topology);
  await writeFileAtomic(path(dir, "weights.bin"), weights);
  await writeFileAtomic(path(dir, "detector.json"), encodeJson(detector));
}

/**
 * Loads what {@linkcode saveModel} saved; the model is compiled and can be trained on, with its
 * optimiser starting afresh.
 *
 * @param dir The folder
 * @throws {Deno.errors.NotFound} If a file is missing
 * @throws {SyntaxError} If `detector.json` is not what {@linkcode saveModel} writes, or a checksum
 *   differs; the message names the file
 *
 * @example See {@linkcode saveModel}; what is not there is not found
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadModel } from "elb-anomaly/autoencoder";
 *
 * await assert.rejects(loadModel("no/such/folder"), Deno.errors.NotFound);
 * ```
 */
export async function loadModel(dir: string | URL): Promise<SavedModel> {
  const detector = parseDetector(
    await Deno.readFile(path(dir, "detector.json")),
    path(dir, "detector.json"),
  );
  const [topology, weights] = await Promise.all(
    (["model.json", "weights.bin"] as const).map(async (name) => {
      const bytes = await Deno.readFile(path(dir, name));
      if (await sha256(bytes) !== detector.sha256[name]) {
        throw new SyntaxError(
          `Cannot load the model as ${
            path(dir, name)
          } must be the file that detector.json was saved with: its checksum differs`,
        );
      }
      return bytes;
    }),
  );
  const json = JSON.parse(new TextDecoder().decode(topology));
  const model = await tf.loadLayersModel(tf.io.fromMemory({
    modelTopology: json.modelTopology,
    trainingConfig: json.trainingConfig,
    weightSpecs: json.weightsManifest[0].weights,
    weightData: weights!.buffer,
  }));
  const { min, max, featureRange } = detector.scaler;
  return {
    model: model as Model,
    scaler: fitMinMax([min, max], { featureRange }),
    threshold: detector.threshold,
  };
}

/** The bytes of `model.json` and `weights.bin`. */
async function artifacts(
  model: Model,
): Promise<{ topology: Uint8Array<ArrayBuffer>; weights: Uint8Array<ArrayBuffer> }> {
  const saved = await new Promise<TensorFlow.io.ModelArtifacts>((resolve, reject) => {
    const handler = tf.io.withSaveHandler((given: TensorFlow.io.ModelArtifacts) => {
      resolve(given);
      return Promise.resolve({
        modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(given),
      });
    });
    // with the optimiser, since only then are its settings saved too
    model.save(handler, { includeOptimizer: true }).catch(reject);
  });
  const weights: TensorFlow.io.WeightsManifestEntry[] = saved.weightSpecs!;
  const specs = weights.filter((spec) => spec.group !== "optimizer");
  const bytes = specs.reduce((sum, spec) => sum + 4 * tf.util.sizeFromShape(spec.shape), 0);
  const data = tf.io.CompositeArrayBuffer.join(saved.weightData!);
  return {
    topology: encodeJson({
      format: "layers-model",
      generatedBy: `TensorFlow.js tfjs-layers v${tf.version_layers}`,
      convertedBy: null,
      modelTopology: saved.modelTopology,
      trainingConfig: saved.trainingConfig,
      weightsManifest: [{ paths: ["weights.bin"], weights: specs }],
    }),
    weights: new Uint8Array(data, 0, bytes),
  };
}

function parseDetector(bytes: Uint8Array, file: string): DetectorFile {
  const text = new TextDecoder().decode(bytes);
  let parsed: DetectorFile;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`Cannot load the model as ${file} must be JSON`, { cause });
  }
  const { format, scaler, threshold, sha256 } = parsed ?? {};
  if (
    format !== FORMAT || typeof threshold !== "number" || typeof scaler?.min !== "number" ||
    typeof scaler.max !== "number" || !Array.isArray(scaler.featureRange) ||
    typeof sha256?.["model.json"] !== "string" || typeof sha256["weights.bin"] !== "string"
  ) {
    throw new SyntaxError(
      `Cannot load the model as ${file} must be what saveModel writes ("${FORMAT}"): it starts with ${
        JSON.stringify(text.slice(0, 60))
      }`,
    );
  }
  return parsed;
}

function encodeJson(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value, null, 2) + "\n");
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

function path(dir: string | URL, name: string): string {
  const folder = dir instanceof URL ? node.url.fileURLToPath(dir) : dir;
  return node.path.join(folder, name);
}
