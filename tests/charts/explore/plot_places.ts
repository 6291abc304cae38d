/** Where uPlot's plots place what they draw. */

interface Places {
  readonly bbox: { left: number; top: number; width: number; height: number };
  readonly scales: Record<"x" | "y", { min: number; max: number }>;
}

/** A plot's `valToPos`, for places on its canvas. */
export function valToPos({ bbox, scales }: Places) {
  return (value: number, scale: "x" | "y", isCanvas: boolean): number => {
    if (!isCanvas) throw new RangeError("Cannot place a value but on the canvas");
    const { min, max } = scales[scale];
    const share = (value - min) / (max - min);
    return scale === "x" ? bbox.left + bbox.width * share : bbox.top + bbox.height * (1 - share);
  };
}
