/**
 * How well a score ranks the rows of a series: VUS-PR beside simple detectors.
 *
 * @module
 */
import { pcaErrors, scoreSeries, windowedGaussianScores } from "../../../lib/detect/mod.ts";
import { REFERENCE_BANDS, vus, vusBuffer } from "../../../lib/evaluate/mod.ts";
import { Moments } from "../../../lib/math/mod.ts";
import type { RowLabelledSeries } from "./row_labels.ts";

/** By detector and kind of series the mean VUS-PR; `all` is the mean of all series. */
export type RowVerdicts = Record<string, Record<string, number>>;

/** One score a row, higher is stranger. */
type Scorer = (series: RowLabelledSeries) => ArrayLike<number>;

/** The streaming detector, and what takes no more than a few lines. */
function scorers(seed: number): Record<string, Scorer> {
  const bands = Object.entries(REFERENCE_BANDS).map(([name, band]): [string, Scorer] => [
    name,
    ({ times, values }) => band(times, values, times[1]! - times[0]!),
  ]);
  return {
    "streaming detector": ({ times, values }) => scoreSeries(times, values, { seed }).scores,
    "size of the move": ({ values }) =>
      values.map((value, row) => Math.abs(value - values[Math.max(0, row - 1)]!)),
    "windowed Gaussian": ({ values }) => windowedGaussianScores(values),
    ...Object.fromEntries(bands),
    "principal components": ({ values }) =>
      pcaErrors(values, { trainRows: Math.min(1000, values.length >> 1) }),
    "row number": ({ values }) => values.map((_, row) => row), // knows nothing
  };
}

/** Scores every row of every series from a cold start; buffers by TSB-AD's rule. */
export function rowVerdicts(set: readonly RowLabelledSeries[], seed: number): RowVerdicts {
  const areas: Record<string, Record<string, number[]>> = {};
  for (const series of set) {
    if (!series.labels.includes(1)) continue;
    const buffer = vusBuffer(series.values);
    for (const [name, scorer] of Object.entries(scorers(seed))) {
      const { pr } = vus(series.labels, scorer(series), { buffer });
      const byKind = areas[name] ??= {};
      for (const kind of ["all", series.kind]) (byKind[kind] ??= []).push(pr);
    }
  }
  return Object.fromEntries(
    Object.entries(areas).map(([name, byKind]) => [
      name,
      Object.fromEntries(
        Object.entries(byKind).map(([kind, list]) => [kind, Moments.of(list).mean]),
      ),
    ]),
  );
}
