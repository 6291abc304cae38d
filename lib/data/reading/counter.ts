/** A total that only grows, where what each step adds to it was meant. */
import { counted } from "../../text.ts";

/** So many rises without falls are no chance: of values that wander, one series in a million. */
const LEAST_RISES = 20;
/** Rises for each fall, at which a counter starts again: at least a daily one's by the hour. */
const RISES_A_FALL = 20;

/** Takes a series' values one by one, in order of time. */
export class Growth {
  #last = NaN;
  #rises = 0;
  #falls = 0;
  /** Rises since the last fall. */
  #run = 0;
  #restarts = 0;
  #slips = 0;

  /** The next value. */
  add(value: number): void {
    if (value > this.#last) {
      this.#rises++;
      this.#run++;
    } else if (value < this.#last) this.#fall(value);
    this.#last = value;
  }

  /**
   * A counter starts again at what a step or a few add, far below half of what many have reached; a
   * disk that is tidied keeps most. What few rises have reached, one step may nearly reach again: a
   * fall sooner than they are due tells neither.
   */
  #fall(value: number): void {
    this.#falls++;
    if (value >= 0 && value < this.#last / 2) this.#restarts++;
    else if (this.#run >= RISES_A_FALL) this.#slips++;
    this.#run = 0;
  }

  /** What to do about values that only grow, but for where they start again; none for others. */
  notes(): string[] {
    const [rises, falls] = [this.#rises, this.#falls];
    if (rises < LEAST_RISES || rises < RISES_A_FALL * falls || this.#slips > this.#restarts) {
      return [];
    }
    const but = falls === 0
      ? ""
      : ` but for ${counted(falls, "row")} that ${falls === 1 ? "starts" : "start"} again`;
    return [
      `The values only grow${but}, as a counter's do, so that alerts are about its total: what each step adds is the series to give, such as increase() of PromQL.`,
    ];
  }
}

/** What {@linkcode Growth} says of a whole series. */
export function counterNotes(values: Float64Array): string[] {
  const growth = new Growth();
  values.forEach((value) => growth.add(value));
  return growth.notes();
}
