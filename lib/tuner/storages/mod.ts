/**
 * What other folders need of this room.
 *
 * @module
 */
export { constraintViolation } from "./constraints.ts";
export {
  codeOf,
  connectionConfig,
  isConflict,
  isLost,
  isOfDatabase,
  textOf,
  waitForEnd,
} from "./postgres/connection.ts";
export { postgresUrl, redactUrl, sqlitePath } from "./storage_url.ts";
