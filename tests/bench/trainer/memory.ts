/**
 * What 1e7 points take in memory above the series itself, with windows of 288: prints the
 * resident bytes before it and when all memory is in use. `memory.ts score|train`.
 */
import { fit } from "../../../lib/autoencoder/fit.ts";
import { reconstructionErrors } from "../../../lib/autoencoder/score.ts";
import { modelOf } from "./kernel.ts";

const POINTS = 1e7;
const WIDTH = 288;

const resident = (): number => Deno.memoryUsage().rss;

const model = modelOf([WIDTH, 8, WIDTH]);
// everything is loaded and compiled before the first look
reconstructionErrors(model, { series: new Float32Array(4000).fill(0.5), windowLength: WIDTH });
const series = new Float32Array(POINTS);
for (let i = 0; i < POINTS; i++) series[i] = 0.5 + 0.4 * Math.sin(i * 2 * Math.PI / WIDTH);
const before = resident();
let after = 0;
if (Deno.args[0] === "score") {
  const errors = reconstructionErrors(model, { series, windowLength: WIDTH });
  after = errors.length > 0 ? resident() : 0;
} else {
  // all memory is taken before the first step: a second of training shows it
  const stopped = new Error("enough");
  const controller = new AbortController();
  setTimeout(() => {
    after = resident();
    controller.abort(stopped);
  }, 1000);
  await fit(model, { series, windowLength: WIDTH }, {
    epochs: 1,
    batchSize: 32,
    seed: 1,
    signal: controller.signal,
  }).catch((error) => {
    if (error !== stopped) throw error;
  });
}
console.log(JSON.stringify({ before, after }));
