/**
 * A trained detector on disk: TensorFlow.js' own layers format (`model.json`, `weights.bin`), with
 * the scaler and the threshold beside it (`detector.json`).
 *
 * `tf.loadLayersModel("file or URL of model.json")` reads it in a browser or in Node, and
 * `tensorflowjs_converter` turns it into a Keras model.
 */
import { node } from "../node.ts";
import { requireKind, requireNumber } from "../checks.ts";
import { writeFileAtomic } from "../files.ts";
import { type TensorFlow, tf } from "../packages.ts";
import { fitMinMax, type MinMaxScaler } from "../preprocessing/mod.ts";
import { checksum, encodeJson, formatDetector, parseDetector, parseJson } from "./detector_file.ts";
import { inputWidth, type Model } from "./model.ts";

/** What belongs together: a model, the scaler of its data, the threshold on its errors. */
export interface SavedModel {
  /** The trained model. */
  model: Model;
  /** The scaler that its training data went through. */
  scaler: MinMaxScaler;
  /** The reconstruction error above which a sample is an anomaly, 0 or more. */
  threshold: number;
}

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
  requireKind("save the model", { dir }, "a path or a URL");
  requireKind("save the model", { saved }, "an object");
  const { model, scaler, threshold } = saved;
  requireKind("save the model", { model, scaler }, "an object");
  requireKind("save the model", { "model.save": model.save }, "a function");
  requireNumber("save the model", { threshold }, { min: 0 });
  const { topology, weights } = await artifacts(model);
  const detector = await formatDetector({
    scaler: { min: scaler.min, max: scaler.max, featureRange: scaler.featureRange },
    threshold,
    sha256: { "model.json": await checksum(topology), "weights.bin": await checksum(weights) },
  });
  await Deno.mkdir(dir, { recursive: true });
  await writeFileAtomic(path(dir, "model.json"), topology);
  await writeFileAtomic(path(dir, "weights.bin"), weights);
  await writeFileAtomic(path(dir, "detector.json"), detector);
}

/**
 * Loads what {@linkcode saveModel} saved; the model is compiled and can be trained on, with its
 * optimiser starting afresh.
 *
 * @param dir The folder
 * @throws {Deno.errors.NotFound} If a file is missing
 * @throws {SyntaxError} If a file is not what {@linkcode saveModel} writes, its checksum differs,
 *   or what it holds does not fit: shapes, weights that are not finite, a threshold below 0; the
 *   message names the file
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
  requireKind("load a model", { dir }, "a path or a URL");
  const file = path(dir, "detector.json");
  const detector = await parseDetector(await Deno.readFile(file), file);
  const read = async (name: "model.json" | "weights.bin") => {
    const bytes = await Deno.readFile(path(dir, name));
    if (await checksum(bytes) === detector.sha256[name]) return bytes;
    throw new SyntaxError(
      `Cannot load the model as ${
        path(dir, name)
      } must be the file that detector.json was saved with: its checksum differs`,
    );
  };
  const [topology, weights] = [await read("model.json"), await read("weights.bin")];
  const { min, max, featureRange } = detector.scaler;
  return {
    model: await readModel(topology, weights, path(dir, "model.json")),
    scaler: fitMinMax([min, max], { featureRange }),
    threshold: detector.threshold,
  };
}

/** The model of the two files' bytes; an error names the file. */
async function readModel(
  topology: Uint8Array<ArrayBuffer>,
  weights: Uint8Array<ArrayBuffer>,
  file: string,
): Promise<Model> {
  const fail = (rule: string, cause?: unknown): never => {
    throw new SyntaxError(`Cannot load the model as ${file} ${rule}`, { cause });
  };
  const json = parseJson(new TextDecoder().decode(topology), file) as Partial<ModelFile>;
  const specs = json.weightsManifest?.[0]?.weights;
  const isSpec = (spec: TensorFlow.io.WeightsManifestEntry) =>
    spec?.dtype === "float32" && Array.isArray(spec.shape) &&
    spec.shape.every((length: number) => Number.isSafeInteger(length) && length >= 0);
  if (!Array.isArray(specs) || !specs.every(isSpec)) {
    return fail("must list its weights, each a float32 tensor with its shape: it does not");
  }
  const count = specs.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape), 0);
  if (weights.length !== 4 * count) {
    fail(`must list the ${weights.length / 4} numbers of weights.bin: it lists ${count}`);
  }
  const odd = new Float32Array(weights.buffer).findIndex((weight) => !Number.isFinite(weight));
  if (odd >= 0) fail(`must have finite weights: that at ${odd} of weights.bin is not`);
  let model: Model;
  try {
    model = await tf.loadLayersModel(tf.io.fromMemory({
      modelTopology: json.modelTopology!,
      ...(json.trainingConfig === undefined ? {} : { trainingConfig: json.trainingConfig }),
      weightSpecs: specs,
      weightData: weights.buffer,
    })) as Model;
    inputWidth(model);
  } catch (cause) {
    return fail(`must describe layers that fit their weights: ${(cause as Error).message}`, cause);
  }
  if (model.optimizer === undefined) fail("must hold how the model is trained: it does not");
  return model;
}

/** What is read of `model.json`. */
type ModelFile = Pick<
  TensorFlow.io.ModelJSON,
  "modelTopology" | "weightsManifest" | "trainingConfig"
>;

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

function path(dir: string | URL, name: string): string {
  const folder = dir instanceof URL ? node.url.fileURLToPath(dir) : dir;
  return node.path.join(folder, name);
}
