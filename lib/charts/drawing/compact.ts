/** Makes a drawn chart small: a committed notebook holds every one of them as text. */
import { xmlText } from "./xml.ts";
import type { Element } from "../../dom.ts";

const numeric = new Set(
  "d transform x y x1 x2 y1 y2 cx cy r rx ry width height points dx dy".split(" "),
);
const number = /-?\d*\.?\d+(?:e[-+]?\d+)?/g;

/**
 * Rounds all coordinates under `root` to tenths of a pixel, in place; writes polylines in relative
 * coordinates, replaces characters that XML cannot hold, and numbers ids from 1, so that a chart's
 * bytes depend on the chart alone.
 */
export function compact(root: Element): void {
  const ids = new Map<string, string>();
  for (const node of root.querySelectorAll("[id]")) {
    ids.set(node.id, `chart-${ids.size + 1}`);
    node.id = ids.get(node.id)!;
  }
  for (const node of [root, ...root.querySelectorAll("*")]) {
    node.removeAttribute("aria-hidden");
    for (const child of node.childNodes) {
      if (child.nodeType === 3) child.nodeValue = xmlText(child.nodeValue!);
    }
    for (const { name, value } of [...node.attributes]) {
      const text = xmlText(value);
      if (text !== value) node.setAttribute(name, text);
      if (name === "d") node.setAttribute(name, compactPath(value));
      else if (numeric.has(name) && !/em|scale|matrix/.test(value)) {
        node.setAttribute(name, value.replace(number, (text: string) => format(tenths(text))));
      } else if (value.startsWith("url(#")) {
        node.setAttribute(name, `url(#${ids.get(value.slice(5, -1)) ?? value.slice(5, -1)})`);
      }
    }
  }
}

/** A path with its numbers in tenths; absolute polylines (M, L, Z alone) become relative ones. */
function compactPath(path: string): string {
  if (!/^[MLZ\d.,e+-]*$/.test(path)) {
    return path.replace(number, (text: string) => format(tenths(text)));
  }
  let result = "";
  let [x, y, startX, startY] = [0, 0, 0, 0];
  for (const [, command, points] of path.matchAll(/([MLZ])([^MLZ]*)/g)) {
    if (command === "Z") {
      result += "z";
      [x, y] = [startX, startY];
      continue;
    }
    const [px = 0, py = 0] = points!.split(",").map(tenths);
    // Differences of rounded points, so that rounding does not add up along the line.
    const [dx, dy] = [format(px - x), format(py - y)];
    result += `${command === "M" ? "m" : "l"}${dx}${dy.startsWith("-") ? "" : ","}${dy}`;
    [x, y] = [px, py];
    if (command === "M") [startX, startY] = [px, py];
  }
  return result;
}

function tenths(text: string): number {
  return Math.round(Number(text) * 10);
}

/** A number of tenths as short decimal text. */
function format(value: number): string {
  return String(value / 10).replace(/^(-?)0\./, "$1.");
}
