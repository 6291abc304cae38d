/**
 * What the autoencoders are worth: linear predictors in the places of `recent` and `seasonal`, and
 * the plain size of the scaled value in that of `value`; nothing in that of `shape`.
 *
 * @module
 */
import { MeanTail } from "../../../lib/detect/streaming/tails/mean_tail.ts";
import { RankTail } from "../../../lib/detect/streaming/tails/rank_tail.ts";
import { RowMemory } from "../../../lib/detect/streaming/memory/row_memory.ts";
import {
  fitScaling,
  scaleValue,
  type Scaling,
} from "../../../lib/detect/streaming/channels/scaling.ts";
import { SeasonLags } from "../../../lib/detect/streaming/memory/season_lags.ts";
import type { TailScore } from "../../../lib/detect/streaming/tails/tail_score.ts";
import { DETECTOR_CONSTANTS } from "../../../lib/detect/streaming/constants.ts";
import type { LabelledSeries, Tails } from "./recording.ts";

const PENALTY = 1e-3;
const HALF_WIDTHS = [2, 2, 1];

/** One linear channel: refitted when the detector's would be, but at once. */
class LinearChannel {
  readonly errors: Float64Array;
  #memory: RowMemory;
  #lags: SeasonLags;
  #tail: TailScore;
  #recent: number;
  #seasonal: boolean;
  #scaling: Scaling | undefined;
  #weights: Float64Array = new Float64Array(0);
  #seasons = 0;

  constructor(
    memory: RowMemory,
    lags: SeasonLags,
    tail: TailScore,
    recent: number,
    seasonal: boolean,
  ) {
    this.#memory = memory;
    this.#lags = lags;
    this.#tail = tail;
    this.#recent = recent;
    this.#seasonal = seasonal;
    this.errors = memory.numbers();
  }

  fit(): void {
    const { first, count } = this.#memory;
    const quarantine = { errors: this.errors, limit: this.#limit() };
    this.#scaling = fitScaling("minmax", this.#memory, quarantine);
    this.#seasons = this.#seasonal ? this.#lags.seasons : 0;
    const width = this.#features(count - 1).length;
    const products = new Float64Array(width * width);
    const targets = new Float64Array(width);
    for (let row = first + 1; row < count; row++) {
      if (this.errors[row - this.#memory.base]! > quarantine.limit) continue;
      const features = this.#features(row);
      const value = this.#scaled(row);
      for (let i = 0; i < width; i++) {
        targets[i] = targets[i]! + features[i]! * value;
        for (let j = 0; j < width; j++) {
          products[i * width + j] = products[i * width + j]! + features[i]! * features[j]!;
        }
      }
    }
    for (let i = 0; i < width; i++) products[i * width + i] = products[i * width + i]! + PENALTY;
    this.#weights = solve(products, targets);
    for (let row = first; row < count; row++) {
      this.errors[row - this.#memory.base] = this.#error(row);
    }
    this.#tail.rebuild(this.errors, this.#memory, first);
  }

  push(): number {
    if (this.#scaling === undefined) return 0;
    const row = this.#memory.count - 1;
    this.errors[row - this.#memory.base] = this.#error(row);
    return this.#tail.push(this.errors, this.#memory);
  }

  #limit(): number {
    if (this.#scaling === undefined) return Infinity;
    const { base, first, count } = this.#memory;
    const errors = this.errors.subarray(first - base, count - base);
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const squares = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0);
    return mean + DETECTOR_CONSTANTS.quarantine * Math.sqrt(squares / errors.length);
  }

  #error(row: number): number {
    const value = this.#scaled(row);
    if (this.#recent === 0) return Math.abs(value);
    const features = this.#features(row);
    let guess = 0;
    for (let i = 0; i < features.length; i++) guess += features[i]! * this.#weights[i]!;
    return Math.abs(value - guess);
  }

  #features(row: number): number[] {
    if (this.#recent === 0) return [1];
    const { base, first } = this.#memory;
    const features = [1];
    for (let k = 0; k < this.#seasons; k++) {
      const center = this.#lags.rows[k]![row - base]!;
      for (let offset = -HALF_WIDTHS[k]!; offset <= HALF_WIDTHS[k]!; offset++) {
        const at = center < first ? first : Math.max(first, Math.min(center + offset, row - 1));
        features.push(this.#scaled(at));
      }
    }
    for (let lag = 1; lag < this.#recent; lag++) {
      features.push(this.#scaled(Math.max(first, row - lag)));
    }
    return features;
  }

  #scaled(row: number): number {
    return scaleValue(this.#scaling!, this.#memory.values[row - this.#memory.base]!);
  }
}

/** Solves a positive definite system by elimination; both arguments are used up. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const factor = matrix[j * n + i]! / matrix[i * n + i]!;
      for (let k = i; k < n; k++) {
        matrix[j * n + k] = matrix[j * n + k]! - factor * matrix[i * n + k]!;
      }
      right[j] = right[j]! - factor * right[i]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) right[i] = right[i]! - matrix[i * n + k]! * right[k]!;
    right[i] = right[i]! / matrix[i * n + i]!;
  }
  return right;
}

/** Tail scores of the linear channels, under the names of those whose places they take. */
export function linearTails({ times, values }: LabelledSeries): Tails {
  const { capacity, firstFit, refitEvery, meanRows, referenceRows, rankRows } = DETECTOR_CONSTANTS;
  const memory = new RowMemory(capacity);
  const lags = new SeasonLags(memory);
  const mean = () => new MeanTail(meanRows, referenceRows);
  const channels: Record<string, LinearChannel> = {
    value: new LinearChannel(memory, lags, new RankTail(rankRows), 0, false),
    recent: new LinearChannel(memory, lags, mean(), 12, false),
    seasonal: new LinearChannel(memory, lags, mean(), 6, true),
  };
  const tails: Tails = {};
  for (const name of Object.keys(channels)) tails[name] = new Float64Array(values.length);
  let nextFit = firstFit;
  let seasons = 0;
  for (let i = 0; i < values.length; i++) {
    if (i > 0 && memory.times[memory.count - 1 - memory.base]! >= times[i]!) continue;
    const row = memory.push(times[i]!, values[i]!);
    if (lags.step > 0) lags.push(row);
    for (const [name, channel] of Object.entries(channels)) tails[name]![i] = channel.push();
    if (memory.count < firstFit) continue;
    if (memory.count === firstFit) lags.start();
    const joins = lags.seasons > seasons;
    seasons = lags.seasons;
    if (memory.count === nextFit) {
      nextFit = Math.min(2 * memory.count, memory.count + refitEvery);
      for (const channel of Object.values(channels)) channel.fit();
    } else if (joins) channels["seasonal"]!.fit();
  }
  return tails;
}
