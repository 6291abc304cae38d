/**
 * What other folders need of this room.
 *
 * @module
 */
export { notation } from "./numbers.ts";
export { renderPng } from "./png.ts";
export { attributeOf, toXml } from "./xml.ts";
