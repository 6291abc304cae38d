import { escapeHtml } from "../../text.ts";
import { printStyle } from "./print_style.ts";

/** What an HTML page is made of. */
export interface PageParts {
  /** Of the window, as text. */
  readonly title: string;
  /** What is in it, as HTML. */
  readonly body: string;
  /** Style sheets beside the page's own. */
  readonly style?: string;
}

/** A whole HTML page that loads nothing and can be read in the dark, on a phone and on paper. */
export function htmlPage({ title, body, style = "" }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>
body { margin: 0 auto; padding: 16px; max-width: 1000px; box-sizing: border-box;
  font: 16px/1.5 system-ui, sans-serif; color: #1f2328; background: #ffffff; }
img { max-width: 100%; height: auto; }
h1, h2, h3 { line-height: 1.25; }
h1, h2, h3, p { overflow-wrap: anywhere; }
table { border-collapse: collapse; font-size: 14px; }
th, td { padding: 3px 10px; border-bottom: 1px solid #d0d7de; vertical-align: top; }
.scroll { overflow-x: auto; max-width: 100%; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 13px; margin: 8px 0; }
details pre { background: #f6f8fa; padding: 8px; }
summary { color: #57606a; font-size: 13px; cursor: pointer; }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117; }
  a { color: #79b8ff; }
  th, td { border-color: #30363d; }
  details pre { background: #161b22; }
  summary { color: #9ea7b3; }
}
@media print {
  body { color: #1f2328; background: none; padding: 0; }
  img, tr { break-inside: avoid; }
  details { display: none; }
  .scroll { overflow: visible; }
  ${printStyle()}
}
${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}
