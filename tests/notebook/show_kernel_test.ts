import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { formatNotebook, type Notebook, readNotebook } from "../../lib/notebook/file/nbformat.ts";
import { runNotebook } from "../../lib/notebook/run/run.ts";

const cells = [
  [
    'import { createFrame, plotSeries, show } from "elb-anomaly";',
    "const frame = createFrame([0, 300_000, 600_000], [94, 56, 187]);",
    'console.log("before");',
    "await show(plotSeries(frame));",
    'console.log("after");',
  ],
  ["await show(frame);", "await show(NaN);"],
  ['import { explore } from "elb-anomaly";', "await show(explore(frame));"],
  ["plotSeries(frame)"],
];

/** Runs the cells in a real kernel, in the project, where a notebook's imports resolve. */
async function execute(): Promise<Notebook> {
  const file = await Deno.makeTempFile({
    dir: fileURLToPath(new URL("../../notebooks/", import.meta.url)),
    prefix: ".show-",
    suffix: ".ipynb",
  });
  try {
    const notebook: Notebook = {
      cells: cells.map((lines, index) => ({
        cell_type: "code",
        id: `cell-${index}`,
        metadata: {},
        source: lines.join("\n"),
        execution_count: null,
        outputs: [],
      })),
      metadata: { kernelspec: { name: "deno", display_name: "Deno", language: "typescript" } },
    };
    await Deno.writeTextFile(file, formatNotebook(notebook));
    const { code } = await runNotebook(file);
    assert.equal(code, 0);
    return await readNotebook(file);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("show() puts charts, tables and bare values into a notebook, in order, the same each time", async () => {
  const executed = await execute();
  const outputs = executed.cells.map((cell) => cell.outputs ?? []);
  const [charts, values, views, last] = outputs;
  assert.deepEqual(charts!.map((output) => output.output_type), [
    "stream",
    "display_data",
    "stream",
  ]);
  const chart = charts![1] as { data: Record<string, string>; metadata: Record<string, unknown> };
  assert.deepEqual(Object.keys(chart.data).sort(), ["image/png", "image/svg+xml", "text/plain"]);
  assert.match(chart.data["text/plain"]!, /^\[Chart\] The series: 3 rows/);
  // Told in CSS pixels: the PNG itself is half as large again.
  const alt = "The series: 3 rows, 1970-01-01 00:00 to 1970-01-01 00:10 UTC; values from 56 to 187";
  assert.deepEqual(chart.metadata, {
    "image/png": { width: 850, height: 332, alt },
    "image/svg+xml": { alt },
    vscode_altText: alt,
  });
  const png = Uint8Array.fromBase64(chart.data["image/png"]!.trim());
  assert.equal(new DataView(png.buffer).getUint32(16), 1275);
  const [table, nan] = values as { data: Record<string, string> }[];
  assert.deepEqual(Object.keys(table!.data).sort(), ["text/html", "text/plain"]);
  assert.match(table!.data["text/plain"]!, /1970-01-01 00:05:00 +56/);
  assert.deepEqual(nan!.data, { "text/plain": "NaN" });
  assert.equal(values!.length, 2, "show() itself leaves no value behind");
  const view = views![0] as { data: object; metadata: Record<string, unknown> };
  assert.deepEqual(Object.keys(view.data).sort(), ["image/png", "text/html", "text/plain"]);
  const told = view.metadata["image/png"] as Record<string, unknown>;
  assert.deepEqual([told.width, told.alt, Object.keys(view.metadata).length], [
    850,
    "The series: 0 of 3 rows (0.0 %) flagged, 1970-01-01 00:00 to 1970-01-01 00:10 UTC",
    2,
  ]);
  // A chart as the last value, without show(), is still a picture.
  assert.deepEqual(Object.keys((last![0] as { data: object }).data), ["image/svg+xml"]);
  assert.deepEqual((await execute()).cells, executed.cells);
});
