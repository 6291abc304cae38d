/** What the detector tells the person on call. */
import type { ChannelName } from "../channels/channel.ts";

/** A row of an episode, as it is told. */
export interface AlertRow {
  /** Epoch milliseconds. */
  readonly time: number;
  /** The value; NaN where nothing came. */
  readonly value: number;
  /** Usual value at this hour, from the same time on the days before; NaN before there is one. */
  readonly usual: number;
  /** Value minus usual value. */
  readonly deviation: number;
}

/** A change in the state of an alert. */
export interface Alert extends AlertRow {
  /**
   * `firing` when it fires, when a row is twice as far off its hour as any before (both ring,
   * see {@linkcode DetectorResult.isAlert}) or when it becomes critical, `resolved` when the series
   * has been calm again and is back at what is usual, or its level is the new one.
   */
  readonly state: "firing" | "resolved";
  /**
   * When it began, epoch milliseconds: what rang, where rows before it were off to the same side,
   * with the likeliest first of those; else the row that fired. Never before the end of another.
   */
  readonly since: number;
  /** Where 90 % of the values at this hour lay. */
  readonly usualRange: readonly [number, number];
  /**
   * The deviation in percent of the usual value; NaN where that is 0, of either sign or unknown.
   */
  readonly percent: number;
  /** The deviation in usual spreads; NaN before there is one. */
  readonly spreads: number;
  /**
   * Which way the value went from its usual one, or before there is one from what the channel
   * expected; `none` for missing samples, and for a flat line at a usual value.
   */
  readonly direction: "up" | "down" | "none";
  /** `critical` from twice the score at which it would have fired, and from then on. */
  readonly severity: "warning" | "critical";
  /** Relative to the threshold; when resolved, the highest of the episode. */
  readonly score: number;
  /** Which pattern broke: the channel with the largest share. */
  readonly channel: ChannelName;
  /** A sentence for the person on call. */
  readonly text: string;
  /** When resolved or at the end of the data: the row furthest from its hour, in its direction. */
  readonly worst?: AlertRow;
  /** When resolved or at the end of the data: how long it lasted. */
  readonly minutes?: number;
  /**
   * When it fires while another is open, as a fall after a rise: that one, resolved. The fall has a
   * `since` of its own.
   */
  readonly ended?: Alert;
}
