/**
 * As much of uPlot as the view uses; the page carries the package's own script.
 *
 * @module
 */
import type { CanvasRenderingContext2D, HTMLElement } from "../../../dom.ts";

/** A drawn plot. */
export interface Plot {
  readonly ctx: CanvasRenderingContext2D;
  readonly over: HTMLElement;
  readonly bbox: { left: number; top: number; width: number; height: number };
  readonly series: readonly { readonly idxs?: [first: number, last: number] }[];
  readonly cursor: { idx?: number | null };
  readonly select: { left: number; width: number };
  readonly scales: Record<string, { min?: number | null; max?: number | null }>;
  setSize(size: { width: number; height: number }): void;
  setScale(scale: string, range: { min: number; max: number }): void;
  setSelect(
    select: { left: number; width: number; top: number; height: number },
    fire: boolean,
  ): void;
  setCursor(place: { left: number; top: number }, fire: boolean, publish: boolean): void;
  valToPos(value: number, scale: string, canvas?: boolean): number;
  posToVal(position: number, scale: string): number;
  redraw(rebuild?: boolean): void;
}

/** uPlot itself. */
export interface PlotMaker {
  new (options: object, data: readonly unknown[], target: HTMLElement): Plot;
  tzDate(date: Date, zone: string): Date;
  readonly paths: {
    linear(): (plot: Plot, series: number, first: number, last: number) => unknown;
  };
}
