/** Whether all labels of an axis can be read: none meets its neighbour or hangs too far over. */
import { textWidth } from "./text_width.ts";

/** The room that the labels of an axis have. */
export interface AxisRoom {
  /** Pixels from one end of the axis to the other. */
  readonly length: number;
  /** Whether the labels stand over each other, as left of a y axis, and not side by side. */
  readonly isUpright?: boolean;
  /** How many pixels a label may reach away from the axis, where it can be cut to that. */
  readonly across?: number;
  /** How many pixels a label may hang over either end; any number unless told. */
  readonly overhang?: number;
}

const fontSize = 12;
/** Pixels between two labels, side by side and over each other. */
const [gapBeside, gapOver] = [10, 4];

/** A label in its place, in pixels from the axis' start. */
export interface PlacedLabel {
  /** Of its middle. */
  readonly at: number;
  /** What stands there. */
  readonly text: string;
}

/** Whether a label hangs no further over the ends of its axis than it may. */
export function isWithin(
  { at, text }: PlacedLabel,
  { length, isUpright = false, overhang = Infinity }: AxisRoom,
): boolean {
  const half = halfOf(text, isUpright);
  return at - half >= -overhang && at + half <= length + overhang;
}

/** Whether labels in ascending places stand clear of each other. */
export function standClear(
  labels: readonly PlacedLabel[],
  { isUpright = false }: Pick<AxisRoom, "isUpright"> = {},
): boolean {
  const gap = isUpright ? gapOver : gapBeside;
  let end = -Infinity;
  return labels.every(({ at, text }) => {
    const half = halfOf(text, isUpright);
    const isClear = at - half >= end + gap;
    end = at + half;
    return isClear;
  });
}

/** Half of what a label takes of the axis, in pixels. */
function halfOf(text: string, isUpright: boolean): number {
  return (isUpright ? fontSize : textWidth(text, fontSize)) / 2;
}
