/**
 * The original's detector as one call: clean, scale, train a point autoencoder, take the top 20 %.
 */
import { optionsOf, requireKnownOptions } from "../../checks.ts";
import { fitMinMax, zscores } from "../../preprocessing/mod.ts";
import { percentileThreshold } from "../threshold.ts";

/** Options of {@linkcode originalErrors}. */
export interface OriginalOptions {
  /** Seed of weights and shuffle, an integer in 0 .. 2^32 - 1. */
  seed: number;
  /**
   * Passes over the rows.
   *
   * @default {10}
   */
  epochs?: number;
}

/** Errors and the threshold above which a row is an anomaly. */
export interface OriginalErrors {
  /** Squared reconstruction error of each row, shape `[n]`. */
  errors: Float64Array;
  /** 80th percentile of the errors of the rows that were trained on. */
  threshold: number;
}

/**
 * Errors and threshold by the original's steps, with fixed instead of tuned parameters: rows with
 * |z| >= 3 are left out, the rest is scaled to 0 .. 1 and trained on, and the 80th percentile of
 * its errors is the threshold. Rows that were left out are scored too.
 *
 * It sees the whole series before it judges the first row, so it is no live detector.
 *
 * @param values Shape `[n]`, finite
 * @param options Seed and epochs
 * @throws {RangeError} If `values` is empty or not finite, or an option is out of range
 *
 * @example A fifth of the rows is called anomalous, whatever the series
 * ```ts
 * import assert from "node:assert/strict";
 * import { detect, originalErrors } from "elb-anomaly/detect";
 *
 * const values = Float64Array.from({ length: 200 }, (_, i) => 50 + i % 17);
 * const { errors, threshold } = await originalErrors(values, { seed: 1, epochs: 2 });
 * const flagged = detect(errors, threshold).filter(Boolean).length;
 * assert.ok(flagged > 0 && flagged <= 40);
 * ```
 */
export async function originalErrors(
  values: ArrayLike<number>,
  options: OriginalOptions,
): Promise<OriginalErrors> {
  const { seed, epochs = 10, ...rest } = optionsOf("score", options);
  requireKnownOptions("score", rest);
  const kept = Uint8Array.from(zscores(values), (z) => Math.abs(z) < 3 ? 1 : 0);
  const keep = (rows: Float64Array): Float64Array => rows.filter((_, i) => kept[i] === 1);
  const all = Float64Array.from(values);
  // Only this baseline trains: the detector's door does not cost the trainer.
  const { createAutoencoder, fit, reconstructionErrors } = await import("../../autoencoder/mod.ts");
  const scaler = fitMinMax(keep(all));
  const model = createAutoencoder({ inputDim: 1, encodingDim: 8, learningRate: 0.01, seed });
  try {
    await fit(model, Float32Array.from(scaler.transform(keep(all))), {
      epochs,
      batchSize: 32,
      validationSplit: 0.1,
      seed,
    });
    const errors = reconstructionErrors(model, Float32Array.from(scaler.transform(all)));
    return { errors, threshold: percentileThreshold(keep(errors), 80) };
  } finally {
    model.dispose();
  }
}
