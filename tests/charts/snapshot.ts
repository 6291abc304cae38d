/**
 * Charts as files, one element a line. To take new ones after looking at them:
 * `deno test --allow-read --allow-write --allow-env --allow-ffi --allow-sys tests/charts -- --update`
 */
import assert from "node:assert/strict";
import type { Chart } from "../../lib/charts/drawing/chart.ts";

const folder = new URL("../fixtures/charts/", import.meta.url);

/** Compares a chart with `tests/fixtures/charts/<name>.svg`, coordinates cut to whole pixels. */
export function assertSnapshot(name: string, chart: Chart): void {
  const file = new URL(`${name}.svg`, folder);
  const actual = normalize(chart.outerHTML);
  if (Deno.args.includes("--update")) Deno.writeTextFileSync(file, actual);
  assert.equal(actual, Deno.readTextFileSync(file), `${name}.svg is as before`);
}

/** One element a line; coordinates with a decimal lose it, so that no rounding decides a test. */
function normalize(svg: string): string {
  return svg.replaceAll("><", ">\n<")
    .replace(/ (d|transform|x|y|x1|x2|y1|y2|cx|cy|width|height)="([^"]*)"/g, (_, name, value) => {
      const cut = value.includes("em")
        ? value
        : value.replace(/-?\d*\.\d+/g, (text: string) => String(Math.round(Number(text)) + 0));
      return ` ${name}="${cut}"`;
    }) + "\n";
}
