/**
 * What makes charts fit in front ends that put an SVG into an `<img>`: JupyterLab, Notebook 7 and
 * the pages of nbconvert. Their style sheets keep such an image at its own width, so that a narrow
 * column, a phone or a sheet of paper cuts it, and give it no text for those who cannot see it.
 *
 * Nothing within an SVG can do that: one with a width keeps it, and one without, whatever its
 * styles say, fills its column, however wide. No metadata of an output reaches such an image
 * either.
 */
import { printStyle } from "../../charts/page/mod.ts";
import { findKernel } from "../session/jupyter.ts";

/** Runs in the page: an image's text is its SVG's title and description. */
const describe = `(() => {
  if (window.describeCharts) return;
  window.describeCharts = () => {
    for (const image of document.querySelectorAll(".jp-RenderedSVG img")) {
      if (image.dataset.described === image.src) continue;
      image.dataset.described = image.src;
      const [head, body] = image.src.split(/,(.*)/s);
      const bytes = head.endsWith("base64")
        ? Uint8Array.from(atob(body), (character) => character.charCodeAt(0))
        : undefined;
      const text = bytes ? new TextDecoder().decode(bytes) : decodeURIComponent(body);
      const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
      const label = svg.getAttribute("aria-label");
      if (label) image.alt = [label, svg.getAttribute("aria-description")].filter(Boolean).join(": ");
    }
  };
  new MutationObserver(window.describeCharts)
    .observe(document, { childList: true, subtree: true });
  window.describeCharts();
})();`;

/** The style, and the script. */
export const fitHtml = `<style>
.jp-RenderedSVG img { max-width: 100%; height: auto; }
@media print {
  ${printStyle(".jp-Notebook ")}
}
</style>
<script>${describe}</script>`;

/** Shows the style, which is nothing to see, as an output of the running cell. */
export function fitCharts(): void {
  const data = { "text/html": fitHtml, "text/plain": "" };
  findKernel()?.broadcast("display_data", { data, metadata: {}, transient: {} });
}
