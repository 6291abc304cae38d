/** Twenty points, five minutes apart, an hour missing after the twelfth, one spike. */
import type { ScoredRow } from "../../lib/charts/series/scores.ts";
import { createFrame } from "../../lib/data/frame/frame.ts";

const start = Date.UTC(2014, 3, 10, 22, 4);
const minute = 60_000;

export const smallTimes = Array.from(
  { length: 20 },
  (_, i) => start + (5 * i + (i > 12 ? 60 : 0)) * minute,
);
export const smallValues = smallTimes.map((_, i) => i === 8 ? 320 : 60 + 7 * i % 50);
export const smallFrame = createFrame(smallTimes, smallValues);
export const smallErrors = smallValues.map((value) => ((value - 60) / 320) ** 2);
export const smallWindows = [
  { start: new Date(smallTimes[7]!), end: new Date(smallTimes[9]!) },
  { start: new Date(smallTimes[18]!), end: new Date(smallTimes[19]! + 1000 * minute) },
];

/** A score and two channels a row, as a detector gives them; the spike alarms. */
export const smallResults: ScoredRow[] = smallErrors.map((error) => ({
  score: 2 * error,
  isAlert: error > 0.5,
  channels: [{ name: "value", share: 3 * error }, { name: "net", share: error }],
}));
