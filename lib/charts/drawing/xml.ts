/** XML text of charts and of what else Plot draws, whatever document it was drawn in. */
import { escapeHtml } from "../../text.ts";
import type { Element } from "../../dom.ts";

/** A text without the characters that XML has no way to write; each becomes U+FFFD. */
export function xmlText(text: string): string {
  // deno-lint-ignore no-control-regex -- these are the characters meant
  return text.toWellFormed().replace(/[\0-\x08\v\f\x0e-\x1f\ufffe\uffff]/g, "\ufffd");
}

/** An attribute's value as it was set: `getAttribute` of an XML document here gives it as XML. */
export function attributeOf(element: Element, name: string): string | undefined {
  return element.getAttributeNode(name)?.value;
}

/** An element as XML; an HTML document's own `outerHTML` would leave `&` and `<` in attributes. */
export function toXml(element: Element): string {
  const name = element.localName;
  let attributes = "";
  for (const { name, value } of element.attributes) {
    // Without its prefix, which would have to be declared, the attribute means the same.
    attributes += ` ${name.replace(/^xlink:/, "")}="${escapeHtml(xmlText(value))}"`;
  }
  let content = "";
  for (const child of element.childNodes) {
    if (child.nodeType === 1) content += toXml(child as Element);
    else if (child.nodeType === 3) content += escapeHtml(xmlText(child.nodeValue ?? ""));
  }
  return content === "" ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}
