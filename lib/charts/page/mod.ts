/**
 * What other folders need of this room.
 *
 * @module
 */
export { chartImage } from "../explore/html.ts";
export { printStyle } from "./print_style.ts";
export { htmlPage, type PageParts } from "./html_page.ts";
