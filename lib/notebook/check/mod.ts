/**
 * What other folders need of this room.
 *
 * @module
 */
export { checkNotebook, checkRun, type Finding } from "./check.ts";
