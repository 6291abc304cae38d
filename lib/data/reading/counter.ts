/** A total that only grows, where what each step adds to it was meant. */
import { counted } from "../../text.ts";

/** So many rises without falls are no chance: of values that wander, one series in a million. */
const LEAST_RISES = 20;
/** Rises for each fall, at which a counter starts again: at least a daily one's by the hour. */
const RISES_A_FALL = 20;

/** What to do about values that only grow, but for where they start again; none for others. */
export function counterNotes(values: Float64Array): string[] {
  let [rises, falls] = [0, 0];
  for (let i = 1; i < values.length; i++) {
    if (values[i]! > values[i - 1]!) rises++;
    else if (values[i]! < values[i - 1]!) falls++;
  }
  if (rises < LEAST_RISES || rises < RISES_A_FALL * falls) return [];
  const but = falls === 0
    ? ""
    : ` but for ${counted(falls, "row")} that ${falls === 1 ? "starts" : "start"} again`;
  return [
    `The values only grow${but}, as a counter's do, so that alerts are about its total: what each step adds is the series to give, such as increase() of PromQL.`,
  ];
}
