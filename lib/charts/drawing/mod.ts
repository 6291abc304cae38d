/**
 * What other folders need of this room.
 *
 * @module
 */
export { notation, type NumberFormat } from "./numbers.ts";
export { toXml } from "./xml.ts";
