/**
 * The streaming detector's whole state as plain JSON.
 *
 * @module
 */
import type { DetectorConstants } from "./constants.ts";

/** Name of the format. */
export const SNAPSHOT_FORMAT = "elb-anomaly streaming detector";
/** Changes whenever the meaning of a field or of a computation does. */
export const SNAPSHOT_VERSION = 1;

/** What {@linkcode StreamingDetector.snapshot} gives; numbers that JSON cannot hold are text. */
export interface DetectorSnapshot {
  /** Always `elb-anomaly streaming detector`. */
  readonly format: string;
  /** Version of the format. */
  readonly version: number;
  /** Name of the series. */
  readonly series: string;
  /** The detector's seed. */
  readonly seed: number;
  /** The detector's threshold. */
  readonly threshold: number;
  /** The detector's constants. */
  readonly constants: DetectorConstants;
  /** Points offered, rows taken, points dropped. */
  readonly counts: { offered: number; rows: number; late: number; repeated: number };
  /** Times of the rows in memory, as text. */
  readonly times: string;
  /** Values of the rows in memory, as text. */
  readonly values: string;
  /** Sampling step in milliseconds, 0 while unknown. */
  readonly step: number;
  /** Row count at which the next refit begins. */
  readonly nextFit: number;
  /** Lags in use. */
  readonly seasons: number;
  /** Channels whose refit is under way or waits. */
  readonly refitting: readonly string[];
  /** Row of the last alert, -1 if there was none. */
  readonly lastAlert: number;
  /** The quiet channel's numbers, as text. */
  readonly quiet: string;
  /** The novelty channel. */
  readonly novelty: unknown;
  /** The autoencoder channels' nets, errors and refits under way, by name. */
  readonly channels: Readonly<Record<string, unknown>>;
}
