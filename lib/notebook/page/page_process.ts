/**
 * Prints the page of the notebook at a path: its own process, since what it is made with needs none
 * of the permissions that run a notebook.
 */
import { basename } from "node:path";
import { readNotebook } from "../file/nbformat.ts";
import { notebookPage } from "./notebook_page.ts";

if (import.meta.main) {
  const [path] = Deno.args;
  const page = notebookPage(await readNotebook(path!), basename(path!, ".ipynb"));
  const writer = Deno.stdout.writable.getWriter();
  await writer.write(new TextEncoder().encode(page));
  await writer.close();
}
