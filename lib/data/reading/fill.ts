/** Samples that are missing: a gap, a zero, or an error. */
import { findGaps, type Gap } from "../gaps.ts";
import { counted } from "../../text.ts";
import type { TimeSeries } from "../frame/mod.ts";

/** More zeros than this for each row that is there are no missing samples but another step. */
const MOST_ZEROS_A_ROW = 100;

/** A series with a zero for each sample that its gaps miss; throws a rule, as a `SyntaxError`. */
export function fillGaps(
  { timestamps, values }: TimeSeries,
  gaps: readonly Gap[],
): TimeSeries & { notes: string[] } {
  const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0);
  if (missing === 0) return { timestamps, values, notes: [] };
  const n = timestamps.length;
  if (missing > MOST_ZEROS_A_ROW * n) {
    throw new SyntaxError(
      `its gaps must miss fewer samples to be filled: ${missing} are missing between ${n} rows`,
    );
  }
  const filled = {
    timestamps: new Float64Array(n + missing),
    values: new Float64Array(n + missing),
  };
  let [length, next] = [0, 0];
  timestamps.forEach((time, i) => {
    filled.timestamps[length] = time;
    filled.values[length++] = values[i]!;
    const gap = gaps[next];
    if (gap === undefined || gap.after.getTime() !== time) return;
    next++;
    const step = (gap.before.getTime() - time) / (gap.missing + 1);
    for (let k = 1; k <= gap.missing; k++) {
      filled.timestamps[length++] = time + Math.round(k * step);
    }
  });
  return {
    ...filled,
    notes: [`${counted(missing, "missing row")} became 0.`],
  };
}

/** Throws the first gap, as a rule in a `SyntaxError`. */
export function refuseGaps(timestamps: Float64Array): void {
  const [gap] = findGaps(timestamps);
  if (gap === undefined) return;
  throw new SyntaxError(
    `it must have no gap: ${
      counted(gap.missing, "sample")
    } missing between ${gap.after.toISOString()} and ${gap.before.toISOString()}`,
  );
}
