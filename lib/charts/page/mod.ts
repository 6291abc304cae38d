/**
 * What other folders need of this room.
 *
 * @module
 */
export { chartImage } from "../explore/html.ts";
export { htmlPage, type PageParts } from "./html_page.ts";
