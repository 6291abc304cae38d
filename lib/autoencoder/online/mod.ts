/**
 * What other folders need of this room.
 *
 * @module
 */
export { DenseNet } from "./dense_net.ts";
export type { DenseNetState } from "./state.ts";
