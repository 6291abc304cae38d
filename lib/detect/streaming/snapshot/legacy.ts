/** Snapshots of version 1: JSON with the rows in it. */
import { node } from "../../../node.ts";
import { requireSame } from "./same_detector.ts";
import { excerpt } from "../../../checks.ts";

/** Name of the format. */
const LEGACY_FORMAT = "elb-anomaly streaming detector";

/** A snapshot of version 1. What it holds beside this (nets and their errors) is learned anew. */
export interface DetectorSnapshot {
  /** Always `elb-anomaly streaming detector`. */
  readonly format: string;
  /** Version of the format. */
  readonly version: number;
  /** Name of the series. */
  readonly series: string;
  /** The detector's seed. */
  readonly seed: number;
  /** Points offered, rows taken, points dropped. */
  readonly counts: {
    readonly offered: number;
    readonly rows: number;
    readonly late: number;
    readonly repeated: number;
  };
  /** Times of the rows in memory, doubles in base64. */
  readonly times: string;
  /** Values of the rows in memory, doubles in base64. */
  readonly values: string;
  /** The rest. */
  readonly [name: string]: unknown;
}

/** Rows that version 1 kept, unless its constants said otherwise. */
const MOST_ROWS = 1 << 24;

/** The rows and counts of a snapshot of version 1 of one's own; throws as `openSnapshot`. */
export function readLegacy(
  snapshot: DetectorSnapshot,
  own: { readonly series: string; readonly seed: number },
): { timestamps: Float64Array; values: Float64Array; counts: DetectorSnapshot["counts"] } {
  if (snapshot?.format !== LEGACY_FORMAT) {
    throw new TypeError(
      `Cannot restore as the snapshot must be one of a streaming detector: its format is ${
        excerpt(snapshot?.format)
      }`,
    );
  }
  if (snapshot.version !== 1) {
    throw new RangeError(
      `Cannot restore the snapshot as its version must be 1 where it is JSON: it is ${
        excerpt(snapshot.version)
      }`,
    );
  }
  const { offered, rows, late, repeated } = snapshot.counts ?? {};
  for (const [name, count] of Object.entries({ offered, rows, late, repeated })) {
    if (Number.isSafeInteger(count) && count! >= 0) continue;
    throw damaged(`counts.${name} must be a whole number of 0 or more`, count);
  }
  if (rows + late + repeated !== offered) {
    throw damaged("rows, late and repeated points must add up to those offered", offered);
  }
  const timestamps = numbers("times", snapshot.times);
  const values = numbers("values", snapshot.values);
  const kept = timestamps.length;
  if (kept !== values.length || kept > rows || kept > MOST_ROWS || (kept === 0 && rows > 0)) {
    throw damaged("it must hold the last rows: as many times as values", values.length);
  }
  for (let i = 0; i < kept; i++) {
    if (!(Math.abs(timestamps[i]!) <= 8.64e15) || (i > 0 && timestamps[i]! <= timestamps[i - 1]!)) {
      throw damaged(`times must be finite and rise, number ${i}`, timestamps[i]);
    }
    if (!(Math.abs(values[i]!) <= 1e100)) {
      throw damaged(`values must be finite and at most 1e100 in size, number ${i}`, values[i]);
    }
  }
  for (const name of ["series", "seed"] as const) {
    requireSame(name, JSON.stringify(snapshot[name]), JSON.stringify(own[name]));
  }
  return { timestamps, values, counts: { offered, rows, late, repeated } };
}

function numbers(name: string, text: unknown): Float64Array {
  const bytes = typeof text === "string" ? node.buffer.Buffer.from(text, "base64") : undefined;
  if (bytes === undefined || bytes.length % 8 !== 0 || bytes.toString("base64") !== text) {
    throw damaged(`${name} must be doubles in base64`, typeof text);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

function damaged(rule: string, value: unknown): RangeError {
  return new RangeError(
    `Cannot restore the snapshot as ${rule}: current value is ${excerpt(value)}`,
  );
}
