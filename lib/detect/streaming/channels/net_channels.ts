/** What the four autoencoder channels look at. */
import type { ChannelShape } from "./model.ts";

/** The autoencoders, in the order in which they are refitted. */
export const NET_CHANNELS: readonly ChannelShape[] = Object.freeze([
  { // is this value rare?
    name: "value",
    scaling: "minmax",
    recent: 1,
    seasonal: false,
    hidden: 3,
    masked: false,
    noise: 0,
    onlineRate: 0,
    level: 3,
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
    level: 1,
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
    level: 3,
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
    level: 1,
  },
]);
