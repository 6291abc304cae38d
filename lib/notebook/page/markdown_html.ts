import { marked } from "../../packages.ts";
import { safeHtml } from "./safe_html.ts";

/** Markdown as HTML that runs and loads nothing, without images that are not in the text. */
export function markdownHtml(text: string): string {
  return safeHtml(new marked.Marked().parse(text, { async: false }) as string);
}
