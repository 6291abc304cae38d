/** What snapshots of earlier versions hold and nobody needs any more. */
import type { StateIo } from "./state_io.ts";

/** How loud each half hour of four weeks had been, up to version 6. */
export function dropLoudness(io: StateIo): void {
  io.array("loudness", new Float32Array(28 * 48));
  for (const name of ["half hour", "first half hour", "loudness now", "loudness before"]) {
    io.number(name, 0);
  }
}

/** The least and the most that was usual on each weekday, in versions 7 and 8. */
export function dropSwing(io: StateIo): void {
  for (const name of ["least", "most"]) io.array(`${name} by weekday`, new Float64Array(7));
  io.number("day of the most", 0, NaN);
}
