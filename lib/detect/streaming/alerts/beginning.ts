/** When that which rings began. */
import type { Alert } from "./alert.ts";
import type { Firing } from "./telling.ts";
import type { Frozen } from "./frozen.ts";
import type { RuleParts } from "./rule_parts.ts";
import type { Standstill } from "./standstill.ts";

/**
 * When that which the newest row rings for began, not before `from`: with the first row that stood
 * still, that repeated the one before it, or that was off its hour to the alert's side. It is the
 * newest row where those before it were none of that.
 */
export function beginningOf(
  { channel, direction }: Pick<Firing, "channel" | "direction">,
  { memory, hour, standstill, frozen }: Pick<RuleParts, "memory" | "hour"> & {
    readonly standstill: Standstill;
    readonly frozen: Frozen;
  },
  from: number,
): Alert["since"] {
  const { timestamps, count, first } = memory;
  let most = 1;
  while (count - most > first && timestamps.get(count - most - 1) >= from) most++;
  const side = direction === "none" ? 0 : direction === "up" ? 1 : -1;
  const off = channel === "quiet" ? frozen.repeats : hour.rowsOff(side, most);
  return timestamps.get(count - Math.min(most, Math.max(standstill.rows, off)));
}
