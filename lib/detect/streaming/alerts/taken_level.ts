/** The level that an alert ended with: what stays there is no news, what leaves it is a return. */
import type { AlertRow } from "./alert.ts";
import { count, isStillOff, type OpenAlert, openAlertState } from "./open_alert.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import type { UsualHour } from "../hour/usual_hour.ts";
import { DAY } from "../../../time.ts";

/** After a week every kind of day has been at the level; until then hours may hold the old one. */
const SEEN = 7 * DAY;
/** Longer ago the level of now is what is usual. */
const REMEMBERED = 28 * DAY;

/** Remembers the last alert whose level was taken for the new one. */
export class TakenLevel {
  #time = -Infinity;
  #alert: OpenAlert | undefined;

  /** An alert ends as its level is the new one. */
  take(time: number, alert: OpenAlert): void {
    this.#time = time;
    this.#alert = alert;
  }

  /**
   * Takes a row. Once rows have said that what was usual before is back, no other takes that back.
   */
  push(usual: UsualHour): void {
    if (this.#alert !== undefined && isStillOff(this.#alert)) count(false, usual, this.#alert);
  }

  /** Whether a row is at the level, which has held, at an hour that may not have seen it yet. */
  isThere(row: AlertRow): boolean {
    const alert = this.#alert;
    return alert !== undefined && isStillOff(alert) && row.time - alert.since <= SEEN &&
      isAbout(this.#changes(row));
  }

  /** Whether a row is at the level before, or nearer to it than to the one that was taken. */
  isLeft(row: AlertRow): boolean {
    const { value, usual } = row;
    const factor = this.#factor;
    if (row.time - this.#time > REMEMBERED || !(factor >= 0)) return false;
    if (factor === 0 || usual <= 0) return factor < 1 && value > usual;
    return isAbout(-this.#changes(row)); // the old level is usual / factor
  }

  /** Saves or takes back what is remembered. */
  state(io: StateIo): void {
    this.#time = io.number("time of a new level", this.#time);
    this.#alert = openAlertState(io, this.#alert);
  }

  /** How many times the usual value the level was; NaN before there is one. */
  get #factor(): number {
    const { value, usual } = this.#alert?.worst ?? { value: NaN, usual: NaN };
    return value / usual;
  }

  /**
   * How far a row is from its usual value, where the level is 1 and going down from it is below 0.
   */
  #changes({ value, usual }: AlertRow): number {
    return Math.log(value / usual) / Math.log(this.#factor);
  }
}

/** Whether what should be 1 is nearer to it than to 0 or 2. */
function isAbout(changes: number): boolean {
  return changes >= 0.5 && changes <= 1.5;
}
