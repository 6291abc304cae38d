import { marked } from "../../packages.ts";
import { safeHtml } from "./safe_html.ts";

/** Markdown as HTML that runs and loads nothing; images that are not in the text itself are left out. */
export function markdownHtml(text: string): string {
  return safeHtml(new marked.Marked().parse(text, { async: false }) as string);
}
