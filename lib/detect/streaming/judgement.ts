/** What the detector says about a row, from its rule and its channels. */
import type { AlertRule } from "./alerts/alert_rule.ts";
import type { Channel } from "./channels/channel.ts";
import type { Course } from "./course/course.ts";
import type { ChannelReading, DetectorResult } from "./result.ts";

/** The part of a result that the rule makes. */
export type Judgement = Pick<
  DetectorResult,
  "level" | "score" | "isAlert" | "isQuiet" | "alert" | "reason"
>;

/** For points that are dropped. */
export const NO_JUDGEMENT: Judgement = Object.freeze({
  level: 0,
  score: 0,
  isAlert: false,
  isQuiet: false,
});

/** Of what rings and is no channel's: a series that stands still. */
const NO_READING = { expected: NaN, miss: NaN };

/** Of a moment without a point, all but what the rule says. */
export const NO_POINT: Pick<DetectorResult, "point" | "row" | "status" | "channels" | "refitted"> =
  Object.freeze({ point: -1, row: -1, status: "tick", channels: [], refitted: [] });

/** Names of channels. */
export function namesOf(channels: readonly Channel[]): string[] {
  return channels.map(({ name }) => name);
}

/**
 * What the rule says, with the view of the channel that the alert names as the reason; before there
 * is a rule the score of the course alone.
 */
export function judgementOf(
  rule: AlertRule | undefined,
  channels: readonly ChannelReading[],
  course?: Course,
): Judgement {
  if (rule === undefined) return { ...NO_JUDGEMENT, score: course?.alone ?? 0 };
  const { level, score, isAlert, isQuiet, alert } = rule;
  const told = alert === undefined ? {} : { alert };
  if (!isAlert || channels.length === 0) return { level, score, isAlert, isQuiet, ...told };
  const { channel } = alert!;
  const { expected, miss } = channels.find(({ name }) => name === channel) ?? NO_READING;
  return {
    level,
    score,
    isAlert,
    isQuiet,
    ...told,
    reason: { channel, expected, miss, text: alert!.text },
  };
}

/** The channels' views of the newest row, largest share first. */
export function readingsOf(channels: readonly Channel[]): ChannelReading[] {
  return channels
    .map((channel) => {
      const { name, tail, expected, miss } = channel;
      return { name, share: channel.share(), tail, expected, miss };
    })
    .sort((a, b) => b.share - a.share);
}
