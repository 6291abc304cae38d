/**
 * XML text of charts and of what else Plot draws, whatever document it was drawn in.
 *
 * @module
 */
import type { Element } from "../../dom.ts";

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** A text without the characters that XML has no way to write; each becomes U+FFFD. */
export function xmlText(text: string): string {
  // deno-lint-ignore no-control-regex -- these are the characters meant
  return text.toWellFormed().replace(/[\0-\x08\v\f\x0e-\x1f\ufffe\uffff]/g, "\ufffd");
}

/** An element as XML; an HTML document's own `outerHTML` would leave `&` and `<` in attributes. */
export function toXml(element: Element): string {
  const name = element.localName;
  let attributes = "";
  for (const { name, value } of element.attributes) {
    // Without its prefix, which would have to be declared, the attribute means the same.
    attributes += ` ${name.replace(/^xlink:/, "")}="${escape(value)}"`;
  }
  let content = "";
  for (const child of element.childNodes) {
    if (child.nodeType === 1) content += toXml(child as Element);
    else if (child.nodeType === 3) content += escape(child.nodeValue ?? "");
  }
  return content === "" ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

function escape(text: string): string {
  return xmlText(text).replace(/[&<>"]/g, (character) => escapes[character]!);
}
