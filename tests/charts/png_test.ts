import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { plotAnomalies } from "../../lib/charts/series/anomalies.ts";
import { encodePalettePng } from "../../lib/charts/drawing/palette_png.ts";
import { renderPng } from "../../lib/charts/drawing/png.ts";
import { smallFrame, smallValues } from "./small_series.ts";

/** A decoded PNG: what a reader of the format sees, not what was meant. */
interface Picture {
  width: number;
  height: number;
  /** `#rrggbb` at a place. */
  at(x: number, y: number): string;
}

function decode(png: Uint8Array): Picture {
  assert.deepEqual([...png.slice(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(png.buffer, png.byteOffset);
  const chunks = new Map<string, Uint8Array>();
  let offset = 8;
  while (offset < png.length) {
    const length = view.getUint32(offset);
    const type = new TextDecoder().decode(png.slice(offset + 4, offset + 8));
    chunks.set(type, png.slice(offset + 8, offset + 8 + length));
    offset += length + 12;
  }
  assert.deepEqual([...chunks.keys()], ["IHDR", "PLTE", "IDAT", "IEND"]);
  const header = new DataView(chunks.get("IHDR")!.buffer);
  const [width, height] = [header.getUint32(0), header.getUint32(4)];
  const rows = inflateSync(chunks.get("IDAT")!);
  assert.equal(rows.length, height * (width + 1));
  const palette = chunks.get("PLTE")!;
  const at = (x: number, y: number) => {
    const index = rows[y * (width + 1) + 1 + x]!;
    return "#" + [...palette.slice(3 * index, 3 * index + 3)]
      .map((part) => part.toString(16).padStart(2, "0")).join("");
  };
  return { width, height, at };
}

/** How many pixels of a box are not white. */
function inkIn(picture: Picture, left: number, top: number, width: number, height: number): number {
  let count = 0;
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) if (picture.at(x, y) !== "#ffffff") count++;
  }
  return count;
}

const svg = (content: string, width = 200, height = 40) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`;

Deno.test("renderPng() draws text, whatever font family is asked for", async () => {
  for (const family of ["system-ui, sans-serif", "No Such Font", "serif", "monospace"]) {
    for (const weight of [400, 700]) {
      const text =
        `<text x="4" y="28" font-size="24" font-family="${family}" font-weight="${weight}">Mm</text>`;
      const picture = decode(await renderPng(svg(text), { scale: 1 }));
      const ink = inkIn(picture, 0, 0, 60, 40);
      assert.ok(ink > 150, `${family} ${weight}: ${ink} pixels`);
      assert.equal(inkIn(picture, 120, 0, 80, 40), 0);
    }
  }
});

Deno.test("renderPng() has the signs that charts and their readers use", async () => {
  const draw = async (character: string) => {
    const text = `<text x="4" y="28" font-size="24">${character}</text>`;
    return await renderPng(svg(text, 40), { scale: 1 });
  };
  const box = await draw("\ue123"); // private use: no font has it
  for (const character of "\u2191\u2192\u2212\u2265\u03c3\u00b5\u0436\u00e9\u20ac") {
    assert.notDeepEqual(await draw(character), box, character);
    assert.ok(inkIn(decode(await draw(character)), 0, 0, 40, 40) > 10, character);
  }
});

Deno.test("renderPng() gives the same bytes again, at one and a half pixels a pixel", async () => {
  const chart = plotAnomalies(smallFrame, smallValues.map((value) => value > 200)).outerHTML;
  const png = await renderPng(chart);
  assert.deepEqual(await renderPng(chart), png);
  const picture = decode(png);
  assert.equal(picture.width, 850 * 1.5);
  // The title is written on top, and the paper is white.
  assert.ok(inkIn(picture, 12, 10, 250, 30) > 500);
  assert.equal(picture.at(picture.width - 1, 0), "#ffffff");
});

Deno.test("renderPng() refuses what it cannot draw", async () => {
  await assert.rejects(renderPng("<svg"), { name: "SyntaxError", message: /SVG must be readable/ });
  await assert.rejects(renderPng("<svg></svg>"), SyntaxError);
  for (const scale of [0, -1, NaN, 9]) {
    await assert.rejects(renderPng(svg(""), { scale }), {
      name: "RangeError",
      message: /in \(0, 8\]/,
    });
  }
});

Deno.test("encodePalettePng() keeps every pixel of up to 256 colors", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 0xffffff })),
      (width, height, colors) => {
        const pixels = new Uint8Array(4 * width * height);
        const wanted = Array.from({ length: width * height }, () => colors.next().value as number);
        wanted.forEach((color, i) =>
          pixels.set([color >> 16, color >> 8 & 255, color & 255, 255], 4 * i)
        );
        const picture = decode(encodePalettePng(pixels, width, height));
        wanted.forEach((color, i) =>
          assert.equal(
            picture.at(i % width, Math.floor(i / width)),
            "#" + color.toString(16).padStart(6, "0"),
          )
        );
      },
    ),
    { seed: 3 },
  );
});

Deno.test("encodePalettePng() takes all three parts of a color for the nearest one", () => {
  // 256 colors twice, none of them near the four rare ones but the one meant in each part.
  const frequent = Array.from(
    { length: 252 },
    (_, i) => [i % 16 * 2, 128 + i % 12, 128 + (i >> 4)],
  );
  const meant = [[250, 0, 0], [0, 250, 0], [0, 0, 250], [250, 250, 250]];
  const rare = [[240, 20, 9], [11, 235, 0], [30, 0, 245], [255, 245, 240]];
  const all = [...frequent, ...frequent, ...meant, ...meant, ...rare];
  const pixels = Uint8Array.from(all.flatMap((color) => [...color, 255]));
  const picture = decode(encodePalettePng(pixels, all.length, 1));
  const hex = (color: number[]) =>
    "#" + color.map((part) => part.toString(16).padStart(2, "0")).join("");
  rare.forEach((_, i) => assert.equal(picture.at(all.length - 4 + i, 0), hex(meant[i]!)));
});

Deno.test("encodePalettePng() gives rarer colors their nearest frequent one", () => {
  const width = 600;
  const pixels = new Uint8Array(4 * width);
  for (let x = 0; x < width; x++) {
    // 256 grays twice, then 88 pixels one step of blue beside a gray.
    const gray = x % 256;
    pixels.set([gray, gray, x < 512 ? gray : Math.min(255, gray + 1), 255], 4 * x);
  }
  const picture = decode(encodePalettePng(pixels, width, 1));
  for (let x = 0; x < width; x++) {
    assert.equal(picture.at(x, 0), "#" + (x % 256).toString(16).padStart(2, "0").repeat(3));
  }
});
