import assert from "node:assert/strict";
import { compareOutputs } from "./compare.ts";
import type { Notebook, Output } from "../../lib/notebook/file/nbformat.ts";
import type { JsonObject } from "../../lib/notebook/kernel/message.ts";

function run(...outputs: Output[]): Notebook {
  const cell = { cell_type: "code", id: "a", metadata: {}, source: "1", outputs };
  const prose = { cell_type: "markdown", id: "b", metadata: {}, source: "# Part" };
  return { metadata: {}, cells: [prose, cell] };
}

const printed = (text: string): Output => ({ output_type: "stream", name: "stdout", text });
const shown = (data: JsonObject): Output => ({ output_type: "display_data", data, metadata: {} });
const messages = (a: Notebook, b: Notebook, options = {}) =>
  compareOutputs(a, b, options).map(({ message }) => message);

Deno.test("compareOutputs() lets decimals differ a little, whole numbers, dates and words not", () => {
  const base = "2014-04-12 09:04: 768 of 3969 rows, loss 1.5e-3\n";
  const same = [
    base,
    base.replace("1.5e-3", "0.00150000001"),
    base.replace("1.5e-3", "1.5000001e-3"),
  ];
  for (const text of same) assert.deepEqual(messages(run(printed(base)), run(printed(text))), []);
  const other = [
    base.replace("768", "769"),
    base.replace("04-12", "04-13"),
    base.replace("rows", "row"),
    base.replace("1.5e-3", "1.51e-3"),
    base.slice(0, 20),
    base + "more\n",
  ];
  for (const text of other) {
    assert.equal(messages(run(printed(base)), run(printed(text))).length, 1, text);
  }
  assert.deepEqual(messages(run(printed("0.5")), run(printed("0.6")), { tolerance: 0.2 }), []);
});

Deno.test("compareOutputs() takes lines that are cut in another way as the same", () => {
  assert.deepEqual(messages(run(printed("a\nb\n")), run(printed("a\n"), printed("b\n"))), []);
});

Deno.test("compareOutputs() compares charts by part of a pixel, and their pictures by size", () => {
  const png = (width: number) => {
    const bytes = new Uint8Array(30);
    new DataView(bytes.buffer).setUint32(16, width);
    return bytes.toBase64();
  };
  const chart = (x: string, width: number) =>
    run(shown({ "image/svg+xml": `<svg><a x="${x}"/></svg>`, "image/png": png(width) }));
  assert.deepEqual(messages(chart("1", 5), chart("1.05", 5)), []);
  assert.match(messages(chart("1", 5), chart("2", 5))[0]!, /output 1, image\/svg\+xml: .*x=/);
  assert.match(messages(chart("1", 5), chart("1", 6))[0]!, /5 x 0 pixels, and 6 x 0 pixels/);
  const alone = (data: string) => run(shown({ "image/png": data }));
  assert.deepEqual(messages(alone(png(5)), alone(png(5))), []);
  assert.equal(messages(alone(png(5)), alone(png(5) + "A")).length, 1);
});

Deno.test("compareOutputs() tells other outputs, kinds, types and cells, with the place", () => {
  const html = shown({ "text/html": "<b>1</b>" });
  assert.match(messages(run(html), run())[0]!, /1 outputs, and 0/);
  assert.match(messages(run(html), run(printed("1")))[0]!, /is display_data, and stdout/);
  assert.match(messages(run(html), run(shown({ "text/plain": "1" })))[0]!, /of type text\/html/);
  const other = run(html);
  other.cells[1]!.source = "2";
  assert.match(messages(run(html), other)[0]!, /code cells must be the same/);
  assert.deepEqual(
    compareOutputs(run(html), run()).map(({ cell, heading }) => [cell, heading]),
    [[1, "Part"]],
  );
});
