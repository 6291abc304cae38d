/** Parallel coordinates of studies of all kinds: no line crosses a label, and all can be read. */
import assert from "node:assert/strict";
import { plotParallelCoordinate } from "elb-anomaly/charts";
import { assertClearTexts } from "./clear_texts.ts";
import { madeStudies as studies } from "./made_study.ts";
import type { TextBox } from "./text_boxes.ts";

/** The points of each line of a chart, on its paper; a line has a break at each axis. */
function linesOf(chart: Element): [x: number, y: number][][] {
  return [...chart.querySelectorAll('[aria-label="line"] path')].flatMap((path) => {
    let [left, top] = [0, 0];
    for (let node: Element | null = path; node !== null; node = node.parentElement) {
      const [, x = 0, y = 0] =
        /translate\((-?[\d.]+),(-?[\d.]+)\)/.exec(node.getAttribute("transform") ?? "") ?? [];
      left += Number(x);
      top += Number(y);
    }
    let [x, y] = [left, top];
    const lines: [number, number][][] = [];
    for (
      const [, pen, dx, dy] of path.getAttribute("d")!.matchAll(/([ml])(-?[\d.]+),?(-?[\d.]+)/g)
    ) {
      x += Number(dx);
      y += Number(dy);
      if (pen === "m") lines.push([]);
      lines.at(-1)!.push([x, y]);
    }
    return lines;
  });
}

/** Whether a straight line meets a text's box. */
function meets(
  [a, b]: [x: number, y: number][],
  { left, right, baseline, fontSize }: TextBox,
): boolean {
  const [top, bottom] = [baseline - 0.8 * fontSize, baseline + 0.25 * fontSize];
  // The part of the line in the box's columns, then in its rows.
  let [from, to] = [0, 1];
  for (
    const [start, end, low, high] of [[a![0], b![0], left, right], [
      a![1],
      b![1],
      top,
      bottom,
    ]] as const
  ) {
    if (start === end) {
      if (start < low || start > high) return false;
      continue;
    }
    const [enter, leave] = [(low - start) / (end - start), (high - start) / (end - start)];
    from = Math.max(from, Math.min(enter, leave));
    to = Math.min(to, Math.max(enter, leave));
  }
  return from <= to;
}

for (const [name, study] of Object.entries(studies)) {
  for (const size of [{ width: 850 }, { width: 480 }, { width: 600, height: 160 }]) {
    const what = `${name}, ${size.width} pixels`;
    Deno.test(`no line of plotParallelCoordinate() crosses a label: ${what}`, () => {
      const chart = plotParallelCoordinate(study, size);
      const boxes = assertClearTexts(chart, what);
      const lines = linesOf(chart);
      for (const line of lines) {
        assert.equal(line.length, 2);
        for (const box of boxes) {
          assert.ok(
            !meets(line as [number, number][], box),
            `${what}: a line meets "${box.text}" at ${line}`,
          );
        }
      }
      const trials = study.trials.filter(({ state, values }) =>
        state === "COMPLETE" && Number.isFinite(values![0])
      );
      const names = new Set(trials.flatMap(({ params }) => Object.keys(params)));
      assert.equal(lines.length, trials.length * names.size, "a line a trial from axis to axis");
    });
  }
}

Deno.test("plotParallelCoordinate() names each axis so that it is known from all others", () => {
  for (const width of [850, 480]) {
    const chart = plotParallelCoordinate(studies["long names that begin alike"]!, { width });
    const names = [...chart.querySelectorAll('[aria-label="text"][font-weight="700"] text')]
      .map((text) => text.textContent!).filter((text) => /^p|^\.\.\./.test(text));
    assert.equal(names.length, 14, names.join());
    assert.equal(new Set(names.map((name) => name.split("...").at(-1))).size, 14, names.join());
  }
});
