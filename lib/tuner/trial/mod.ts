/**
 * What other folders need of this room.
 *
 * @module
 */
export { bestTrialOf } from "./best_trial.ts";
