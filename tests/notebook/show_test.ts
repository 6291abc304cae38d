import assert from "node:assert/strict";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import pl from "nodejs-polars";
import { chartDocument } from "../../lib/charts/drawing/document.ts";
import { plotSeries } from "../../lib/charts/series/series.ts";
import { createAutoencoder } from "../../lib/autoencoder/mod.ts";
import { createFrame } from "../../lib/data/frame/frame.ts";
import { frameTable } from "../../lib/notebook/display/frame_table.ts";
import { show, toBundle } from "../../lib/notebook/display/show.ts";
import { isStudy, studyTable } from "../../lib/notebook/display/study_table.ts";
import { optunaStudy } from "../charts/optuna_study.ts";
import { smallFrame } from "../charts/small_series.ts";

const start = Date.UTC(2014, 3, 10, 0, 4);

Deno.test("toBundle() of a chart has SVG, PNG and one line of text, and no HTML", async () => {
  const bundle = await toBundle(plotSeries(smallFrame));
  assert.deepEqual(Object.keys(bundle).sort(), ["image/png", "image/svg+xml", "text/plain"]);
  assert.match(bundle["image/svg+xml"] as string, /^<svg [^>]*xmlns="/);
  const png = Uint8Array.fromBase64(bundle["image/png"] as string);
  assert.deepEqual(png.slice(1, 4), new TextEncoder().encode("PNG"));
  assert.equal(
    bundle["text/plain"],
    "[Chart] The series: 20 rows, 2014-04-10 22:04 to 2014-04-11 00:39 UTC; values from 60 to 320",
  );
});

Deno.test("toBundle() merges a Plot figure with its titles, key and caption into one SVG", async () => {
  const figure = Plot.plot({
    document: chartDocument,
    title: "Two points",
    subtitle: "of <two> kinds",
    caption: "Made by hand",
    color: { legend: true, domain: ["one", "other"] },
    marks: [Plot.dot([[1, 2, "one"], [2, 3, "other"]], { x: "0", y: "1", fill: "2" })],
  });
  assert.equal(figure.localName, "figure");
  const before = figure.outerHTML;
  const bundle = await toBundle(figure);
  const svg = bundle["image/svg+xml"] as string;
  assert.deepEqual(Object.keys(bundle).sort(), ["image/png", "image/svg+xml", "text/plain"]);
  for (const text of ["Two points", "of &#60;two&#62; kinds", "Made by hand", "one", "other"]) {
    assert.ok(svg.includes(`>${text}</text>`), text);
  }
  assert.doesNotMatch(svg, /<(figure|h2|h3|div|span|style)/);
  assert.equal(bundle["text/plain"], "[Chart] Two points");
  assert.equal(figure.outerHTML, before, "the figure is left as it was");
  const many = Plot.plot({
    document: chartDocument,
    width: 300,
    marks: [Plot.dot([[0, 0]])],
    color: { legend: true, domain: Array.from({ length: 30 }, (_, i) => `category ${i}`) },
  });
  const { "image/svg+xml": wrapped } = await toBundle(many) as { "image/svg+xml": string };
  const places = Array.from(
    wrapped.matchAll(/<text [^>]*x="([\d.]+)">category /g),
    ([, x]) => Number(x),
  );
  assert.equal(places.length, 30);
  assert.ok(places.every((x) => x < 300), `${places}`);
});

Deno.test("toBundle() gives a Plot without a title the name space it lacks", async () => {
  const plot = Plot.plot({ document: chartDocument, marks: [Plot.dotY([1, 2])] });
  assert.doesNotMatch(plot.outerHTML, /xmlns/);
  const bundle = await toBundle(plot);
  assert.match(
    bundle["image/svg+xml"] as string,
    /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/,
  );
  assert.equal(bundle["text/plain"], "[Chart] Untitled chart");
});

Deno.test("toBundle() draws the key of a scale of numbers", async () => {
  const figure = Plot.plot({
    document: chartDocument,
    color: { legend: true, label: "Requests" },
    marks: [Plot.dot([[1, 2, 3], [2, 3, 40]], { x: "0", y: "1", fill: "2" })],
  });
  const svg = (await toBundle(figure))["image/svg+xml"] as string;
  const picture = /<image [^>]*href="data:image\/svg\+xml;base64,([^"]+)"/.exec(svg)![1]!;
  const colors = new TextDecoder().decode(Uint8Array.fromBase64(picture));
  assert.equal(new Set(colors.match(/fill="[^"]+"/g)).size > 100, true);
  assert.match(svg, />Requests</);
});

Deno.test("toBundle() writes XML of what another document drew", async () => {
  const { document } = parseHTML("<html></html>");
  for (const title of ["R&D", "p < 0.05", "A &amp; B", '"\x1b"']) {
    const figure = Plot.plot({ document, title, ariaLabel: title, marks: [Plot.dotY([1, 2])] });
    const chart = await toBundle(plotSeries(smallFrame, { title }));
    const shown = title.replace("\x1b", "\ufffd");
    assert.ok((chart["text/plain"] as string).startsWith(`[Chart] ${shown}: 20 rows`), title);
    const bundle = await toBundle(figure); // its PNG is drawn from the XML
    const written = title.replaceAll("&", "&#38;").replaceAll("<", "&#60;").replaceAll('"', "&#34;")
      .replace("\x1b", "\ufffd");
    assert.ok((bundle["image/svg+xml"] as string).includes(`>${written}</text>`), title);
  }
});

Deno.test("toBundle() of a figure without a picture says what is missing", async () => {
  const figure = chartDocument.createElement("figure");
  await assert.rejects(toBundle(figure), {
    name: "TypeError",
    message: /must hold an svg element/,
  });
});

Deno.test("toBundle() shows what the kernel would swallow", async () => {
  for (
    const [value, text] of [
      [NaN, "NaN"],
      [Infinity, "Infinity"],
      [-0, "-0"],
      [10n, "10n"],
      [null, "null"],
      [undefined, "undefined"],
      [false, "false"],
      ["a\nb", "a\nb"],
      ["", ""],
      [{ at: new Date(0) }, "{ at: 1970-01-01T00:00:00.000Z }"],
    ] as const
  ) {
    assert.deepEqual(await toBundle(value), { "text/plain": text });
  }
});

Deno.test("toBundle() takes an object's own Jupyter display", async () => {
  const value = { [Symbol.for("Jupyter.display")]: () => ({ "text/markdown": "*own*" }) };
  assert.deepEqual(await toBundle(value), { "text/markdown": "*own*" });
});

Deno.test("toBundle() of a frame is a table in HTML and in text, text left and numbers right", async () => {
  const bundle = await toBundle(createFrame([start, start + 300_000], [94, 56.5]));
  const [left, right] = ['style="text-align:left"', 'style="text-align:right"'];
  assert.deepEqual(bundle, {
    "text/html": [
      "<table>",
      `<thead><tr><th scope="col" ${left}>timestamp (UTC)<br><small>Datetime</small></th>` +
      `<th scope="col" ${right}>value<br><small>Float64</small></th></tr></thead>`,
      "<tbody>",
      `<tr><td ${left}>2014-04-10 00:04:00</td><td ${right}>94</td></tr>`,
      `<tr><td ${left}>2014-04-10 00:09:00</td><td ${right}>56.5</td></tr>`,
      "</tbody>",
      "</table>",
      "<p>2 rows, 2 columns</p>",
    ].join("\n"),
    "text/plain": [
      "timestamp (UTC)        value",
      "Datetime             Float64",
      "2014-04-10 00:04:00       94",
      "2014-04-10 00:09:00     56.5",
      "2 rows, 2 columns",
    ].join("\n"),
  });
});

Deno.test("toBundle() of a series is its column as a table", async () => {
  const bundle = await toBundle(pl.Series("error", [0.5, null], pl.Float64));
  assert.equal(bundle["text/plain"], "  error\nFloat64\n    0.5\n   null\n2 rows, 1 column");
  assert.match(bundle["text/html"] as string, /^<table>/);
});

Deno.test("toBundle() shows both ends of a long frame, as many rows as asked for", async () => {
  const times = Array.from({ length: 4032 }, (_, i) => start + 300_000 * i);
  const frame = createFrame(times, times.map((_, i) => i));
  const lines = ((await toBundle(frame))["text/plain"] as string).split("\n");
  assert.equal(lines.length, 2 + 5 + 1 + 5 + 1);
  assert.match(lines[6]!, / 4$/);
  assert.match(lines[7]!, /^\.\.\. +\.\.\.$/);
  assert.match(lines[8]!, / 4,027$/);
  assert.equal(lines.at(-1), "4,032 rows, 2 columns; 4,022 rows not shown");
  const all = (await toBundle(frame, { rows: 5000 }))["text/plain"] as string;
  assert.equal(all.split("\n").length, 2 + 4032 + 1);
  const three = ((await toBundle(frame, { rows: 3 }))["text/plain"] as string).split("\n");
  assert.match(three.slice(2, -1).join("|"), / 0\|.* 1\|\.\.\. +\.\.\.\|.* 4,031$/);
  const whole = (await toBundle(frame, { rows: 4032 }))["text/plain"] as string;
  assert.match(whole, /\n4,032 rows, 2 columns$/);
});

Deno.test("toBundle() refuses other options, and rows where there are none", async () => {
  await assert.rejects(toBundle(smallFrame, { rows: 1 }), RangeError);
  await assert.rejects(toBundle(1, { rows: 5 }), /rows is an option of frames and series/);
  const misspelt = { row: 5 } as unknown as { rows: number };
  await assert.rejects(toBundle(smallFrame, misspelt), /there is no option "row"/);
});

Deno.test("frameTable() marks missing values, keeps text safe and other types readable", () => {
  const frame = pl.DataFrame([
    pl.Series("n", [1 / 3, null, NaN], pl.Float64),
    pl.Series("<b>", ["<i>&", null, '"']),
    pl.Series("flag", [true, false, null]),
    pl.Series("list", [[1, 2], [3], [4]]),
    pl.Series("at", [start + 7, start, null], pl.Int64).cast(pl.Datetime("ms")),
    pl.Series("day", [16_170, 0, null], pl.Int64).cast(pl.Int32).cast(pl.Date),
  ]);
  const { "text/plain": text, "text/html": html } = frameTable(frame);
  const lines = text.split("\n");
  assert.match(lines[0]!, /^ +n +<b> +flag +list +at \(UTC\) +day$/);
  assert.match(lines[1]!, /^ *Float64 +String +Bool +List +Datetime +Date$/);
  assert.match(lines[2]!, /0\.333333 +<i>& +true +\[1,2\] +2014-04-10 00:04:00\.007 +2014-04-10/);
  assert.match(lines[3]!, /null +null +false +\[3\] +2014-04-10 00:04:00 +1970-01-01/);
  assert.match(lines[4]!, /NaN +" +null +\[4\] +null +null/);
  assert.doesNotMatch(html, /<b>|<i>[^n]/);
  assert.match(html, /&#60;i&#62;&#38;/);
  assert.equal(html.match(/<i>null<\/i>/g)!.length, 5);
});

Deno.test("frameTable() writes numbers in the units of a chart's axis", () => {
  const cells = (values: number[]) => {
    const { "text/plain": text } = frameTable(pl.DataFrame([pl.Series("v", values, pl.Float64)]));
    return text.split("\n").slice(2, -1).map((cell) => cell.trim());
  };
  assert.deepEqual(cells([270e6, 8.1e9, 12.5, -3e12]), ["270M", "8.1G", "12.5", "-3T"]);
  assert.deepEqual(cells([8.11e9, 8.1765432e9]), ["8.11G", "8.17654G"]);
  assert.deepEqual(cells([99.991, 99.999]), ["99.991", "99.999"]);
  assert.deepEqual(cells([1e15, 1e15 + 5]), ["1,000,000,000,000,000", "1,000,000,000,000,005"]);
  assert.deepEqual(cells([0, 2.5e-7]), ["0", "2.5e-7"]);
  assert.deepEqual(cells([0.5, 1.234567e-6]), ["0.5", "1.23457e-6"]);
  assert.deepEqual(cells([12_345, 1 / 3]), ["12,345", "0.333333"]);
});

Deno.test("frameTable() shows an empty frame", () => {
  assert.equal(
    frameTable(createFrame([], []))["text/plain"],
    "timestamp (UTC)  value\nDatetime         Float64\n0 rows, 2 columns".replace(
      "  value",
      "    value",
    ),
  );
});

Deno.test("toBundle() of a model is a table of its layers", async () => {
  const model = createAutoencoder({ inputDim: 4, encodingDim: 2, learningRate: 0.01, seed: 1 });
  const lines = ((await toBundle(model))["text/plain"] as string).split("\n");
  assert.match(lines[0]!, /^Layer +Kind +Output +Activation +Parameters$/);
  assert.match(lines[1]!, /^ +1 +Dense +\[n, 2\] +\w+ +10$/);
  assert.equal(lines.at(-1), `${lines.length - 2} layers, ${model.countParams()} parameters`);
});

Deno.test("studyTable() counts the states and names the best feasible trial", () => {
  assert.equal(
    studyTable(optunaStudy)["text/plain"],
    [
      "Direction       minimize",
      "Trials          28 (18 complete, 9 pruned, 1 fail)",
      "Best            trial 7, value 0.12",
      "  learningRate  0.0003121767080442828",
      "  encodingDim   12",
      "  batchSize     32",
      "  activation    relu",
    ].join("\n"),
  );
  assert.ok(isStudy(optunaStudy));
  for (const other of [null, 1, [], { trials: [] }, { trials: 1, direction: "minimize" }]) {
    assert.ok(!isStudy(other));
  }
});

Deno.test("show() outside of a kernel resolves, and checks its value all the same", async () => {
  assert.equal(await show(smallFrame), undefined);
  await assert.rejects(show(chartDocument.createElement("figure")), TypeError);
});
