/** What a model is trained and scored on: rows of numbers, or the windows of a series in place. */
import { requireInteger } from "../checks.ts";

/** Every window of a series, as samples; the windows are never copied into a matrix. */
export interface WindowedSeries {
  /** Scaled values in time order, shape `[n]`. */
  series: Float32Array | Float64Array;
  /** Points per window; the model's input width. */
  windowLength: number;
  /** Points from one window's start to the next one's; 1 unless told. */
  stride?: number;
}

/**
 * Samples for a model: row-major values of shape `[samples, inputDim]`, or the windows of a
 * series. Values are used as float32, whatever they come as.
 */
export type Samples = Float32Array | Float64Array | WindowedSeries;

/** Samples after checking: sample `r` is `data[r * stride]` to `data[r * stride + width - 1]`. */
export interface SampleRows {
  /** The values, as given. */
  data: Float32Array | Float64Array;
  /** Values per sample. */
  width: number;
  /** Values from one sample's start to the next one's. */
  stride: number;
  /** Number of samples, 1 or more. */
  count: number;
}

/**
 * Checks samples against a model's input width and finds where each of them lies. Throws a
 * `TypeError` at what is no samples, a `RangeError` at a size that does not fit or a value that is
 * not finite.
 */
export function sampleRows(x: Samples, width: number, task: string): SampleRows {
  if (x instanceof Float32Array || x instanceof Float64Array) {
    if (x.length === 0 || x.length % width !== 0) {
      throw new RangeError(
        `Cannot ${task} as x must hold one or more samples of ${width} values (the model's input): current length is ${x.length}`,
      );
    }
    requireFloat32("x", x, task);
    return { data: x, width, stride: width, count: x.length / width };
  }
  const { series, windowLength, stride = 1 } = Object(x) as WindowedSeries;
  if (!(series instanceof Float32Array || series instanceof Float64Array)) {
    throw new TypeError(
      `Cannot ${task} as x must be a Float32Array, a Float64Array or { series, windowLength } with such a series: got ${
        Object.prototype.toString.call(series)
      }`,
    );
  }
  if (windowLength !== width) {
    throw new RangeError(
      `Cannot ${task} as windowLength must be the model's input width ${width}: current value is ${windowLength}`,
    );
  }
  requireInteger(task, { stride }, { min: 1 });
  if (series.length < windowLength) {
    throw new RangeError(
      `Cannot ${task} as the series must hold at least one window of ${windowLength} points: current length is ${series.length}`,
    );
  }
  requireFloat32("series", series, task);
  const count = Math.floor((series.length - windowLength) / stride) + 1;
  return { data: series, width, stride, count };
}

/** Checks that every value is a finite float32; throws a `RangeError` that names the index. */
export function requireFloat32(
  name: string,
  values: Float32Array | Float64Array,
  task: string,
): void {
  if (allFloat32(values)) return;
  const index = values.findIndex((value) => !Number.isFinite(Math.fround(value)));
  throw new RangeError(
    `Cannot ${task} as every value must be a finite float32: ${name}[${index}] is ${values[index]}`,
  );
}

/**
 * Whether all values are finite float32 numbers: x * 0 is 0 for those alone. Four sums, since each
 * addition waits for the one before.
 */
function allFloat32(values: Float32Array | Float64Array): boolean {
  let a = 0, b = 0, c = 0, d = 0, i = 0;
  for (const whole = values.length - 3; i < whole; i += 4) {
    a += Math.fround(values[i]!) * 0;
    b += Math.fround(values[i + 1]!) * 0;
    c += Math.fround(values[i + 2]!) * 0;
    d += Math.fround(values[i + 3]!) * 0;
  }
  for (; i < values.length; i++) a += Math.fround(values[i]!) * 0;
  return a + b + c + d === 0;
}
