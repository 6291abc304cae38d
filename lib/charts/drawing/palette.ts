/**
 * The colours of all charts. Each pair that one chart puts beside each other also differs in
 * lightness, mark or stroke, so that a grey print can be read.
 */

/** Text and axes. */
export const ink = "#1f2328";
/** Second-rank text. */
export const muted = "#57606a";
/** The paper; drawn, so that a chart can be read on a dark page. */
export const paper = "#ffffff";
/** Paper under labels between marks. */
export const quietPaper = "#f3f5f7";
/** The main line of a chart. */
export const mainColor = "#2b6391";
/** The same line where marks on it matter more than itself. */
export const quietColor = "#8ea6ba";
/** What stands beside the main line; lighter, and drawn dashed. */
export const secondColor = "#dd7a1b";
/** Anomalies, and all that is outside a limit. */
export const alertColor = "#b8001f";
/** Labelled windows. */
export const windowColor = "#f0c75e";
/** The edges of labelled windows. */
export const windowEdge = "#7a5c00";
/** Infeasible trials, as Optuna draws them. */
export const infeasibleColor = "#cccccc";

/** ColorBrewer's Blues in 9 classes (Optuna's scale for objective values), light to dark. */
export const blues: readonly string[] = [
  "#f7fbff",
  "#deebf7",
  "#c6dbef",
  "#9ecae1",
  "#6baed6",
  "#4292c6",
  "#2171b5",
  "#08519c",
  "#08306b",
];

/** ColorBrewer's RdYlBu in 11 classes, reversed (Optuna's scale for ranks): blue is low. */
export const rankColors: readonly string[] = [
  "#313695",
  "#4575b4",
  "#74add1",
  "#abd9e9",
  "#e0f3f8",
  "#ffffbf",
  "#fee090",
  "#fdae61",
  "#f46d43",
  "#d73027",
  "#a50026",
];

/** The colour at `t` in [0, 1] of a scale, straight between its neighbours in sRGB. */
export function sampleColor(scale: readonly string[], t: number): string {
  const position = Math.min(Math.max(t, 0), 1) * (scale.length - 1);
  const index = Math.min(Math.floor(position), scale.length - 2);
  const from = parseInt(scale[index]!.slice(1), 16);
  const to = parseInt(scale[index + 1]!.slice(1), 16);
  let color = "#";
  for (const shift of [16, 8, 0]) {
    const low = (from >> shift) & 255;
    const high = (to >> shift) & 255;
    color += Math.round(low + (high - low) * (position - index)).toString(16).padStart(2, "0");
  }
  return color;
}

/** How the studies of one chart are told apart, in this order. */
export const studyStyles: readonly {
  /** Of dots and lines. */
  readonly color: string;
  /** Of dots, in Plot's words. */
  readonly symbol: "circle" | "square" | "triangle" | "diamond";
  /** Of dots in the key. */
  readonly legend: "dot" | "square" | "triangle" | "diamond";
  /** Of lines in the key. */
  readonly line: "line" | "dash" | "dots";
  /** Of lines. */
  readonly dash: string;
}[] = [
  { color: mainColor, symbol: "circle", legend: "dot", line: "line", dash: "none" },
  { color: secondColor, symbol: "square", legend: "square", line: "dash", dash: "6 4" },
  { color: "#3f7d46", symbol: "triangle", legend: "triangle", line: "dots", dash: "2 3" },
  { color: "#7a4a9e", symbol: "diamond", legend: "diamond", line: "dash", dash: "6 4" },
];
