/**
 * What the streaming detector says about a point.
 *
 * @module
 */
import type { ChannelName } from "./channels/channels.ts";

/** One channel's view of a point. */
export interface ChannelReading {
  /** The channel. */
  readonly name: ChannelName;
  /** What it adds to the fused score, 0 .. 3.7; 1 is what it reaches about once in 1,200 rows. */
  readonly share: number;
  /** Tail score: -log10 of how likely an error as large is, given the errors before. */
  readonly tail: number;
  /**
   * The value that the channel expected, in the unit of the series. For `quiet`, which watches
   * moves from row to row, the usual size of a move; for `novelty` the value at the end of the
   * nearest look-alike of the last 12 rows. NaN before there is anything to expect.
   */
  readonly expected: number;
  /** Value minus expected value; for `quiet` the size of the last 12 moves minus the usual one. */
  readonly miss: number;
}

/** Why a row alarmed. */
export interface AlertReason {
  /** The channel with the largest share. */
  readonly channel: ChannelName;
  /** Its expected value. */
  readonly expected: number;
  /** By how much the value missed it. */
  readonly miss: number;
  /** A sentence for the person on call. */
  readonly text: string;
}

/** What {@linkcode StreamingDetector.update} says about a point. */
export interface DetectorResult {
  /** Number of the point among all that were offered, 0 first. */
  readonly point: number;
  /** Number of the row it became; -1 if it was dropped. */
  readonly row: number;
  /**
   * `scored`; `training` while the first nets are not ready; or why it was dropped: `repeated` has
   * the time of the newest row, `late` an earlier one.
   */
  readonly status: "training" | "scored" | "late" | "repeated";
  /** Fused score relative to the threshold at this age: 1 is the threshold; 0 unless scored. */
  readonly score: number;
  /** Whether this point raises an alert: a score of 1 or more, and no alert within the quiet time. */
  readonly isAlert: boolean;
  /** Whether the quiet time after an alert holds a further one back. */
  readonly isQuiet: boolean;
  /** The channels, largest share first; empty unless scored. */
  readonly channels: readonly ChannelReading[];
  /** Why, if this point raises an alert. */
  readonly reason?: AlertReason;
  /** Samples that should have come between the row before and this one, by the sampling step. */
  readonly missing: number;
  /** Channels whose refit is under way or waits; part of the work is done in each update. */
  readonly refitting: readonly string[];
  /** Channels whose new net took over with this update: it scores from the next row on. */
  readonly refitted: readonly string[];
}
