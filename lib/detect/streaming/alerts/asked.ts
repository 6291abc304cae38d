/** Which deviations the user asks to hear of. */
import type { Alert } from "./alert.ts";
import type { AlertRules } from "../options.ts";
import type { Channel } from "../channels/channel.ts";
import type { UsualHour } from "../hour/usual_hour.ts";
import { isFarEnough } from "./least_deviation.ts";
import { isNothing } from "./standstill.ts";

/** From so many spreads on a value is away from its hour: one of twenty usual ones is. */
const AWAY = 2;

/**
 * Whether the newest value is what this hour usually has: few days may allow nothing at all, too.
 */
export function isAtItsHour(
  value: number,
  { any, spreads, usual }: Pick<UsualHour, "any" | "spreads" | "usual">,
): boolean {
  return any && Math.abs(spreads) < AWAY && !isNothing({ value, usual });
}

/**
 * Which way a row went: from its hour where that says, else from what the channel expected. What
 * moves too little goes from its hour as soon as it is out of the range there.
 */
export function directionOf(
  value: number,
  { spreads, range }: UsualHour,
  { name, miss }: Pick<Channel, "name" | "miss">,
): Alert["direction"] {
  const isOut = name === "quiet" && (value < range[0] || value > range[1]);
  if (isOut || Math.abs(spreads) >= AWAY) return spreads > 0 ? "up" : "down";
  if (Number.isNaN(miss)) return "none";
  return miss > 0 ? "up" : "down";
}

/**
 * Whether rows that go this way may ring. Where one way is asked for, a value that is usual at its
 * hour goes neither: it may be the end of what went the other way.
 */
export function isAsked(
  value: number,
  direction: Alert["direction"],
  { usual, rules }: { usual: UsualHour; rules: AlertRules },
): boolean {
  if (rules.direction === "both") return true;
  return direction === rules.direction && !isAtItsHour(value, usual);
}

/** Whether a value is as far from the usual one as the user asks for. */
export function isWorth(
  value: number,
  { usual, loudest, rules }: {
    usual: UsualHour;
    loudest: Pick<Channel, "expected">;
    rules: AlertRules;
  },
): boolean {
  const expected = usual.any ? usual.usual : loudest.expected;
  return isFarEnough(value, expected, rules);
}
