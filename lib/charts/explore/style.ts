import {
  alertColor,
  ink,
  mainColor,
  muted,
  paper,
  secondColor,
  windowColor,
} from "../drawing/palette.ts";

/** The colours of the static charts. */
const light = `--elb-ink: ${ink}; --elb-muted: ${muted}; --elb-paper: ${paper}; --elb-grid: #e6e8eb;
  --elb-main: ${mainColor}; --elb-usual: ${secondColor}; --elb-fill: ${mainColor}22; --elb-alarm: ${alertColor};
  --elb-window: ${windowColor};`;
/** The same hues, light enough for dark paper. */
const dark = `--elb-ink: #e6edf3; --elb-muted: #9ea7b3; --elb-paper: #161b22; --elb-grid: #30363d;
  --elb-main: #6ea8d8; --elb-usual: #e39a52; --elb-fill: #6ea8d833; --elb-alarm: #ff7b8a;
  --elb-window: #a88420;`;

/** The style of the view; the page around it says whether it is light or dark. */
export const exploreStyle = `
.elb-explore {
  ${light}
  color: var(--elb-ink); background: var(--elb-paper); font: 14px/1.45 system-ui, sans-serif;
  max-width: 1200px; padding: 8px; box-sizing: border-box;
}
.elb-explore img.elb-static { max-width: 100%; height: auto; }
.elb-explore .elb-title { font-size: 16px; font-weight: 700; margin: 0; }
.elb-explore .elb-about { color: var(--elb-muted); font-size: 12px; margin: 0 0 6px; }
.elb-explore .elb-swatch { display: inline-block; width: 1.6em; vertical-align: middle;
  border-top: 2px dashed var(--elb-usual); }
.elb-explore .elb-bar { display: flex; flex-wrap: wrap; gap: 6px 10px; align-items: center; }
.elb-explore .elb-bar button { font: inherit; min-width: 36px; min-height: 32px; color: inherit;
  background: none; border: 1px solid var(--elb-muted); border-radius: 4px; cursor: pointer; }
.elb-explore .elb-bar label { display: flex; flex: 1 1 260px; gap: 8px; align-items: center; }
.elb-explore .elb-bar input { flex: 1; min-width: 120px; accent-color: var(--elb-main); }
.elb-explore .elb-said { display: block; min-height: 3em; margin: 4px 0; }
.elb-explore .elb-plots:focus-visible { outline: 2px solid var(--elb-main); outline-offset: 2px; }
.elb-explore .elb-plots { overflow: hidden; }
.elb-explore .u-select { background: var(--elb-fill); }
.elb-explore .elb-alerts { margin: 8px 0; padding-left: 2.2em; }
.elb-explore[data-state="live"] .elb-alerts { max-height: 16em; overflow-y: auto; }
.elb-explore .elb-alerts button { font: inherit; text-align: left; color: inherit; background: none;
  border: 0; padding: 2px 0; cursor: pointer; vertical-align: top; text-decoration: underline; }
.elb-explore .elb-keys { color: var(--elb-muted); font-size: 12px; margin: 4px 0; }
.elb-explore[data-state="live"] .elb-static { display: none; }
@media (prefers-color-scheme: dark) { .elb-explore { ${dark} } }
[data-jp-theme-light="true"] .elb-explore, .vscode-light .elb-explore { ${light} }
[data-jp-theme-light="false"] .elb-explore, .vscode-dark .elb-explore { ${dark} }
@media print {
  .elb-explore, .elb-explore[data-state="live"] .elb-static { display: block; }
  .elb-explore[data-state="live"] .elb-live { display: none; }
  .elb-explore[data-state="live"] .elb-alerts { max-height: none; }
  .elb-explore { color: #1f2328; background: none; }
}`;
