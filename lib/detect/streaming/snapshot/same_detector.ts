/** Whether a snapshot is one of this detector's kind. */

/**
 * Refuses a snapshot whose series, seed, time zone or constants are not the detector's, both as JSON;
 * the error's `cause` has by its name what the snapshot's is.
 */
export function requireSame(name: string, given: string, own: string): void {
  if (given === own) return;
  throw new RangeError(
    `Cannot restore the snapshot as its ${name} must be ${own}: it is ${given}`,
    { cause: { [name]: given } },
  );
}
