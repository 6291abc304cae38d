/** Local times of a time zone to UTC. */
import { excerpt } from "../../checks.ts";
import { DAY } from "../../time.ts";

/** The clocks of a time zone. */
export class TimeZone {
  /** Its IANA name. */
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  /** By UTC day: the offset through it, or where it changes within. */
  readonly #days = new Map<number, { before: number; after: number; change: number }>();

  /**
   * Throws a `RangeError` if there is no such zone; `action` is what is not possible then, `option`
   * where it was named.
   */
  constructor(name: string, action = "read local times", option = "timeZone") {
    try {
      this.#format = new Intl.DateTimeFormat("en-US", {
        timeZone: name,
        timeZoneName: "longOffset",
      });
    } catch (cause) {
      throw new RangeError(
        `Cannot ${action} as ${option} must be a name such as "Europe/Berlin" or "UTC": current value is ${
          excerpt(name)
        }`,
        { cause },
      );
    }
    this.name = name;
  }

  /**
   * The instants at which the zone's clocks show a time, the earlier first: one, two in the hour
   * that occurs twice, none in the hour that is left out. The time is given as if it were UTC.
   */
  instants(local: number): number[] {
    const [early, late] = [this.offset(local - DAY), this.offset(local + DAY)];
    if (early === late) return [local - early];
    return [early, late].map((offset) => local - offset)
      .filter((time) => time + this.offset(time) === local)
      .sort((a, b) => a - b);
  }

  /** Milliseconds by which the zone's clocks are ahead of UTC at an instant. */
  offset(time: number): number {
    const day = Math.floor(time / DAY);
    let known = this.#days.get(day);
    if (known === undefined) {
      known = this.#findChange(day * DAY, (day + 1) * DAY);
      this.#days.set(day, known);
    }
    return time < known.change ? known.before : known.after;
  }

  #findChange(from: number, to: number): { before: number; after: number; change: number } {
    const [before, after] = [this.#look(from), this.#look(to)];
    if (before === after) return { before, after, change: to };
    let [low, high] = [from, to];
    while (high - low > 1000) { // clocks change on a whole second
      const middle = low + Math.floor((high - low) / 2000) * 1000;
      if (this.#look(middle) === before) low = middle;
      else high = middle;
    }
    return { before, after, change: high };
  }

  #look(time: number): number {
    const text = this.#format.format(time);
    const match = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text)!;
    if (match[1] === undefined) return 0;
    const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
    return (match[1] === "-" ? -1000 : 1000) * seconds;
  }
}
