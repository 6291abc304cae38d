/** How often nothing came around a time of day. */
import type { PoolDays } from "./pool.ts";
import type { SlotRing } from "./slot_ring.ts";
import { DAY, HOUR } from "../../../time.ts";

/** Samples of one day may end, or begin, so much earlier or later than those of another. */
const AROUND = HOUR;

/**
 * The share of slots without a sample on the days before: at a local time or within an hour of it,
 * but after `newest`, whichever is more. One day of many on which they are missing is an outage, no
 * habit.
 *
 * @returns 0 to 1, NaN if there are fewer than `least` days
 */
export function absence(
  ring: SlotRing,
  { time, newest }: { time: number; newest: number },
  { belongs, every = 1, oldest }: PoolDays,
  least = 1,
): number {
  const slot = DAY / ring.perDay;
  const width = ring.perDay > 1 ? Math.max(1, Math.round(AROUND / slot)) : 0;
  const back = Math.min(width, Math.ceil((time - newest) / slot) - 1);
  const [then, around] = [new Share(), new Share()];
  for (let age = every; age <= oldest; age += every) {
    const before = time - age * DAY;
    if (Math.floor(before / DAY) <= ring.firstDay) break; // the first day may have begun at any time
    if (belongs !== undefined && !belongs(age)) continue;
    let absent = 0;
    for (let k = -back; k <= width; k++) {
      if (Number.isNaN(ring.atTime(before + k * slot))) absent++;
    }
    then.push(Number.isNaN(ring.atTime(before)) ? 1 : 0);
    around.push(absent / (back + 1 + width));
  }
  return then.days < least ? NaN : Math.max(then.usual, around.usual);
}

/** The mean of some days' shares. */
class Share {
  days = 0;
  #sum = 0;
  #some = 0; // days that have a share

  push(share: number): void {
    this.days++;
    this.#sum += share;
    if (share > 0) this.#some++;
  }

  get usual(): number {
    const isHabit = this.#some > 1 || this.days < 3;
    return isHabit ? this.#sum / this.days : 0;
  }
}
