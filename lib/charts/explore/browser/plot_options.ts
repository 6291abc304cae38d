/** @module */
import type { HTMLElement, MouseEvent, Page } from "../../../dom.ts";
import type { ExploreData } from "../explore_data.ts";
import { drawColumns } from "./draw_columns.ts";
import { drawMarks } from "./draw_marks.ts";
import { rowExtremes } from "./row_extremes.ts";
import type { Plot, PlotMaker } from "./uplot.ts";

declare const devicePixelRatio: Page["devicePixelRatio"];

/** What of the view a plot asks for while it is drawn. */
export interface PlotView {
  readonly data: ExploreData;
  /** The colour of a part, as the page's style has it now. */
  color(name: string): string;
  /** A time with the zone's clock in its UTC fields. */
  local(time: number): Date;
  /** Rows that would ring. */
  ringing(): ArrayLike<number>;
  /** Score above which a row stands out. */
  cut(): number | undefined;
  /** The pointer has moved to a row. */
  onHover(row: number | null | undefined): void;
  /** A stretch of time was dragged over. */
  onSelect(min: number, max: number): void;
  number(value: number): string;
  /** Pixels left of the plots for the labels of their values. */
  room: number;
}

/**
 * The options of one of the two plots. Its text goes into the page, after those of what it imports.
 */
