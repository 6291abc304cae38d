/** @module */
import type { PointerEvent, WheelEvent } from "../../../dom.ts";
import type { Plot } from "./uplot.ts";

/** The moves of the part of time that is shown. */
export interface ViewMoves {
  /** Makes the part so many times as long, around a time, or its middle. */
  zoom(factor: number, around?: number): void;
  /** Moves it by a share of its length. */
  pan(share: number): void;
}

/**
 * Wheel, touch and dragging over a plot: a pinch, or the wheel with Ctrl, zooms; one finger
 * sideways, a sideways wheel, or a drag with Shift moves. Its text goes into the page: no imports
 * but types.
 */
export function moveView(plot: Plot, { zoom, pan }: ViewMoves): void {
  const { over } = plot;
  const timeAt = (clientX: number) =>
    plot.posToVal(clientX - over.getBoundingClientRect().left, "x");
  over.addEventListener("wheel", (event: WheelEvent) => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      zoom(Math.exp(Math.max(-50, Math.min(50, event.deltaY)) / 150), timeAt(event.clientX));
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      pan(event.deltaX / over.clientWidth);
    }
  }, { passive: false });
  over.style.touchAction = "pan-y";
  const fingers = new Map<number, number>();
  over.addEventListener("pointerdown", (event: PointerEvent) => {
    if (event.pointerType === "mouse" && !event.shiftKey) return;
    fingers.set(event.pointerId, event.clientX);
    over.setPointerCapture(event.pointerId);
  });
  over.addEventListener("pointermove", (event: PointerEvent) => {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return;
    const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, x]) => x);
    fingers.set(event.pointerId, event.clientX);
    if (others.length === 0) {
      pan((before - event.clientX) / over.clientWidth);
      return;
    }
    const [other] = others as [number];
    const [was, is] = [Math.abs(before - other), Math.abs(event.clientX - other)];
    if (was > 10 && is > 10) zoom(was / is, timeAt(other));
  });
  for (const kind of ["pointerup", "pointercancel"] as const) {
    over.addEventListener(kind, ({ pointerId }: PointerEvent) => fingers.delete(pointerId));
  }
}
