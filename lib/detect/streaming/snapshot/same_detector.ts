/** Whether a snapshot is one of this detector's kind. */
import type { StateIo } from "./state_io.ts";

/**
 * Refuses a snapshot whose series, seed, time zone or constants are not the detector's, both as
 * JSON; the error's `cause` has by its name what the snapshot's is.
 */
export function requireSame(name: string, given: string, own: string): void {
  if (given === own) return;
  throw new RangeError(
    `Cannot restore the snapshot as its ${name} must be ${own}: it is ${given}`,
    { cause: { [name]: given } },
  );
}

/** Saves what must be the same, as JSON by its name, or refuses what is not. */
export function sameState(io: StateIo, own: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(own)) {
    const text = JSON.stringify(value);
    requireSame(name, io.text(name, text), text);
  }
}
