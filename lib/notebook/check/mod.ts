/**
 * What other folders need of this room.
 *
 * @module
 */
export { checkNotebook } from "./check.ts";
export type { Finding } from "./finding.ts";
export { checkRun } from "./last_run.ts";
