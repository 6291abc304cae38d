import assert from "node:assert/strict";
import { type TextBox, textBoxes } from "./text_boxes.ts";

/** Asserts that all level texts of a chart are on its paper and none meets another; gives them. */
export function assertClearTexts(chart: Element, what: string): TextBox[] {
  const [width, height] = ["width", "height"].map((name) => Number(chart.getAttribute(name)));
  const boxes = textBoxes(chart).filter(({ text }) => text.trim() !== "");
  for (const { left, right, baseline, fontSize, text } of boxes) {
    assert.ok(
      left >= -0.06 && right <= width! + 0.06,
      `${what}: "${text}" from ${left} to ${right}`,
    );
    assert.ok(
      baseline - 0.7 * fontSize >= 0 && baseline + 0.2 * fontSize <= height!,
      `${what}: "${text}" at ${baseline} of ${height}`,
    );
  }
  for (const [i, a] of boxes.entries()) {
    for (const b of boxes.slice(i + 1)) {
      const isApart = a.right <= b.left || b.right <= a.left ||
        Math.abs(a.baseline - b.baseline) >= 0.95 * Math.max(a.fontSize, b.fontSize);
      assert.ok(isApart, `${what}: "${a.text}" meets "${b.text}"`);
    }
  }
  return boxes;
}
