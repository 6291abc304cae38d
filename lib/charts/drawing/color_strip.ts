import { node } from "../../node.ts";

/**
 * As much of a canvas as Plot needs for the key of a scale of numbers: a row of pixels, painted one
 * by one, that becomes a picture.
 */
export class ColorStrip {
  /** In pixels. */
  width = 0;
  /** In pixels. */
  height = 1;
  /** Of the next pixel. */
  fillStyle = "";
  readonly #colors: string[] = [];

  /** Itself: there is one kind of drawing. */
  getContext(): this {
    return this;
  }

  /** Paints the pixel at `x`. */
  fillRect(x: number): void {
    this.#colors[x] = this.fillStyle;
  }

  /** The row as an SVG picture. */
  toDataURL(): string {
    const pixels = this.#colors.map((color, x) =>
      // A little wider than a pixel, so that no seam shows.
      `<rect x="${x}" width="1.5" height="1" fill="${color}"/>`
    );
    const size = `width="${this.width}" height="${this.height}"`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size} preserveAspectRatio="none" ` +
      `viewBox="0 0 ${this.width} ${this.height}">${pixels.join("")}</svg>`;
    return `data:image/svg+xml;base64,${node.buffer.Buffer.from(svg).toString("base64")}`;
  }
}
