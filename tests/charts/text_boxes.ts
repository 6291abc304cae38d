/** Where the texts of a chart are, by the wide font of lib/charts/drawing/text_width.ts. */
import { textWidth } from "../../lib/charts/drawing/text_width.ts";

/** A line of text in pixels of the whole chart. */
export interface TextBox {
  text: string;
  left: number;
  right: number;
  baseline: number;
  fontSize: number;
}

/** The boxes of all texts under `root`; slanted texts are left out. */
export function textBoxes(root: Element): TextBox[] {
  const boxes: TextBox[] = [];
  const visit = (node: Element, x: number, y: number, anchor: string, fontSize: number) => {
    const transform = node.getAttribute("transform") ?? "";
    if (transform.includes("rotate")) return;
    const [, dx = 0, dy = 0] = /translate\(([-\d.]+),([-\d.]+)\)/.exec(transform) ?? [];
    const pixels = (name: string) => {
      const value = node.getAttribute(name);
      return value === null
        ? 0
        : value.endsWith("em")
        ? parseFloat(value) * fontSize
        : Number(value);
    };
    anchor = node.getAttribute("text-anchor") ?? anchor;
    fontSize = Number(node.getAttribute("font-size") ?? fontSize);
    x += Number(dx);
    y += Number(dy);
    const children = [...node.children];
    if (node.localName === "text" && children.length === 0) {
      add(node.textContent!, x + pixels("x"), y + pixels("y"), anchor, fontSize);
    }
    if (node.localName === "text") {
      let line = y;
      for (const span of children) {
        const em = (name: string) => parseFloat(span.getAttribute(name) ?? "0") * fontSize;
        line += span.hasAttribute("y") ? em("y") : em("dy");
        add(span.textContent!, x, line, anchor, fontSize);
      }
    } else {
      for (const child of children) visit(child, x, y, anchor, fontSize);
    }
  };
  const add = (text: string, x: number, baseline: number, anchor: string, fontSize: number) => {
    const width = textWidth(text, fontSize);
    const left = x - { start: 0, middle: width / 2, end: width }[anchor]!;
    boxes.push({ text, left, right: left + width, baseline, fontSize });
  };
  visit(root, 0, 0, "start", 12);
  return boxes;
}
