/** Unpacks a WOFF font, which the rasteriser would do anew for each chart. */
import { node } from "../../node.ts";

const packedEntry = 20;
const plainEntry = 16;

/** OpenType from WOFF 1.0 (W3C 2012): the tables in their order, each at a multiple of 4. */
export function unpackWoff(packed: Uint8Array): Uint8Array {
  const from = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const tables = from.getUint16(12);
  const font = new Uint8Array(from.getUint32(16));
  const to = new DataView(font.buffer);
  to.setUint32(0, from.getUint32(4)); // flavor
  to.setUint16(4, tables);
  const power = Math.floor(Math.log2(tables));
  to.setUint16(6, 16 * 2 ** power);
  to.setUint16(8, power);
  to.setUint16(10, 16 * (tables - 2 ** power));
  let end = 12 + plainEntry * tables;
  for (let table = 0; table < tables; table++) {
    const entry = 44 + packedEntry * table;
    const [tag, offset, packedLength, length, checksum] = [0, 4, 8, 12, 16]
      .map((at) => from.getUint32(entry + at)) as [number, number, number, number, number];
    const body = packed.subarray(offset, offset + packedLength);
    font.set(packedLength < length ? node.zlib.inflateSync(body) : body, end);
    for (const [k, value] of [tag, checksum, end, length].entries()) {
      to.setUint32(12 + plainEntry * table + 4 * k, value);
    }
    end += Math.ceil(length / 4) * 4;
  }
  return font;
}
