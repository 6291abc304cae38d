/**
 * What other folders need of this room.
 *
 * @module
 */
export type { ImportanceEvaluator } from "./evaluator.ts";
export { paramImportances } from "./importance.ts";
