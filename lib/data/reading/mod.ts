/**
 * What other folders need of this room.
 *
 * @module
 */
export { counterNotes } from "./counter.ts";
export { readWholeLines } from "../read_series.ts";
export { unpack } from "./source.ts";
