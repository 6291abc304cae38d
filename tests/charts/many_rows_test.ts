import assert from "node:assert/strict";
import {
  createFrame,
  plotAlarms,
  plotAnomalies,
  plotDistribution,
  plotErrors,
  plotSeries,
} from "elb-anomaly";

const rows = 1_000_000;
const second = 1000;
const times = Array.from({ length: rows }, (_, row) => second * row);
const values = times.map((_, row) => 100 + 50 * Math.sin(row / 5000) + (row * 7919) % 101);
const frame = createFrame(times, values);
const flags = times.map((_, row) => (row * 31) % 5 === 0); // 200,000 of them

Deno.test("charts of a million rows with 200,000 flags stay under 300 KB", () => {
  const charts = [
    plotAnomalies(frame, flags),
    plotErrors(frame, values, 150),
    plotAlarms(frame, { fifth: flags, all: flags.map(() => true) }),
  ];
  for (const chart of charts) {
    const { length } = chart.outerHTML;
    assert.ok(length < 300_000, `${chart.getAttribute("aria-label")}: ${length} bytes`);
  }
  assert.match(charts[0]!.outerHTML, /200,000 of 1,000,000 rows \(20\.0 %\) flagged/);
});

Deno.test("plotAnomalies() draws many flags where they are, within a dot's radius", () => {
  const chart = plotAnomalies(frame, flags);
  const path = chart.querySelector('[aria-label="dot"] path')!;
  const line = chart.querySelector('[aria-label="line"] path')!;
  // Relative moves and lines: the pen's places.
  const places = (d: string) => {
    let [x, y] = [0, 0];
    return [...d.matchAll(/[ml](-?[\d.]+),?(-?[\d.]+)/g)].map(([, dx, dy]) => {
      x += Number(dx);
      y += Number(dy);
      return [x, y] as const;
    });
  };
  const box = (points: (readonly [number, number])[]) => {
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    return [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  };
  const dots = box(places(path.getAttribute("d")!));
  const whole = box(places(line.getAttribute("d")!));
  // Every fifth row is flagged, so the dots reach as far as the line does.
  dots.forEach((edge, i) => assert.ok(Math.abs(edge - whole[i]!) <= 2, `${dots} and ${whole}`));
});

Deno.test("plotDistribution() shows the colour of a single value that is cut of many", () => {
  const values = [...Array.from({ length: 100_000 }, (_, i) => i % 5), 100];
  const chart = plotDistribution(values, { cut: 3 });
  const cut = [...chart.querySelectorAll('[aria-label="rect"]')].at(-1)!.querySelector("rect")!;
  assert.ok(Number(cut.getAttribute("height")) >= 3, cut.outerHTML);
});

Deno.test("plotSeries() shows a point that has no neighbours as a dot", () => {
  const minutes = [0, 1, 2, 3, 4, 60, 120, 121, 122];
  const chart = plotSeries(createFrame(minutes.map((m) => 60 * second * m), minutes));
  assert.equal(chart.querySelectorAll('[aria-label="dot"] circle').length, 1);
  const single = plotSeries(createFrame([0], [5]));
  assert.equal(single.querySelectorAll('[aria-label="dot"] circle').length, 1);
  const whole = plotSeries(createFrame([0, second, 2 * second], [1, 2, 3]));
  assert.equal(whole.querySelectorAll("circle").length, 0);
});
