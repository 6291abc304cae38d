/**
 * Time axes in UTC, whatever the time zone of the machine.
 *
 * @module
 */
import type * as Plot from "@observablehq/plot";

const day = 86_400_000;
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** The x scale of a chart over time. */
export function timeAxis(first: number, last: number): Plot.ScaleOptions {
  const span = last - first;
  return {
    type: "utc",
    label: "Time (UTC)",
    tickSpacing: span > 700 * day || span < 1_200_000 ? 90 : 60,
    // A single moment has no width: give it an hour on each side.
    domain: span > 0
      ? [new Date(first), new Date(last)]
      : [new Date(first - day / 24), new Date(last + day / 24)],
    tickFormat: (tick: Date, index: number) => formatTick(tick, index, span),
  };
}

/** Clock times on a 24 hour dial, the date under the first one and under each midnight. */
function formatTick(tick: Date, index: number, span: number): string {
  const date = `${months[tick.getUTCMonth()]} ${tick.getUTCDate()}`;
  if (span > 700 * day) return `${months[tick.getUTCMonth()]} ${tick.getUTCFullYear()}`;
  if (span > 5 * day) return date;
  const text = tick.toISOString();
  const clock = span >= 1_200_000 ? text.slice(11, 16) : text.slice(11, 19);
  return index === 0 || tick.getTime() % day === 0 ? `${clock}\n${date}` : clock;
}

/** `2014-04-10 00:04`, the minute in UTC. */
export function formatMinute(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace("T", " ");
}
