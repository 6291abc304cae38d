/** What the detector knows of a channel. */
import type { StateIo } from "../snapshot/state_io.ts";

/** Name of a channel. */
export type ChannelName =
  | "value"
  | "recent"
  | "shape"
  | "seasonal"
  | "novelty"
  | "quiet"
  | "hour"
  | "missing";

/**
 * Nothing; an hour that foretells the series while its values are usual; or, for those that ask what
 * the hour asks, such an hour as soon as it has seen every weekday twice.
 */
export type Yields = "never" | "to a usual hour" | "to the hour";

/** What yields counts so much at least. */
export const YIELD = 0.2;

/** One view of the series. */
export interface Channel {
  /** Its name. */
  readonly name: ChannelName;
  /** To what it yields, and then counts little, as then it does for a row that keeps its course. */
  readonly yields: Yields;
  /** Tail score of the newest row: -log10 of how likely it is, given the rows before; 0 unknown. */
  readonly tail: number;
  /** What the tail adds to the fused score, where caps are `raised` times as high (1 unless told). */
  share(raised?: number): number;
  /** What it expected, in the unit of the series; NaN where it cannot say. */
  readonly expected: number;
  /** By how much the newest row missed that. */
  readonly miss: number;
  /** Takes the newest row of the memory. */
  push(): void;
  /** Saves or takes back what it knows, beside the same rows. */
  state(io: StateIo): void;
}

/** No channel counts as further out than this many times its level ... */
const CAP = 3;
/**
 * ... but where caps are raised: there what it says grows with the logarithm beyond. Bursts that
 * come again are 3 to 5 times the level out, ten times the usual traffic 10 to 70 times.
 */
const GROWTH = 0.7;
/**
 * Power that a channel's levels are raised to before they are added: one channel at two levels
 * says a little more than two channels at one. Scores on the benchmark are the same from 1 to 1.3;
 * 1.2 makes a step of 10 % in the threshold one of 8 % in the tail scores.
 */
const POWER = 1.2;

/**
 * What a tail score adds to the fused score: min(tail / level, 3) ^ 1.2; beyond that cap times
 * min(raised, 1 + 0.7 ln(tail / level / 3)).
 *
 * @param tail Tail score
 * @param level The tail score that the channel alone reaches once in about 1,200 rows of normal
 * series: what makes channels comparable, and needs no labels
 * @param raised By how much caps are raised, 1 or more
 */
export function channelShare(tail: number, level: number, raised = 1): number {
  const levels = tail / level;
  if (!(levels > CAP)) return levels ** POWER;
  return CAP ** POWER * Math.min(raised, 1 + GROWTH * Math.log(levels / CAP));
}
