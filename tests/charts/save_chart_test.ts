import assert from "node:assert/strict";
import { createFrame, explore, plotSeries, saveChart } from "elb-anomaly";

const frame = createFrame([0, 60_000, 120_000], [1, 2, 3]);
const chart = plotSeries(frame, { title: "R&D <1>" });

async function saved(ending: string, what: Parameters<typeof saveChart>[0]): Promise<Uint8Array> {
  const path = await Deno.makeTempFile({ suffix: ending });
  try {
    await saveChart(what, path);
    return await Deno.readFile(path);
  } finally {
    await Deno.remove(path);
  }
}
/** As toXml() writes it: escapes by number. */
const written = (xml: string) =>
  xml.replaceAll(" />", "/>").replaceAll("&amp;", "&#38;").replaceAll("&lt;", "&#60;")
    .replaceAll("&gt;", "&#62;");
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("saveChart() writes SVG, PNG or HTML by the name's ending", async () => {
  assert.equal(text(await saved(".svg", chart)), written(chart.outerHTML));
  assert.deepEqual((await saved(".PNG", chart)).slice(1, 4), new TextEncoder().encode("PNG"));
  const page = text(await saved(".html", chart));
  assert.match(page, /^<!doctype html>\n<html lang="en">/);
  assert.match(page, /<title>R&#38;D &#60;1&#62;<\/title>/);
  assert.match(page, /<img [^>]*alt="R&#38;D &#60;1&#62;: 3 rows/);
});

Deno.test("saveChart() of an interactive view writes all of it as HTML, else its picture", async () => {
  const view = explore(frame, { title: "Three" });
  assert.ok(text(await saved(".html", view)).includes(view.html));
  assert.match(text(await saved(".svg", view)), /^<svg [^>]*aria-label="Three"/);
});

Deno.test("saveChart() refuses another ending", async () => {
  await assert.rejects(saveChart(chart, "chart.pdf"), {
    name: "RangeError",
    message:
      'Cannot save a chart as its file must end in .svg, .png or .html: current value is "chart.pdf"',
  });
});
