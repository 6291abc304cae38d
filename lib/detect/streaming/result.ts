/** What the streaming detector says about a point. */
import type { Alert } from "./alerts/alert.ts";
import type { ChannelName } from "./channels/channel.ts";

/** One channel's view of a point. */
export interface ChannelReading {
  /** The channel. */
  readonly name: ChannelName;
  /** What it adds to the fused score unless it yields; 1 is reached about once in 1,200 rows. */
  readonly share: number;
  /** Tail score: -log10 of how likely an error as large is, given the errors before. */
  readonly tail: number;
  /**
   * The value that the channel expected, in the unit of the series; for `novelty` the value at the
   * end of the nearest look-alike of the last 12 rows. NaN before there is anything to expect.
   */
  readonly expected: number;
  /** Value minus expected value. */
  readonly miss: number;
}

/** Why a row alerts, by the channel that its alert names. {@linkcode Alert} says more. */
export interface AlertReason {
  /** The channel that counted most. */
  readonly channel: ChannelName;
  /** Its expected value. */
  readonly expected: number;
  /** By how much the value missed it. */
  readonly miss: number;
  /** The sentence of the alert. */
  readonly text: string;
}

/** What {@linkcode StreamingDetector.update} says about a point, or `tick` about a moment. */
export interface DetectorResult {
  /** Number of the point among all that were offered, 0 first; -1 after `tick`. */
  readonly point: number;
  /** Number of the row it became; -1 if it was dropped, or there was none. */
  readonly row: number;
  /**
   * `scored`; `training` while the first nets are not ready; why it was dropped: `repeated` has
   * the time of the newest row, `late` an earlier one; or `tick`: time passed and nothing came.
   */
  readonly status: "training" | "scored" | "late" | "repeated" | "tick";
  /**
   * Fused score of all channels relative to the threshold at this age: an alert needs 1 or more; 0
   * unless scored. It stays high for as long as windows hold what has passed.
   */
  readonly level: number;
  /**
   * How far the point itself stands out: 1 is the threshold, which a level below it does not reach.
   * Less than the level the better the value follows from those before and the more usual it is at
   * its hour; where the former foretells the series better the level counts less, unless an alert
   * fires. Below 1 it ranks points and is no share of the threshold: a value that only breaks its
   * course comes close to 1. An alert whose point is nothing by itself (windows are) has 1. Before
   * the first nets the course alone ranks; 0 for the first 42 rows.
   */
  readonly score: number;
  /**
   * Whether an alert fires with this point, maybe ending another; or, while it is open, stands out
   * again after the level was back, or goes twice as far.
   */
  readonly isAlert: boolean;
  /**
   * Whether the point stands out (score of 1 or more) and does not ring: an alert is open, it is
   * the echo of one, of the wrong direction, too small, or what a first weekend is like, or the
   * calendar knows of it.
   */
  readonly isQuiet: boolean;
  /** The change in an alert's state, if there is one: it fires, rises or is resolved. */
  readonly alert?: Alert;
  /** The channels, largest share first; empty unless scored. */
  readonly channels: readonly ChannelReading[];
  /** Why, if an alert fires with this point. */
  readonly reason?: AlertReason;
  /** Samples that should have come between the row before and this one, or until this tick. */
  readonly missing: number;
  /** Channels whose refit is under way or waits; part of the work is done in each update. */
  readonly refitting: readonly string[];
  /** Channels whose new net took over with this update: it scores from the next row on. */
  readonly refitted: readonly string[];
}
