/** @module */
import type { Page } from "../../../dom.ts";
import type { ExploreData } from "../explore_data.ts";

declare const document: Page["document"];

/** The controls and the place of the plots. Its text goes into the page: no imports but types. */
export function liveMarkup(
  { title, description, hasUsual, slider, settings, setting }: ExploreData,
): string {
  const safe = (text: string) => {
    const element = document.createElement("span");
    element.textContent = text;
    return element.innerHTML.replaceAll('"', "&quot;");
  };
  const button = (act: string, label: string, sign: string) =>
    `<button type="button" data-act="${act}" aria-label="${label}" title="${label}">${sign}</button>`;
  const range = slider === null
    ? ""
    : `<label>${slider}<input class="elb-slider" type="range" min="0" max="${
      settings.length - 1
    }" ` +
      `step="1" value="${setting}"></label>`;
  return `<div class="elb-live">
<p class="elb-title">${safe(title)}</p>
<p class="elb-about">${safe(description)}${
    hasUsual ? '; <span class="elb-swatch"></span> what is usual' : ""
  }</p>
<div class="elb-bar">${range}<span>${button("in", "Zoom in", "+")} ${
    button("out", "Zoom out", "\u2212")
  } ${button("left", "Earlier", "\u2190")} ${button("right", "Later", "\u2192")} ${
    button("all", "Show all", "All")
  }</span></div>
<output class="elb-rings" aria-live="polite"></output>
<div class="elb-plots" tabindex="0" role="application" aria-label="${
    safe(title)
  }: arrow keys move from row to row"></div>
<output class="elb-said" aria-live="polite">Point at a place, or use the arrow keys.</output>
<p class="elb-keys">Drag to zoom, Ctrl and wheel or pinch to zoom, Shift and drag or a finger
sideways to move. Keys: arrows, + and \u2212, 0 for all, n and p for the next and previous alert.</p>
</div>`;
}
