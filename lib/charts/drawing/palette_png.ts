/**
 * Writes pixels as a PNG with a palette: a third of the size of what the rasteriser writes, which
 * counts in a notebook that is committed with its charts.
 *
 * The compressor is JavaScript, so the bytes do not depend on the machine's zlib.
 */
import { node } from "../../node.ts";
import { fflate } from "../../packages.ts";

const maxColors = 256;

/**
 * Encodes opaque pixels (RGBA, row by row) with the 256 most frequent colours; any other pixel
 * takes the nearest of them. A chart has few colours and their mixtures along edges, so nothing of
 * it is lost to the eye. Gives a PNG file (8 bit, colour type 3; 3rd edition, W3C 2025).
 */
export function encodePalettePng(
  pixels: Uint8Array,
  width: number,
  height: number,
): Uint8Array<ArrayBuffer> {
  const counts = new Map<number, number>();
  const colorAt = (pixel: number) =>
    pixels[4 * pixel]! << 16 | pixels[4 * pixel + 1]! << 8 | pixels[4 * pixel + 2]!;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const color = colorAt(pixel);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const palette = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, maxColors).map(([color]) => color);
  const indices = new Map(palette.map((color, index) => [color, index]));
  const rows = new Uint8Array((width + 1) * height); // each row starts with its filter, 0: none
  for (let pixel = 0; pixel < width * height; pixel++) {
    const color = colorAt(pixel);
    let index = indices.get(color);
    if (index === undefined) indices.set(color, index = nearest(palette, color));
    rows[pixel + Math.floor(pixel / width) + 1] = index;
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 3, 0, 0, 0], 8);
  return new Uint8Array(node.buffer.Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", header),
    chunk("PLTE", Uint8Array.from(palette.flatMap((c) => [c >> 16, c >> 8 & 255, c & 255]))),
    chunk("IDAT", fflate.zlibSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ]));
}

function nearest(palette: readonly number[], color: number): number {
  let best = 0;
  let least = Infinity;
  for (const [index, candidate] of palette.entries()) {
    const red = (candidate >> 16) - (color >> 16);
    const green = (candidate >> 8 & 255) - (color >> 8 & 255);
    const blue = (candidate & 255) - (color & 255);
    const distance = red * red + green * green + blue * blue;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = node.buffer.Buffer.concat([new TextEncoder().encode(type), data]);
  const frame = new Uint8Array(body.length + 8);
  const view = new DataView(frame.buffer);
  view.setUint32(0, data.length);
  frame.set(body, 4);
  view.setUint32(4 + body.length, node.zlib.crc32(body));
  return frame;
}
