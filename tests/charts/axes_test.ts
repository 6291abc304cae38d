import assert from "node:assert/strict";
import fc from "fast-check";
import { createFrame, plotDistribution, plotErrors, plotSeries } from "elb-anomaly";
import { timeAxis, valueScale } from "../../lib/charts/drawing/axes.ts";
import { linearAxis } from "../../lib/charts/drawing/linear_axis.ts";
import { formatShare, notation } from "../../lib/charts/drawing/numbers.ts";
import { TimeZone } from "../../lib/data/timestamps/mod.ts";
import { timeTicks } from "../../lib/charts/drawing/time_ticks.ts";
import { assertClearTexts } from "./clear_texts.ts";

const minute = 60_000;
const day = 1440 * minute;

/** 200 spans from two minutes to ten years, each from a start of its own. */
const spans = Array.from({ length: 200 }, (_, i) => {
  const span = 2 * minute * (3653 * 720) ** (i / 199);
  const start = Date.UTC(2004, 0, 1) + Math.round(i * 7.377 * day);
  return { start, end: start + Math.round(span) };
});

function labelsOf(chart: Element): string[] {
  return [...chart.querySelectorAll('[aria-label="x-axis tick label"] text')]
    .map((text) => {
      const lines = [...text.querySelectorAll("tspan")].map((line) => line.textContent);
      return lines.length > 0 ? lines.join("\n") : text.textContent!;
    });
}

for (const width of [850, 480]) {
  Deno.test(`time axes of 2 minutes to 10 years have clear labels at ${width} pixels`, () => {
    for (const { start, end } of spans) {
      const chart = plotSeries(createFrame([start, end], [1, 2]), { width });
      const span = `${new Date(start).toISOString()} to ${new Date(end).toISOString()}`;
      assertClearTexts(chart, span);
      const labels = labelsOf(chart);
      assert.ok(labels.length >= 2 && labels.length <= 24, `${span}: ${labels}`);
      const dates = labels.flatMap((label) => label.split("\n")).filter((line) => / \d/.test(line));
      assert.equal(new Set(dates).size, dates.length, `${span}: ${labels}`);
      // The first year is told, and every later one.
      const years = labels.join(" ").match(/\b20\d\d\b/g) ?? [];
      assert.equal(new Set(years).size, years.length, `${span}: ${labels}`);
      assert.ok(years.length >= 1, `${span}: ${labels}`);
    }
  });
}

Deno.test("timeTicks() names date and year once each, in UTC", () => {
  const labels = (from: string, to: string) =>
    timeTicks(Date.parse(from), Date.parse(to), 700).map(({ label }) => label);
  assert.deepEqual(labels("2014-12-31T22:40Z", "2015-01-01T01:40Z"), [
    "22:45\nDec 31 2014",
    "23:00",
    "23:15",
    "23:30",
    "23:45",
    "00:00\nJan 1 2015",
    "00:15",
    "00:30",
    "00:45",
    "01:00",
    "01:15",
    "01:30",
  ]);
  assert.deepEqual(labels("2014-12-20T00:00Z", "2015-01-20T00:00Z"), [
    "Dec 22\n2014",
    "Dec 29",
    "Jan 5\n2015",
    "Jan 12",
    "Jan 19",
  ]);
  assert.deepEqual(
    labels("2001-05-01T00:00Z", "2011-05-01T00:00Z").filter((l) => /\d/.test(l)),
    [
      "Jan\n2002",
      "Jan\n2003",
      "Jan\n2004",
      "Jan\n2005",
      "Jan\n2006",
      "Jan\n2007",
      "Jan\n2008",
      "Jan\n2009",
      "Jan\n2010",
      "Jan\n2011",
    ].map((label) => label),
  );
  assert.deepEqual(labels("0001-01-01T00:00Z", "9999-01-01T00:00Z").slice(0, 2), ["1000", "2000"]);
});

const length = 200;
const value = fc.double({ min: -1e18, max: 1e18, noNaN: true });

Deno.test("no label stands twice on a value axis, whatever the range", () => {
  const ranges = fc.tuple(value, fc.double({ min: -12, max: 0, noNaN: true })).map(
    ([low, power]) => [low, low + Math.max(1e-9, Math.abs(low)) * 10 ** power] as const,
  );
  fc.assert(
    fc.property(ranges, ([low, high]) => {
      const { ticks, tickFormat, domain } = valueScale(low, high, { label: "", length });
      const texts = (ticks as number[]).map(tickFormat as (tick: number) => string);
      assert.ok(texts.length >= 2, `${low} to ${high}: ${texts}`);
      assert.equal(new Set(texts).size, texts.length, `${low} to ${high}: ${texts}`);
      const [from, to] = domain as [number, number];
      assert.ok((ticks as number[]).every((tick) => tick >= from && tick <= to));
    }),
    { seed: 1, numRuns: 1000 },
  );
});

Deno.test("valueScale() of a logarithmic axis holds all values, with 4 % of it free on either side", () => {
  for (const [low, high] of [[1e-6, 1e-3], [0.5, 2], [3, 4e7]] as const) {
    const [from, to] = valueScale(low, high, { label: "", length, log: true }).domain as [
      number,
      number,
    ];
    const share = Math.log(low / from) / Math.log(high / low);
    assert.ok(Math.abs(share - 0.04) < 1e-9, `${low}..${high}: ${share}`);
    assert.ok(Math.abs(Math.log(to / high) / Math.log(low / from) - 1) < 1e-9);
  }
  assert.deepEqual(valueScale(8, 8, { label: "", length, log: true }).domain, [4, 16]);
});

