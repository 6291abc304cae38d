/** The work of every library: the same shapes, data and steps, which peers.py reads too. */

/** Shapes and batches of the step times; relu, sigmoid at the end. */
export const STEPS: { layers: number[]; batch: number }[] = [
  ...[[1, 8, 1], [32, 8, 32], [32, 32, 32], [288, 8, 288], [288, 32, 288]]
    .map((layers) => ({ layers, batch: 32 })),
  ...[[1, 8, 1], [32, 32, 32], [288, 32, 288]].map((layers) => ({ layers, batch: 128 })),
  { layers: [32, 16, 4, 16, 32], batch: 32 },
  { layers: [288, 32, 288], batch: 256 },
  ...[32, 128, 256].map((batch) => ({ layers: [288, 128, 32, 128, 288], batch })),
];

/** Rows of the step times: ten batches, at least 320. */
export function stepRows(batch: number): number {
  return Math.max(320, 10 * batch);
}

/** The original's pipeline: 3,969 values; ten trials of 20 epochs, split 0.2, then 50 epochs. */
export const PIPELINE = {
  rows: 3969,
  trials: [
    ...[[8, 16], [16, 32], [32, 64], [4, 128], [8, 32]],
    ...[[16, 16], [32, 128], [4, 64], [8, 128], [16, 32]],
  ] as [encodingDim: number, batch: number][],
  trialEpochs: 20,
  validationSplit: 0.2,
  final: [16, 32] as [encodingDim: number, batch: number],
  finalEpochs: 50,
};

/** A day-like series in 0 .. 1. */
export function seriesOf(length: number): Float32Array {
  return Float32Array.from(
    { length },
    (_, i) => 0.5 + 0.3 * Math.sin(i * 2 * Math.PI / 288) + 0.15 * Math.sin(i * i),
  );
}