export function plotOptions(
  uPlot: PlotMaker,
  view: PlotView,
  kind: "values" | "scores",
  sync: string,
): object {
  const { data } = view;
  const isValues = kind === "values";
  const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const times = (_: Plot, splits: number[], __: number, ___: number, step: number) => {
    let known = "";
    return splits.map((time, i) => {
      const date = view.local(time);
      const day = `${months[date.getUTCMonth()]} ${date.getUTCDate()}`;
      const year = String(date.getUTCFullYear());
      const isNewYear = year !== known;
      if (step >= 86_400_000) {
        known = year;
        return isNewYear ? `${day}\n${year}` : day;
      }
      const clock = date.toISOString().slice(11, step < 60_000 ? 19 : 16);
      if (i > 0 && +date % 86_400_000 !== 0) return clock;
      known = year;
      return `${clock}\n${day}${isNewYear ? ` ${year}` : ""}`;
    });
  };
  // In units, which take little room, and with as many digits as tell neighbours apart.
  const marks = (_: Plot, splits: number[]) => {
    const largest = splits.reduce((most, split) => Math.max(most, Math.abs(split)), 0);
    if (largest >= 1e21) return splits.map((split) => split === 0 ? "0" : split.toExponential(2));
    const power = largest < 1e6 ? 0 : Math.floor(Math.log10(largest) / 3 + 1e-9);
    const unit = 1000 ** power;
    const sign = power === 0 ? "" : "MGTPE"[power - 2]!;
    const texts = splits.map((split) => split === 0 ? "0" : view.number(split / unit) + sign);
    if (new Set(texts).size === texts.length) return texts;
    const step = Math.abs(splits[1]! - splits[0]!) / unit;
    const digits = Math.min(20, Math.max(0, Math.ceil(1 - Math.log10(step))));
    return splits.map((split) =>
      (split / unit).toLocaleString("en-US", { maximumFractionDigits: digits }) + sign
    );
  };
  // The plots stand one below the other: the values' labels say how much room both have for them.
  const room = (_: Plot, texts: readonly string[] | null) => {
    if (isValues) {
      const longest = (texts ?? []).reduce((most, text) => Math.max(most, text.length), 0);
      view.room = Math.max(62, 20 + 7 * longest);
    }
    return view.room;
  };
  const gaps = (u: Plot, _: number, first: number, last: number) =>
    data.gaps.filter((row) => row >= first && row < last).map((row) => [
      u.valToPos(data.timestamps[row]!, "x", true),
      u.valToPos(data.timestamps[row + 1]!, "x", true),
    ]);
  const axis = {
    stroke: () => view.color("ink"),
    grid: { stroke: () => view.color("grid"), width: 1 },
  };
  // More rows than pixels are drawn column by column, in `drawDense`.
  const isDense = (u: Plot, first: number, last: number) => last - first > 2 * u.bbox.width;
  const whole = uPlot.paths.linear();
  const line = (name: string, more: object) => ({
    stroke: () => view.color(name),
    width: 1,
    points: { show: false },
    gaps,
    paths: (u: Plot, at: number, first: number, last: number) =>
      isDense(u, first, last) ? null : whole(u, at, first, last),
    ...more,
  });
  const lines =
    (isValues
      ? [["main", data.values], ...(data.hasUsual ? [["usual", data.usual]] : [])]
      : [["main", data.scores]]) as [name: string, values: ArrayLike<number>][];
  const extremes = lines.map(([, values]) => rowExtremes(values));
  const drawDense = (u: Plot, at: number) => {
    const rows = u.series[at]!.idxs!;
    if (at === 0 || !isDense(u, ...rows)) return;
    const [name, values] = lines[at - 1]!;
    const { timestamps, gaps } = data;
    u.ctx.save();
    u.ctx.fillStyle = view.color(name);
    u.ctx.globalAlpha = name === "usual" ? 0.5 : 1; // the values stay to be seen
    drawColumns(u, { timestamps, values, extremes: extremes[at - 1]!, gaps, rows });
    u.ctx.restore();
  };
  const drawWindows = (u: Plot) => {
    const { ctx, bbox } = u;
    for (const [start, end] of data.windows) {
      const left = Math.max(bbox.left, u.valToPos(start, "x", true));
      const right = Math.min(bbox.left + bbox.width, u.valToPos(end, "x", true));
      if (right < left) continue;
      ctx.fillStyle = view.color("window");
      ctx.globalAlpha = 0.35;
      ctx.fillRect(left, bbox.top, Math.max(1, right - left), bbox.height);
      ctx.globalAlpha = 1;
    }
  };
  const drawRinging = (u: Plot) => {
    const { ctx, bbox } = u;
    const radius = 4 * devicePixelRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top - radius, bbox.width, bbox.height + 2 * radius);
    ctx.clip();
    ctx.fillStyle = view.color("alarm");
    const values = isValues ? data.values : data.scores;
    drawMarks(u, { timestamps: data.timestamps, values, rows: view.ringing() });
    const cut = view.cut();
    if (!isValues && cut !== undefined) {
      const y = Math.round(u.valToPos(cut, "y", true));
      ctx.strokeStyle = view.color("ink");
      ctx.lineWidth = 1.5 * devicePixelRatio;
      ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
    }
    ctx.restore();
  };
  return {
    width: 600,
    height: isValues ? 260 : 150,
    ms: 1,
    // A date whose own fields, in the zone of who looks, are the zone's that is asked for.
    tzDate: (time: number) => uPlot.tzDate(view.local(time), "Etc/UTC"),
    legend: { show: false },
    cursor: {
      sync: { key: sync, setSeries: false },
      drag: { x: true, y: false, setScale: false },
      points: { size: 7 },
      bind: {
        // With Shift a drag moves the view instead.
        mousedown:
          (_: Plot, __: HTMLElement, act: (event: MouseEvent) => void) => (event: MouseEvent) => {
            if (!event.shiftKey && event.button === 0) act(event);
          },
        dblclick: () => () => null,
      },
    },
    scales: {
      x: { time: true },
      y: {
        range: (_: Plot, low: number | null, high: number | null) => {
          const bottom = isValues ? Math.min(low ?? 0, low! < 0 || low! > high! / 2 ? low! : 0) : 0;
          const top = isValues ? high ?? 1 : Math.max(high ?? 0, 1.2 * (view.cut() ?? 0)) || 1;
          const room = top > bottom ? 0.05 * (top - bottom) : Math.abs(top) / 10 || 1;
          return [bottom === 0 ? 0 : bottom - room, top + room];
        },
      },
    },
    axes: [
      { ...axis, values: times, space: 70, size: 46 },
      {
        ...axis,
        size: room,
        label: isValues ? data.label : data.scoreLabel,
        labelSize: 18,
        values: marks,
      },
    ],
    series: isValues
      ? [{}, line("main", {}), ...(data.hasUsual ? [line("usual", { dash: [4, 3] })] : [])]
      : [{}, line("main", { fill: () => view.color("fill") })],
    hooks: {
      drawClear: [drawWindows],
      drawSeries: [drawDense],
      draw: [drawRinging],
      setCursor: [(u: Plot) => view.onHover(u.cursor.idx)],
      setSelect: [(u: Plot) => {
        const { left, width } = u.select;
        if (width < 3) return;
        view.onSelect(u.posToVal(left, "x"), u.posToVal(left + width, "x"));
        u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
      }],
    },
  };
}
