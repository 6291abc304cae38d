/**
 * What other folders need of this room.
 *
 * @module
 */
export { readNotebook } from "./nbformat.ts";
export { parseParameterTexts, placePath, readParameters } from "./parameters.ts";
