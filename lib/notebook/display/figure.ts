/**
 * Makes one SVG of what Plot returns for a plot with a title, a caption or a key: an HTML figure
 * around several pieces. A notebook that is not trusted would keep only loose words of it.
 */
import type { Element } from "../../dom.ts";

const namespace = "http://www.w3.org/2000/svg";
const textStyles: Readonly<Record<string, { size: number; weight: number }>> = {
  h2: { size: 16, weight: 700 },
  h3: { size: 13, weight: 400 },
  figcaption: { size: 12, weight: 400 },
};

/**
 * Stacks the pieces of a `<figure>` in one `<svg>` that stands alone; leaves the figure as it is.
 *
 * Titles, captions, keys of swatches and all SVG pieces are kept, in their order; other HTML is
 * kept as its text.
 *
 * @param figure A `<figure>` of Observable Plot's
 * @throws {TypeError} If there is no `<svg>` in it
 */
export function mergeFigure(figure: Element): Element {
  const pieces = [...figure.querySelectorAll("svg")];
  if (pieces.length === 0) {
    throw new TypeError("Cannot merge a figure as it must hold an svg element: there is none");
  }
  const width = Math.max(...pieces.map((svg) => size(svg, "width")));
  const merged = element(figure, "svg", {
    xmlns: namespace,
    "font-family": "system-ui, sans-serif",
  });
  merged.append(element(figure, "rect", { width: "100%", height: "100%", fill: "#ffffff" }));
  let y = 0;
  for (const child of [...figure.children]) {
    if (child.localName === "svg") {
      merged.append(placed(child, 0, y));
      y += size(child, "height");
    } else if (child.querySelector("svg") !== null) {
      y = addSwatches(merged, child, y, width);
    } else if (child.localName !== "style") {
      const { size: fontSize, weight } = textStyles[child.localName] ?? textStyles.figcaption!;
      const attributes = {
        x: 4,
        y: y + fontSize * 1.2,
        "font-size": fontSize,
        "font-weight": weight,
      };
      merged.append(element(figure, "text", attributes, child.textContent ?? ""));
      y += fontSize * 1.6;
    }
  }
  const height = Math.ceil(y);
  for (
    const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })
  ) {
    merged.setAttribute(name, String(value));
  }
  const title = figure.querySelector("h2")?.textContent;
  if (title) merged.setAttribute("aria-label", title);
  return merged;
}

/** Draws a key of swatches in rows; returns where it ends. */
function addSwatches(merged: Element, key: Element, top: number, width: number): number {
  const fontSize = 12;
  let x = 4;
  let y = top;
  for (const item of [...key.children].filter((child) => child.querySelector("svg") !== null)) {
    const swatch = item.querySelector("svg")!;
    const text = (item.textContent ?? "").trim();
    const swatchWidth = size(swatch, "width") + 5;
    const itemWidth = swatchWidth + text.length * fontSize * 0.65 + 14;
    if (x > 4 && x + itemWidth > width) {
      x = 4;
      y += 20;
    }
    merged.append(
      placed(swatch, x, y + 2),
      element(key, "text", { x: x + swatchWidth, y: y + 14, "font-size": fontSize }, text),
    );
    x += itemWidth;
  }
  return y + 24;
}

/** A copy of an SVG piece at a place; its style sheet is for pages and would leak from here. */
function placed(svg: Element, x: number, y: number): Element {
  const copy = svg.cloneNode(true) as Element;
  for (const style of [...copy.querySelectorAll("style")]) style.remove();
  copy.setAttribute("x", String(x));
  copy.setAttribute("y", String(y));
  return copy;
}

function size(svg: Element, name: "width" | "height"): number {
  return Number(svg.getAttribute(name)) || 0;
}

function element(
  { ownerDocument }: Element,
  name: string,
  attributes: Record<string, string | number>,
  text?: string,
): Element {
  const node = ownerDocument.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  if (text !== undefined) node.append(ownerDocument.createTextNode(text));
  return node;
}
