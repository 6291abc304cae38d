/** How much of what a channel says counts, where another knows better. */
import { type Channel, YIELD } from "../channels/channel.ts";
import type { HourChannel } from "../channels/hour_channel.ts";

/**
 * The part of a channel's share that counts, whatever the row itself is like; a row that has left
 * its course by far is usual at no young hour.
 */
export function countedPart(
  { yields }: Channel,
  hour: HourChannel,
  { isLeft }: { readonly isLeft: boolean },
): number {
  const isUsual = hour.isHabit || (hour.isYoungAndUsual && !isLeft) ||
    (yields === "to the hour" && hour.decides);
  const yielding = yields !== "never" && isUsual;
  return yielding ? YIELD : 1;
}
