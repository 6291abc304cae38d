/**
 * The six channels: four autoencoders and two that need none.
 *
 * @module
 */
import type { ChannelShape } from "./model.ts";

/** The autoencoders, in the order in which they are refitted. */
export const CHANNEL_SHAPES: readonly ChannelShape[] = Object.freeze([
  { // is this value rare?
    name: "value",
    scaling: "minmax",
    recent: 1,
    seasonal: false,
    hidden: 3,
    masked: false,
    noise: 0,
    onlineRate: 0,
  },
  { // does this value follow from those before it?
    name: "recent",
    scaling: "minmax",
    recent: 12,
    seasonal: false,
    hidden: 6,
    masked: true,
    noise: 0,
    onlineRate: 0.0005,
  },
  { // do the last hours have a familiar shape?
    name: "shape",
    scaling: "asinh",
    recent: 48,
    seasonal: false,
    hidden: 12,
    masked: false,
    noise: 0.2,
    onlineRate: 0,
  },
  { // does this value follow from the same time of day and week?
    name: "seasonal",
    scaling: "minmax",
    recent: 6,
    seasonal: true,
    hidden: 8,
    masked: true,
    noise: 0,
    onlineRate: 0.0005,
  },
]);

/** Name of a channel. */
export type ChannelName = "value" | "recent" | "shape" | "seasonal" | "novelty" | "quiet";

/** The channels in the order of their tail scores: the autoencoders, then those without a net. */
export const CHANNEL_NAMES: readonly ChannelName[] = Object.freeze([
  ...CHANNEL_SHAPES.map(({ name }) => name),
  "novelty" as const,
  "quiet" as const,
]);

/**
 * The tail score at which a channel alone would alarm once in about 1,200 rows of the benchmark:
 * what makes channels comparable, and needs no labels.
 */
export const CHANNEL_LEVELS: Readonly<Record<ChannelName, number>> = Object.freeze({
  value: 3,
  recent: 1,
  shape: 3,
  seasonal: 1,
  novelty: 6,
  quiet: 2.4,
});

/** No channel counts as further out than this many times its level. */
export const CHANNEL_CAP = 3;

/**
 * Power that a channel's levels are raised to before they are added: one channel at two levels
 * says a little more than two channels at one. Scores on the benchmark are the same from 1 to 1.3;
 * 1.2 makes a step of 10 % in the threshold one of 8 % in the tail scores.
 */
export const SHARE_POWER = 1.2;
