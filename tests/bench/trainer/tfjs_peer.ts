/**
 * TensorFlow.js with a backend, `cpu` or `wasm`, as a peer of the benchmark: JSON requests in, JSON
 * answers out. Runs with peers.json, since the wasm backend is no dependency of the project.
 */
import process from "node:process";
import * as tf from "@tensorflow/tfjs";
import { repeat } from "./measure.ts";
import { PIPELINE, seriesOf } from "./workload.ts";

// a name that is not a literal, so that type checks with the project's configuration pass
const WASM_BACKEND = "@tensorflow/tfjs-backend-wasm";
const backend = Deno.args[0]!;

tf.enableProdMode();
if (backend === "wasm") {
  const { setThreadsCount } = await import(WASM_BACKEND);
  setThreadsCount(1);
}
await tf.setBackend(backend);
await tf.ready();

function modelOf(layers: number[]): tf.Sequential {
  const model = tf.sequential();
  layers.slice(1).forEach((units, l) =>
    model.add(tf.layers.dense({
      units,
      activation: l < layers.length - 2 ? "relu" : "sigmoid",
      kernelInitializer: "glorotUniform",
      ...(l === 0 ? { inputShape: [layers[0]!] } : {}),
    }))
  );
  model.compile({ optimizer: tf.train.adam(0.001), loss: "meanSquaredError" });
  return model;
}

async function answer(request: Record<string, unknown>): Promise<unknown> {
  const { op } = request;
  if (op === "about") return { about: `TensorFlow.js ${tf.version.tfjs}, ${tf.getBackend()}` };
  if (op === "step") {
    const { layers, batch, rows, milliseconds } = request as {
      layers: number[];
      batch: number;
      rows: number;
      milliseconds: number;
    };
    const model = modelOf(layers);
    const x = tf.randomUniform([rows, layers[0]!]);
    const run = async () => {
      await model.fit(x, x, { epochs: 1, batchSize: batch, shuffle: true, verbose: 0 });
    };
    await run();
    const times = await repeat(run, milliseconds, 2);
    x.dispose();
    model.dispose();
    return { times: times.map((time) => time * 1000 / Math.ceil(rows / batch)) };
  }
  if (op === "pipeline") {
    const x = tf.tensor2d(seriesOf(PIPELINE.rows), [PIPELINE.rows, 1]);
    const cpu = process.cpuUsage();
    const start = performance.now();
    let best = Infinity;
    for (const [encodingDim, batchSize] of PIPELINE.trials) {
      const { history } = await modelOf([1, encodingDim, 1]).fit(x, x, {
        epochs: PIPELINE.trialEpochs,
        batchSize,
        validationSplit: PIPELINE.validationSplit,
        verbose: 0,
      });
      best = Math.min(best, history.val_loss!.at(-1) as number);
    }
    const [encodingDim, batchSize] = PIPELINE.final;
    const epochs = PIPELINE.finalEpochs;
    await modelOf([1, encodingDim, 1]).fit(x, x, { epochs, batchSize, verbose: 0 });
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    return { milliseconds: Math.min(wall, (user + system) / 1000), best };
  }
  if (op === "score") {
    const { layers, points } = request as { layers: number[]; points: number };
    const width = layers[0]!;
    const model = modelOf(layers);
    const series = seriesOf(points + width - 1);
    const matrix = new Float32Array(points * width);
    const times = await repeat(
      () => {
        for (let r = 0; r < points; r++) matrix.set(series.subarray(r, r + width), r * width);
        tf.tidy(() => {
          const x = tf.tensor2d(matrix, [points, width]);
          const y = model.predict(x, { batchSize: 1024 }) as tf.Tensor;
          y.sub(x).square().mean(1).dataSync();
        });
      },
      300,
      2,
    );
    return { pointsPerSecond: points / Math.min(...times) * 1000 };
  }
  return { error: `unknown request ${op}` };
}

let rest = "";
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  rest += text;
  for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
    const line = rest.slice(0, end);
    rest = rest.slice(end + 1);
    console.log(JSON.stringify(await answer(JSON.parse(line))));
  }
}
