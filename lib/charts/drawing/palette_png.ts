/**
 * Writes pixels as a PNG with a palette: a third of the size of what the rasteriser writes, which
 * counts in a notebook that is committed with its charts.
 *
 * The compressor is JavaScript, so the bytes do not depend on the machine's zlib.
 */
import { node } from "../../node.ts";
import { fflate } from "../../packages.ts";

const maxColors = 256;
/** 9 takes six times as long and saves 3 %. */
const level = 7;

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
  const words = new Uint32Array(pixels.slice(0, 4 * width * height).buffer);
  const counts = new Map<number, number>();
  forEachRun(words, (word, start, end) => {
    const color = toColor(word);
    counts.set(color, (counts.get(color) ?? 0) + end - start);
  });
  const palette = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, maxColors).map(([color]) => color);
  const indices = new Map(palette.map((color, index) => [color, index]));
  const indexed = new Uint8Array(width * height);
  forEachRun(words, (word, start, end) => {
    const color = toColor(word);
    let index = indices.get(color);
    if (index === undefined) indices.set(color, index = nearest(palette, color));
    indexed.fill(index, start, end);
  });
  const rows = new Uint8Array((width + 1) * height); // each row starts with its filter, 0: none
  for (let row = 0; row < height; row++) {
    rows.set(indexed.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
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
    chunk("IDAT", fflate.zlibSync(rows, { level })),
    chunk("IEND", new Uint8Array(0)),
  ]));
}

/**
 * Tells the pixels of one colour that follow each other: most of a chart is long runs. A word is a
 * pixel, red in its lowest byte.
 */
function forEachRun(
  words: Uint32Array,
  tell: (word: number, start: number, end: number) => void,
): void {
  for (let start = 0, end = 0; start < words.length; start = end) {
    const word = words[start]!;
    while (end < words.length && words[end] === word) end++;
    tell(word, start, end);
  }
}

/** Red, green and blue, from the highest byte down. */
function toColor(word: number): number {
  return (word & 255) << 16 | word & 0xff00 | word >> 16 & 255;
}

function nearest(palette: readonly number[], color: number): number {
  let best = 0;
  let least = Infinity;
  for (let index = 0; index < palette.length; index++) {
    const candidate = palette[index]!;
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
