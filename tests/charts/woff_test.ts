import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { unpackWoff } from "../../lib/charts/drawing/woff.ts";
import { packageFile } from "../../lib/packages.ts";

/** The sum that OpenType has of a table: of its big-endian words, the last filled with zeros. */
function checksum(table: Uint8Array): number {
  const padded = new Uint8Array(Math.ceil(table.length / 4) * 4);
  padded.set(table);
  const view = new DataView(padded.buffer);
  let sum = 0;
  for (let at = 0; at < padded.length; at += 4) sum = (sum + view.getUint32(at)) >>> 0;
  return sum;
}

Deno.test("unpackWoff() gives an OpenType font whose tables have the sums that it says they have", () => {
  for (const weight of [400, 700]) {
    const name = `@fontsource/dejavu-sans/files/dejavu-sans-latin-${weight}-normal.woff`;
    const font = unpackWoff(readFileSync(packageFile(name)));
    const view = new DataView(font.buffer);
    assert.equal(view.getUint32(0), 0x00010000);
    const tables = view.getUint16(4);
    assert.deepEqual([6, 8, 10].map((at) => view.getUint16(at)), [256, 4, 16 * tables - 256]);
    let end = 12 + 16 * tables;
    for (let entry = 12; entry < 12 + 16 * tables; entry += 16) {
      const tag = new TextDecoder().decode(font.subarray(entry, entry + 4));
      const [sum, offset, length] = [4, 8, 12].map((at) => view.getUint32(entry + at));
      assert.equal(offset, end, tag);
      const table = font.slice(offset, offset! + length!);
      if (tag === "head") new DataView(table.buffer).setUint32(8, 0); // holds the sum of the whole
      assert.equal(checksum(table), sum, tag);
      end = offset! + Math.ceil(length! / 4) * 4;
    }
    assert.equal(end, font.length);
  }
});
