/**
 * What other folders need of this room.
 *
 * @module
 */
export { htmlPage, type PageParts } from "./html_page.ts";
