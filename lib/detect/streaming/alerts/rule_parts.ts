/** What the rule meets and what it watches. */
import type { AlertRules } from "../options.ts";
import type { Channel } from "../channels/channel.ts";
import type { Course } from "../course/course.ts";
import type { HourChannel } from "../channels/hour_channel.ts";
import type { RowMemory } from "../memory/row_memory.ts";
import type { UsualHour } from "../hour/usual_hour.ts";

/** A row as the rule meets it. */
export interface RuleRow {
  /** Its number. */
  readonly row: number;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Its value. */
  readonly value: number;
}

/** What the rule watches. */
export interface RuleParts {
  /** The last rows, the newest one too. */
  readonly memory: RowMemory;
  /** The channels. */
  readonly channels: readonly Channel[];
  /** One of them, which says whether the hour is as usual. */
  readonly hour: HourChannel;
  /** What is usual. */
  readonly usual: UsualHour;
  /** Where the series was going; it has taken the row. */
  readonly course: Course;
  /** What the user asked for. */
  readonly rules: AlertRules;
  /** Multiplies the threshold. */
  readonly scale: number;
  /** The most that the series' own rate multiplies it by. */
  readonly mostOwnRate: number;
  /** So much further out a row has to be in the first days. */
  readonly caution: number;
  /** Time of the first row. */
  readonly start: number;
}
