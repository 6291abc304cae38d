/**
 * What other folders need of this room.
 *
 * @module
 */
export { findOrCreateStudy, openStudy } from "./create_study.ts";
