/**
 * What other folders need of this room.
 *
 * @module
 */
export { constraintViolation } from "./constraints.ts";
export { redactUrl, sqlitePath } from "./storage_url.ts";
