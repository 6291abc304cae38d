/**
 * SVG to PNG, the same bytes on every machine: resvg compiled to WebAssembly, and a font that
 * comes with the project (DejaVu Sans) instead of the system's.
 */
import { requireNumber } from "../../checks.ts";
import { node } from "../../node.ts";
import { packageFile, resvg } from "../../packages.ts";
import { encodePalettePng } from "./palette_png.ts";
import { unpackWoff } from "./woff.ts";

let fonts: Promise<Uint8Array[]> | undefined;

/** Starts the rasteriser once; it is 2.5 MB and not every program draws. */
async function start(): Promise<Uint8Array[]> {
  const read = (file: string) => node.fs.promises.readFile(packageFile(file));
  const face = async (weight: number) =>
    unpackWoff(await read(`@fontsource/dejavu-sans/files/dejavu-sans-latin-${weight}-normal.woff`));
  await resvg.initWasm(await read("@resvg/resvg-wasm/index_bg.wasm"));
  return await Promise.all([400, 700].map(face));
}

/**
 * Draws a whole SVG document as a PNG on white paper, `scale` pixels for each of CSS.
 *
 * Text is set in DejaVu Sans whatever family the SVG names. That has the European scripts, Arabic,
 * Hebrew, arrows and mathematical signs; a character it lacks, such as a Chinese one, shows as a
 * box.
 *
 * @throws {RangeError} If `scale` is not in (0, 8]
 * @throws {SyntaxError} If the SVG cannot be read
 */
export async function renderPng(
  svg: string,
  { scale = 1.5 }: { readonly scale?: number } = {},
): Promise<Uint8Array> {
  requireNumber("draw a PNG", { scale }, { above: 0, max: 8 });
  const fontBuffers = await (fonts ??= start());
  let image;
  try {
    image = new resvg.Resvg(svg, {
      background: "white",
      fitTo: { mode: "zoom", value: scale },
      font: { fontBuffers, defaultFontFamily: "DejaVu Sans", sansSerifFamily: "DejaVu Sans" },
    });
  } catch (cause) {
    throw new SyntaxError(`Cannot draw a PNG as the SVG must be readable: ${cause}`, { cause });
  }
  const rendered = image.render();
  try {
    return encodePalettePng(rendered.pixels, rendered.width, rendered.height);
  } finally {
    rendered.free(); // WebAssembly memory is not collected
    image.free();
  }
}
