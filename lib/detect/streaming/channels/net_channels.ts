/** What the four autoencoder channels look at. */
import type { ChannelShape } from "./model.ts";

/** What most channels have alike. */
const REPEATS = { scaling: "minmax", seasonal: false, guesses: false } as const;
const GUESSES = { ...REPEATS, guesses: true } as const;

/** The autoencoders, in the order in which they are refitted. */
export const NET_CHANNELS: readonly ChannelShape[] = Object.freeze([
  // is this value rare?
  { ...REPEATS, name: "value", recent: 1, hidden: 3 },
  // does this value follow from those before it?
  { ...GUESSES, name: "recent", recent: 12, hidden: 6 },
  // do the last hours have a familiar shape?
  { ...REPEATS, name: "shape", recent: 48, hidden: 12, scaling: "asinh" },
  // does this value follow from the same time of day and week?
  { ...GUESSES, name: "seasonal", recent: 6, hidden: 8, seasonal: true },
]);
