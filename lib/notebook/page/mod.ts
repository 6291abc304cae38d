/**
 * What other folders need of this room.
 *
 * @module
 */
export { renderNotebookPage } from "./render_notebook_page.ts";