Deno.test("valueScale() starts at 0 where values are not far above it", () => {
  const start = (low: number, high: number) =>
    (valueScale(low, high, { label: "", length }).domain as [number, number])[0];
  assert.equal(start(4, 10), 0);
  assert.equal(start(0, 10), 0);
  assert.ok(start(6, 10) > 5 && start(6, 10) < 6);
  assert.ok(start(-1, 10) < -1);
});

Deno.test("linearAxis() writes narrow, large and small ranges so that they can be read", () => {
  const texts = (low: number, high: number) => {
    const { ticks, tickFormat } = linearAxis(low, high, 4);
    return ticks.map(tickFormat);
  };
  assert.deepEqual(texts(99.991, 99.999), ["99.992", "99.994", "99.996", "99.998"]);
  assert.deepEqual(texts(8.11e9, 8.18e9), ["8.12G", "8.14G", "8.16G", "8.18G"]);
  assert.deepEqual(texts(0, 1.7e6), ["0", "0.5M", "1M", "1.5M"]);
  assert.deepEqual(texts(1e15, 1.0008e15), ["1P", "1.0002P", "1.0004P", "1.0006P", "1.0008P"]);
  assert.deepEqual(texts(1e15, 1e15 + 4), [0, 1, 2, 3, 4].map((n) => `1,000,000,000,000,00${n}`));
  assert.deepEqual(texts(0, 4e-7), ["0", "1e-7", "2e-7", "3e-7", "4e-7"]);
  assert.deepEqual(texts(-1, 1), ["-1", "-0.5", "0", "0.5", "1"]);
});

Deno.test("plotSeries() writes its values as its axis does", () => {
  const description = (values: number[]) =>
    plotSeries(createFrame(values.map((_, i) => i * minute), values))
      .getAttribute("aria-description")!.split("; ")[1];
  assert.equal(description([8.11e9, 8.18e9]), "values from 8.11G to 8.18G");
  assert.equal(description([99.991, 99.999]), "values from 99.991 to 99.999");
  assert.equal(description([500_000, 1_500_000]), "values from 0.5M to 1.5M");
  assert.equal(
    description([1e15, 1e15 + 5]),
    "values from 1,000,000,000,000,000 to 1,000,000,000,000,005",
  );
});

Deno.test("notation() gives enough digits to tell a hundredth of its range apart", () => {
  fc.assert(
    fc.property(value, fc.double({ min: -9, max: 2, noNaN: true }), (low, power) => {
      const high = low + Math.max(1e-6, Math.abs(low)) * 10 ** power;
      const format = notation(low, high);
      assert.notEqual(format(low), format(low + (high - low) / 10), `${low} to ${high}`);
    }),
    { seed: 1, numRuns: 500 },
  );
});

Deno.test("plotErrors() starts its axis at 0, also where all errors are 0", () => {
  for (const errors of [[5, 5.1, 5.2], [0, 0, 0]]) {
    const chart = plotErrors(createFrame([0, minute, 2 * minute], [1, 2, 3]), errors, 0);
    const texts = [...chart.querySelectorAll('[aria-label="y-axis tick label"] text')];
    assert.equal(texts[0]!.textContent, "0");
    assert.ok(texts.length >= 3);
  }
});

Deno.test("one row, constant and all-zero series give a picture with labels of their own", () => {
  for (const values of [[5], [0, 0, 0], [7, 7, 7], [8e9, 8e9], [1e-9, 1e-9], [-3, -3]]) {
    const frame = createFrame(values.map((_, i) => i * minute), values);
    for (const chart of [plotSeries(frame), plotDistribution(values)]) {
      assert.doesNotMatch(chart.outerHTML, /NaN|Infinity/);
      for (const axis of ["x", "y"]) {
        const texts = [...chart.querySelectorAll(`[aria-label="${axis}-axis tick label"] text`)]
          .map((text) => text.textContent);
        assert.ok(texts.length >= 2, `${values}: ${texts}`);
        assert.equal(new Set(texts).size, texts.length, `${values}: ${texts}`);
      }
    }
  }
});

Deno.test("formatShare() does not call a few of many none", () => {
  assert.equal(formatShare(2, 4032), "under 0.1 %");
  assert.equal(formatShare(0, 4032), "0.0 %");
  assert.equal(formatShare(781, 3969), "19.7 %");
});

Deno.test("timeAxis() of a zone has its ticks at the zone's hours, over a change of its clocks too", () => {
  const zone = new TimeZone("Europe/Berlin");
  const day = (from: string, to: string) => {
    const { ticks, tickFormat, label } = timeAxis(Date.parse(from), Date.parse(to), 700, zone);
    assert.equal(label, "Time (Europe/Berlin)");
    return (ticks as Date[]).map((date, i) => {
      const text = (tickFormat as (date: Date, index: number) => string)(date, i);
      return `${date.toISOString().slice(5, 16)} ${text.split("\n")[0]}`;
    }).filter((text) => text.endsWith(":00"));
  };
  // In spring the clocks go from 02:00 to 03:00, which is at 01:00 UTC.
  assert.deepEqual(day("2024-03-30T22:00Z", "2024-03-31T05:00Z").slice(0, 4), [
    "03-30T22:00 23:00",
    "03-30T23:00 00:00",
    "03-31T00:00 01:00",
    "03-31T01:00 03:00",
  ]);
  // In autumn the hour from 02:00 comes twice: the first of the two has the tick.
  assert.deepEqual(day("2024-10-26T22:00Z", "2024-10-27T05:00Z").slice(0, 4), [
    "10-26T22:00 00:00",
    "10-26T23:00 01:00",
    "10-27T00:00 02:00",
    "10-27T02:00 03:00",
  ]);
});
