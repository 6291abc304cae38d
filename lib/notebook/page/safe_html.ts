import type { Element } from "../../dom.ts";
import { linkedom } from "../../packages.ts";
import { escapeHtml } from "../../text.ts";

/** Elements that stay; of others what is in them stays. */
const kept = new Set(
  ("a abbr b blockquote br caption code dd del div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr " +
    "i img ins kbd li mark ol p pre q s small span strong sub sup table tbody td tfoot th thead tr u ul wbr")
    .split(" "),
);
/** Elements that go with all that is in them. */
const dropped = new Set(
  "script style template iframe object embed noscript textarea title".split(" "),
);
const empty = new Set(["br", "hr", "img", "wbr"]);

/** What an attribute may be, by its name; all others go. */
const attributes: Readonly<Record<string, RegExp>> = {
  style: /^text-align:(left|right|center)$/,
  scope: /^(col|row)$/,
  align: /^(left|right|center)$/,
  colspan: /^\d+$/,
  rowspan: /^\d+$/,
  alt: /^/,
  title: /^/,
  src: /^data:image\/(png|jpeg|gif|webp|svg\+xml);base64,/,
  href: /^(https?:|mailto:|#)/i,
};

/**
 * HTML without anything that runs, loads or changes the page around it: written anew from the
 * elements and attributes that are known to do nothing.
 */
export function safeHtml(html: string): string {
  const { document } = linkedom.parseHTML(`<html><body>${html}</body></html>`);
  return content(document.body);
}

function content(element: Element): string {
  let html = "";
  for (const child of element.childNodes) {
    if (child.nodeType === 3) html += escapeHtml(child.nodeValue ?? "");
    else if (child.nodeType === 1) html += written(child as Element);
  }
  return html;
}

function written(element: Element): string {
  const name = element.localName.toLowerCase();
  if (dropped.has(name)) return "";
  if (!kept.has(name)) return content(element);
  let tag = name;
  for (const { name, value } of element.attributes) {
    if (attributes[name]?.test(value.trim())) tag += ` ${name}="${escapeHtml(value)}"`;
  }
  // A picture that would be loaded is told by its text.
  if (name === "img" && !/ src="/.test(tag)) return escapeHtml(element.getAttribute("alt") ?? "");
  return empty.has(name) ? `<${tag}>` : `<${tag}>${content(element)}</${name}>`;
}
