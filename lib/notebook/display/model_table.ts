/** A model in short: its layers, their shapes and how many numbers each learns. */
import { counted, formatCount } from "../../text.ts";
import { table, type TableBundle } from "./table.ts";

/** A layer of a TensorFlow.js model, as far as the table is concerned. */
interface LayerLike {
  readonly name: string;
  readonly outputShape: unknown;
  getClassName(): string;
  getConfig(): Readonly<Record<string, unknown>>;
  countParams(): number;
}

/** A TensorFlow.js model, as far as the table is concerned: naming the package would load it. */
export interface ModelLike {
  readonly layers: readonly LayerLike[];
  countParams(): number;
}

/** Whether a value looks like a model of TensorFlow.js. */
export function isModel(value: unknown): value is ModelLike {
  const model = value as Partial<ModelLike> | null | undefined;
  return typeof model === "object" && model !== null && Array.isArray(model.layers) &&
    typeof model.countParams === "function";
}

/** The two forms of a model: a row a layer, without names, which count up in a process. */
export function modelTable(model: ModelLike): TableBundle {
  const { layers } = model;
  const total = model.countParams();
  return table([
    { heading: "Layer", isNumeric: true, cells: layers.map((_, i) => String(i + 1)) },
    { heading: "Kind", cells: layers.map((layer) => layer.getClassName()) },
    { heading: "Output", cells: layers.map(({ outputShape }) => shape(outputShape)) },
    { heading: "Activation", cells: layers.map((layer) => activation(layer)) },
    {
      heading: "Parameters",
      isNumeric: true,
      cells: layers.map((layer) => formatCount(layer.countParams())),
    },
  ], `${layers.length} layers, ${counted(total, "parameter")}`);
}

/** `[n, 16]`: the first dimension is the number of samples. */
function shape(outputShape: unknown): string {
  if (!Array.isArray(outputShape)) return String(outputShape);
  return `[${outputShape.map((size) => size ?? "n").join(", ")}]`;
}

function activation(layer: LayerLike): string {
  const name = layer.getConfig().activation;
  return typeof name === "string" ? name : "";
}
