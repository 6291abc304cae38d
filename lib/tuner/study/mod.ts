/**
 * What other folders need of this room.
 *
 * @module
 */
export { bestTrialOf } from "./best_trial.ts";
export { findOrCreateStudy, openStudy } from "./create_study.ts";
