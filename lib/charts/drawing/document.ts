/**
 * The document in which charts are drawn, and the one way to make SVG nodes in it.
 *
 * Deno has no DOM; linkedom's is enough for Observable Plot and measures no text, so a chart is the
 * same on every machine.
 */
import type { Document, Element, SVGElement } from "../../dom.ts";
import { linkedom } from "../../packages.ts";
import { ColorStrip } from "./color_strip.ts";

/** A document in which charts are drawn: the DOM's `Document`, as far as Plot needs it. */
export type ChartDocument = Document;

let made: Document | undefined;

/**
 * The document every chart belongs to, made when it is first used: an XML one, so that `outerHTML`
 * of a chart is XML.
 */
export const chartDocument: ChartDocument = new Proxy({} as Document, {
  get(_, key) {
    made ??= makeDocument();
    const value: unknown = Reflect.get(made, key);
    return typeof value === "function" ? value.bind(made) : value;
  },
});

function makeDocument(): Document {
  const document = new linkedom.DOMParser()
    .parseFromString("<html></html>", "text/xml") as unknown as Document;
  const createElement = document.createElement.bind(document);
  // Plot paints the key of a scale of numbers on a canvas, which Deno has not.
  const create = (name: string) => name === "canvas" ? new ColorStrip() : createElement(name);
  return Object.assign(document, { createElement: create });
}

const svgNamespace = "http://www.w3.org/2000/svg";

/** Makes an SVG element of a tag's name, attributes, and elements or text. */
export function svgNode(
  name: string,
  attributes: Record<string, string | number> = {},
  ...children: (Element | string)[]
): SVGElement {
  const node = chartDocument.createElementNS(svgNamespace, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  for (const child of children) {
    node.appendChild(typeof child === "string" ? chartDocument.createTextNode(child) : child);
  }
  return node;
}
