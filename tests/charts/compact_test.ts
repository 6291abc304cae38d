import assert from "node:assert/strict";
import fc from "fast-check";
import { compact } from "../../lib/charts/drawing/compact.ts";
import { svgNode } from "../../lib/charts/drawing/document.ts";
import { formatValue, squareRootTicks } from "../../lib/charts/drawing/numbers.ts";
import { linearAxis } from "../../lib/charts/drawing/linear_axis.ts";
import { logAxis } from "../../lib/charts/drawing/log_axis.ts";
import { sampleColor } from "../../lib/charts/drawing/palette.ts";
import { textWidth, wrapText } from "../../lib/charts/drawing/text_width.ts";

function compacted(name: string, attributes: Record<string, string>): Element {
  const node = svgNode(name, attributes);
  compact(svgNode("svg", {}, node));
  return node;
}

Deno.test("compact() rounds coordinates to tenths and leaves other attributes alone", () => {
  const node = compacted("text", {
    x: "10.04999",
    y: "0.32em",
    transform: "translate(0.96,-0.04) rotate(-45)",
    "stroke-width": "0.123",
  });
  assert.equal(node.getAttribute("x"), "10");
  assert.equal(node.getAttribute("y"), "0.32em");
  assert.equal(node.getAttribute("transform"), "translate(1,0) rotate(-45)");
  assert.equal(node.getAttribute("stroke-width"), "0.123");
});

Deno.test("compact() writes a polyline in relative points that end where they should", () => {
  const point = fc.tuple(
    fc.double({ min: -2000, max: 2000, noNaN: true }),
    fc.double({ min: -2000, max: 2000, noNaN: true }),
  );
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 1, maxLength: 50 }),
      fc.boolean(),
      (points, isClosed) => {
        const d = points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x},${y}`).join("");
        const path = compacted("path", { d: isClosed ? `${d}ZM1,2` : d }).getAttribute("d")!;
        let [x, y] = [0, 0];
        const seen: [number, number][] = [];
        for (const [, numbers] of path.split("z")[0]!.matchAll(/[ml]([^ml]*)/g)) {
          const [dx, dy] = numbers!.match(/-?\d*\.?\d+/g)!.map(Number) as [number, number];
          seen.push([x += dx, y += dy]);
        }
        points.forEach((wanted, i) =>
          wanted.forEach((value, j) => assert.ok(Math.abs(seen[i]![j]! - value) < 0.0501, path))
        );
        // After closing, the next part starts from where the first one began.
        if (isClosed) {
          const [dx, dy] = path.split("zm")[1]!.match(/-?\d*\.?\d+/g)!.map(Number) as [
            number,
            number,
          ];
          assert.ok(Math.abs(seen[0]![0] + dx - 1) < 0.01 && Math.abs(seen[0]![1] + dy - 2) < 0.01);
        }
      },
    ),
    { seed: 11 },
  );
});

Deno.test("compact() numbers ids and what refers to them", () => {
  const svg = svgNode(
    "svg",
    {},
    svgNode("clipPath", { id: "plot-clip-17" }),
    svgNode("g", { "clip-path": "url(#plot-clip-17)" }),
  );
  compact(svg);
  assert.match(svg.outerHTML, /id="chart-1"/);
  assert.match(svg.outerHTML, /url\(#chart-1\)/);
});

Deno.test("formatValue() is short and exact enough", () => {
  for (
    const [value, text] of [
      [0, "0"],
      [-0, "0"],
      [4032, "4,032"],
      [0.1 + 0.2, "0.3"],
      [0.00123456, "0.001235"],
      [0.0001, "1e-4"],
      [1.5e-7, "1.5e-7"],
      [-61.8249, "-61.82"],
      [123_456, "123,456"],
      [123_456.7, "123,457"],
      [2e6, "2M"],
      [8.1124e9, "8.112G"],
      [-1e15, "-1P"],
      [1.5e21, "1.5e21"],
      [NaN, "NaN"],
      [-Infinity, "-Infinity"],
    ] as const
  ) {
    assert.equal(formatValue(value), text);
  }
});

Deno.test("ticks lie within their axis, in order, and are not too many", () => {
  const range = fc.tuple(
    fc.double({ min: 1e-9, max: 1e6, noNaN: true }),
    fc.double({ min: 1.01, max: 1e6, noNaN: true }),
  );
  fc.assert(
    fc.property(range, fc.integer({ min: 2, max: 9 }), ([low, factor], count) => {
      const high = low * factor;
      const { ticks: log } = logAxis(low, high, { length: 22 * count, isUpright: true });
      for (const ticks of [log, squareRootTicks(high, count)]) {
        assert.ok(ticks.length >= 1 && ticks.length <= 1.5 * count, `${ticks}`);
        assert.ok(ticks.every((tick) => tick <= high), `${ticks} in ${low} to ${high}`);
        assert.deepEqual(ticks, [...new Set(ticks)].sort((a, b) => a - b));
      }
      assert.ok(log.every((tick) => tick >= low), `${log} in ${low} to ${high}`);
    }),
    { seed: 2 },
  );
  fc.assert(
    fc.property(fc.nat(5000), fc.integer({ min: 1, max: 5000 }), (low, span) => {
      const { ticks } = linearAxis(low, low + span, 10, 1);
      assert.ok(ticks.length >= 1 && ticks.length <= 11);
      assert.ok(ticks.every((tick) => Number.isInteger(tick) && tick >= low && tick <= low + span));
    }),
    { seed: 2 },
  );
  assert.deepEqual(squareRootTicks(38, 7), [0, 3, 10, 30]);
  assert.deepEqual(linearAxis(1, 20, 10, 1).ticks, [2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
});

Deno.test("wrapText() loses no word", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-zA-Z0-9.]{1,12}$/), { minLength: 1 }), (words) => {
      const lines = wrapText(words.join(" "), 12, 150);
      assert.equal(lines.join(" "), words.join(" "));
      assert.ok(lines.every((line) => !line.includes(" ") || textWidth(line, 12) <= 150));
    }),
    { seed: 4 },
  );
});

Deno.test("sampleColor() meets the scale's own colors and clamps", () => {
  const scale = ["#000000", "#808080", "#ffffff"];
  assert.equal(sampleColor(scale, 0), "#000000");
  assert.equal(sampleColor(scale, 0.5), "#808080");
  assert.equal(sampleColor(scale, 0.25), "#404040");
  assert.equal(sampleColor(scale, 7), "#ffffff");
});
