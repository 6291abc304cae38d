/** What snapshots of earlier versions hold and nobody needs any more. */
import type { StateIo } from "./state_io.ts";

/** How loud each half hour of four weeks had been, up to version 6. */
export function dropLoudness(io: StateIo): void {
  io.array("loudness", new Float32Array(28 * 48));
  for (const name of ["half hour", "first half hour", "loudness now", "loudness before"]) {
    io.number(name, 0);
  }
}
