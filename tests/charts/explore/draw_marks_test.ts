import assert from "node:assert/strict";
import { drawMarks } from "../../../lib/charts/explore/browser/draw_marks.ts";
import { valToPos } from "./plot_places.ts";
import type { Plot } from "../../../lib/charts/explore/browser/uplot.ts";

/** A plot of 400 by 200 pixels at (50, 10), times 0 to `max`, values 0 to 1, and its marks. */
function plotOf(max: number) {
  const rectangles: number[][] = [];
  const points: number[][] = [];
  const ctx = {
    beginPath() {},
    fill() {},
    moveTo: (...point: number[]) => points.push(point),
    lineTo: (...point: number[]) => points.push(point),
    fillRect: (...rectangle: number[]) => rectangles.push(rectangle),
  };
  const bbox = { left: 50, top: 10, width: 400, height: 200 };
  const scales = { x: { min: 0, max }, y: { min: 0, max: 1 } };
  const plot = { ctx, bbox, scales, valToPos: valToPos({ bbox, scales }) } as unknown as Plot;
  return { plot, rectangles, points };
}

Object.assign(globalThis, { devicePixelRatio: 1 });
const n = 20_000;
const timestamps = Float64Array.from({ length: n }, (_, i) => i);
const values = timestamps.map((i) => i * 7919 % 1000 / 1000);
const rows = Array.from({ length: n / 2 }, (_, i) => 2 * i);

Deno.test("drawMarks() covers every row of many with fewer marks than there are squares", () => {
  const { plot, rectangles, points } = plotOf(n - 1);
  drawMarks(plot, { timestamps, values, rows });
  assert.equal(points.length, 0);
  assert.ok(rectangles.length < 200 * 100, `${rectangles.length} marks`);
  const covered = new Set(rectangles.flatMap(([x, y, width, height]) => {
    assert.equal(width, 2);
    return Array.from({ length: height! / 2 }, (_, i) => `${x},${y! + 2 * i}`);
  }));
  const squares = new Set(rows.map((row) => {
    const [x, y] = [row * (400 / (n - 1)), 10 + (1 - values[row]!) * 200];
    return `${50 + 2 * Math.floor(x / 2)},${10 + 2 * Math.floor((y - 10) / 2)}`;
  }));
  assert.deepEqual(covered, squares);
});

Deno.test("drawMarks() draws a triangle for each of a few, and none of those beside what is shown", () => {
  const { plot, rectangles, points } = plotOf(100);
  drawMarks(plot, { timestamps, values, rows });
  assert.equal(rectangles.length, 0);
  assert.equal(points.length, 3 * 51); // every other row from 0 to 100
  assert.deepEqual(points[0], [50, 210 - 1.3 * 4]);
});
