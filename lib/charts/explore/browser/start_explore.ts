/** @module */
import type { HTMLElement, HTMLInputElement, KeyboardEvent, Page } from "../../../dom.ts";
import { liveMarkup } from "./live_markup.ts";
import { decodeExplore } from "./decode_explore.ts";
import { moveView } from "./move_view.ts";
import { plotOptions, type PlotView } from "./plot_options.ts";
import type { PlotMaker } from "./uplot.ts";

declare const document: Page["document"];
declare const getComputedStyle: Page["getComputedStyle"];
declare const requestAnimationFrame: Page["requestAnimationFrame"];
declare const ResizeObserver: Page["ResizeObserver"];
declare const matchMedia: Page["matchMedia"];

/**
 * Brings a view to life: reads its data, draws its plots, connects its controls. Its text goes into
 * the page, after those of what it imports.
 */
export async function startExplore(root: HTMLElement, uPlot: PlotMaker): Promise<void> {
  const data = await decodeExplore(root.querySelector(".elb-data")!.textContent!.trim());
  const { timestamps, values, usual, scores, settings } = data;
  root.insertAdjacentHTML("afterbegin", liveMarkup(data));
  for (const item of root.querySelectorAll(".elb-alerts li") as Iterable<HTMLElement>) {
    const button = Object.assign(document.createElement("button"), {
      textContent: item.textContent,
    });
    button.dataset.row = item.dataset.row;
    item.replaceChildren(button);
  }
  const part = <T extends HTMLElement = HTMLElement>(name: string) =>
    root.querySelector(`.elb-${name}`) as T;
  const whole = [timestamps[0]!, timestamps[data.rows - 1]!] as const;
  const least = Math.max(1, (whole[1] - whole[0]) / data.rows) * 5;
  let [min, max] = whole[0] < whole[1] ? whole : [whole[0] - 3_600_000, whole[1] + 3_600_000];
  const widest = [min, max] as const;
  let setting = data.setting;
  let row = 0;
  let frame = 0;
  let flagged: ArrayLike<number> = [];

  const number = (value: number) =>
    Number.isNaN(value)
      ? "unknown"
      : value !== 0 && Math.abs(value) < 1e-3
      ? value.toExponential(2)
      : value.toLocaleString("en-US", {
        maximumSignificantDigits: Number.isSafeInteger(value) ? 16 : 6,
      });
  const clock = new Intl.DateTimeFormat("sv-SE", {
    timeZone: data.timeZone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  const local = (time: number) => {
    if (data.timeZone === "UTC") return new Date(time);
    const second = Math.floor(time / 1000) * 1000;
    return new Date(Date.parse(`${clock.format(second).replace(" ", "T")}Z`) + time - second);
  };
  const minute = (time: number) => local(time).toISOString().slice(0, 16).replace("T", " ");
  const say = (text: string) => part("said").textContent = text;

  const texts = new Map(Object.entries(data.reasons).map(([row, text]) => [Number(row), text]));
  for (const alert of data.alerts) texts.set(alert.row, alert.text);
  const [scoreName] = (data.scoreLabel ?? "").toLowerCase().split(" ", 1);
  const describe = (at: number) => {
    const about = [
      `${minute(timestamps[at]!)} ${data.timeZone}`,
      `value ${number(values[at]!)}`,
      ...(data.hasUsual ? [`usual ${number(usual[at]!)}`] : []),
      ...(data.scoreLabel === null ? [] : [`${scoreName} ${number(scores[at]!)}`]),
    ].join(", ");
    const reason = texts.get(at);
    return reason === undefined ? about : `${about}: ${reason}`;
  };

  const view: PlotView = {
    data,
    color: (name) => getComputedStyle(root).getPropertyValue(`--elb-${name}`).trim(),
    local,
    ringing: () => flagged,
    cut: () => settings[setting]?.cut,
    onHover(at) {
      if (at === null || at === undefined) return;
      row = at;
      say(describe(at));
    },
    onSelect: (from, to) => show(from, to),
    number,
    room: 0,
  };
  const host = part("plots");
  const count = Number(root.ownerDocument.body.dataset.elbViews ?? 0) + 1;
  root.ownerDocument.body.dataset.elbViews = String(count);
  // uPlot leaves out what is null; a row of a usual value that is unknown has no mark.
  const known = Array.from(usual, (value) => Number.isNaN(value) ? null : value);
  const plots = [
    new uPlot(
      plotOptions(uPlot, view, "values", `elb-${count}`),
      [timestamps, values, ...(data.hasUsual ? [known] : [])],
      host,
    ),
    ...(data.scoreLabel === null ? [] : [
      new uPlot(plotOptions(uPlot, view, "scores", `elb-${count}`), [timestamps, scores], host),
    ]),
  ];

  /** Shows a part of time, once a frame at most. */
  function show(from: number, to: number): void {
    const span = Math.min(Math.max(to - from, least), widest[1] - widest[0]);
    const middle = (from + to) / 2;
    min = Math.min(Math.max(middle - span / 2, widest[0]), widest[1] - span);
    max = min + span;
    if (frame !== 0) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      for (const plot of plots) plot.setScale("x", { min, max });
    });
  }
  const zoom = (factor: number, around = (min + max) / 2) =>
    show(around - (around - min) * factor, around + (max - around) * factor);
  const pan = (share: number) => show(min + share * (max - min), max + share * (max - min));
  for (const plot of plots) moveView(plot, { zoom, pan });

  /** Puts the cursor on a row and says what it is. */
  function point(at: number): void {
    const pointed = row = Math.min(Math.max(at, 0), data.rows - 1);
    const time = timestamps[row]!;
    if (time < min || time > max) show(time - (max - min) / 2, time + (max - min) / 2);
    requestAnimationFrame(() => {
      const plot = plots[0]!;
      const [left, top] = [plot.valToPos(time, "x"), plot.valToPos(values[pointed]!, "y")];
      plot.setCursor({ left, top }, false, true);
      row = pointed; // the plots tell the row at the pixel, which may be another
      say(describe(row));
    });
  }
  /** Shows an alert with what is around it. */
  function jump(at: number): void {
    const around = Math.max(least * 4, Math.min(12 * 3_600_000, (widest[1] - widest[0]) / 4));
    show(timestamps[at]! - around, timestamps[at]! + around);
    point(at);
  }

  function useSetting(place: number): void {
    setting = place;
    const chosen = settings[place];
    if (chosen === undefined) {
      flagged = data.alerts.map((alert) => alert.row);
      return;
    }
    const rows: number[] = [];
    if (chosen.rows === null) {
      for (let at = 0; at < data.rows; at++) if (scores[at]! > chosen.cut) rows.push(at);
    }
    flagged = chosen.rows ?? rows;
    const about = chosen.rows !== null && place !== data.setting ? "about " : "";
    const text =
      `${chosen.name}: rings ${about}${chosen.count.toLocaleString("en-US")} time${
        chosen.count === 1 ? "" : "s"
      }, ` +
      `${number(Number(chosen.perDay.toPrecision(2)))} a day`;
    part("rings").textContent = text;
    part<HTMLInputElement>("slider").setAttribute("aria-valuetext", text);
    for (const plot of plots) plot.setScale("x", { min, max });
  }

  part<HTMLInputElement>("slider")?.addEventListener("input", (event: { target: unknown }) => {
    useSetting(Number((event.target as HTMLInputElement).value));
  });
  const acts: Record<string, () => void> = {
    in: () => zoom(0.5),
    out: () => zoom(2),
    left: () => pan(-0.25),
    right: () => pan(0.25),
    all: () => show(...widest),
  };
  for (const button of root.querySelectorAll("[data-act]") as Iterable<HTMLElement>) {
    button.addEventListener("click", () => acts[button.dataset.act!]!());
  }
  for (const button of root.querySelectorAll("[data-row]") as Iterable<HTMLElement>) {
    button.addEventListener("click", () => jump(Number(button.dataset.row)));
  }
  const step = (by: number) => {
    // What rings now; of rows that follow each other the first.
    const rows = Array.from(flagged).filter((at, i) => flagged[i - 1] !== at - 1);
    const next = by > 0 ? rows.find((at) => at > row) : rows.findLast((at) => at < row);
    if (next !== undefined) jump(next);
  };
  /** Changes what is shown and keeps the row. */
  const keep = (change: () => void) => {
    change();
    point(row);
  };
  const keys: Record<string, (many: number) => void> = {
    ArrowLeft: (many) => point(row - many),
    ArrowRight: (many) => point(row + many),
    Home: () => point(0),
    End: () => point(data.rows - 1),
    "+": () => keep(() => zoom(0.5, timestamps[row])),
    "-": () => keep(() => zoom(2, timestamps[row])),
    "0": () => keep(acts.all!),
    n: () => step(1),
    p: () => step(-1),
  };
  host.addEventListener("keydown", (event: KeyboardEvent) => {
    const act = keys[event.key === "=" ? "+" : event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation(); // a notebook has keys of its own
    act(event.shiftKey ? 10 : 1);
  });

  // JupyterLab has a cell's keys act on its notebook: move between cells, cut one.
  for (const part of root.querySelectorAll("input, button, .elb-plots") as Iterable<HTMLElement>) {
    part.dataset.lmSuppressShortcuts = "true";
  }

  root.dataset.state = "live";
  const resize = () => {
    const width = Math.max(280, host.clientWidth);
    plots.forEach((plot, i) => plot.setSize({ width, height: i === 0 ? 260 : 150 }));
  };
  new ResizeObserver(resize).observe(host);
  matchMedia("(prefers-color-scheme: dark)")
    .addEventListener("change", () => plots.forEach((plot) => plot.redraw(false)));
  resize();
  show(...widest);
  useSetting(setting);
}
