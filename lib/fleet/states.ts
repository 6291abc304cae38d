/** The detectors' states of many series in one file, so that they are replaced together. */
import { Buffer } from "node:buffer";

/** The state of each series, by its name. */
export type States = ReadonlyMap<string, Uint8Array>;

/** What the file says it is, before what it holds: a line of JSON, then the states' bytes. */
const KIND = "states of many series";

/** States as bytes. */
export function packStates(states: States): Uint8Array {
  const sizes = [...states].map(([name, { length }]) => [name, length]);
  const header = new TextEncoder().encode(`${JSON.stringify({ kind: KIND, sizes })}\n`);
  const parts = [header, ...states.values()];
  return new Uint8Array(Buffer.concat(parts));
}

/**
 * The states that bytes hold.
 *
 * @throws {RangeError} If they are of another kind, or not whole
 */
export function unpackStates(packed: Uint8Array): Map<string, Uint8Array> {
  const states = new Map<string, Uint8Array>();
  let at = packed.indexOf(10) + 1;
  for (const [name, length] of sizesOf(new TextDecoder().decode(packed.subarray(0, at)))) {
    states.set(name, packed.slice(at, at += length));
  }
  if (at !== packed.length) {
    throw new RangeError("Cannot unpack the states as they must be whole: they are damaged");
  }
  return states;
}

function sizesOf(header: string): [name: string, length: number][] {
  try {
    const { kind, sizes } = JSON.parse(header);
    if (kind === KIND && Array.isArray(sizes)) return sizes;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new RangeError(
    "Cannot unpack the states as they must be those of many series: they are something else",
  );
}
