/** What the tuner's benchmark measured, as text. */
import { percentile } from "../../../lib/math/mod.ts";
import type { Cost, CostRow } from "./costs.ts";

/** Trials after which the best value counts. */
export const MARKS = [10, 20, 30, 40, 50];

/** By sampler, a row a seed: the best value after each of `MARKS`. */
export type Bests = Record<string, number[][]>;

export interface Results {
  seeds: number;
  trials: number;
  /** Optuna's version, where it ran beside ours. */
  optuna?: string;
  problems: Record<string, Bests>;
  costs: CostRow[];
}

export function textOf(results: Results): string {
  const { seeds, optuna, problems, costs } = results;
  const names = Object.keys(problems);
  return [
    "# Samplers",
    "Written by `tests/bench/tuner_bench.ts`" +
    (optuna === undefined
      ? "."
      : `; all samplers took turns in one run, beside Optuna ${optuna}.`) +
    " How to read it stands in [README.md](README.md#the-tuner).",
    ...(names.length === 0 ? [] : [
      `The best value so far, the median over ${seeds} seeds; lower is better.${
        fewerSeeds(results)
      }`,
      ...alike(problems),
      ...against(problems),
      ...gaussian(problems),
      ...names.flatMap((name) => [`## ${name}`, curves(problems[name]!, seeds)]),
    ]),
    ...(costs.length === 0 ? [] : costTexts(costs)),
  ].join("\n\n") + "\n";
}

function table(head: string[], rows: (string | number)[][]): string {
  const line = (cells: (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function samplersOf(problems: Results["problems"]): string[] {
  return [...new Set(Object.values(problems).flatMap(Object.keys))];
}

/** The median after so many trials, of the first seeds; undefined where it did not run so long. */
function after(rows: number[][] | undefined, trials: number, seeds = Infinity): number | undefined {
  const place = MARKS.indexOf(trials);
  const values = (rows ?? []).slice(0, seeds).flatMap((row) => row[place] ?? []);
  return values.length === 0 ? undefined : percentile(values, 50);
}

const shown = (value: number | undefined): string => value?.toPrecision(3) ?? "";

function fewerSeeds({ seeds, problems }: Results): string {
  const fewer = samplersOf(problems).flatMap((name) => {
    const rows = Object.values(problems).find((bests) => name in bests)![name]!;
    const marks = MARKS[rows[0]!.length - 1];
    return rows.length < seeds ? [` ${name}: ${rows.length} seeds, ${marks} trials.`] : [];
  });
  return fewer.join("");
}

/** Which samplers gave the same values. */
function alike(problems: Results["problems"]): string[] {
  const all = Object.entries(problems);
  const equal = (a: number[][] | undefined, b: number[][] | undefined, marks: number) =>
    a !== undefined && b !== undefined &&
    b.every((row, seed) => row.slice(0, marks).every((value, i) => value === a[seed]?.[i]));
  const startAlike = samplersOf(problems).filter((name) =>
    all.every(([, bests]) => equal(bests.random, bests[name], 1))
  );
  const exact = all.filter(([, bests]) => equal(bests.TPE, bests["Optuna's TPE"], MARKS.length));
  return [
    ...(startAlike.length < 2
      ? []
      : [`The first ten trials are the same random ones in: ${startAlike.join(", ")}.`]),
    ...(exact.length === 0 ? [] : [
      "TPE and Optuna's TPE agree in every digit kept, seed by seed and trial by trial, on: " +
      `${exact.map(([name]) => name).join("; ")}.`,
    ]),
  ];
}

/** Each sampler beside TPE, on the seeds that both have. */
function against(problems: Results["problems"]): string[] {
  const all = Object.values(problems);
  const count = (name: string, own: number, others: number) => {
    const known = all.flatMap(({ TPE, [name]: rows }) => {
      const [a, b] = [after(rows, own), after(TPE, others, rows?.length)];
      return a === undefined || b === undefined ? [] : [a <= b];
    });
    return known.length === 0 ? "" : `${known.filter(Boolean).length} of ${known.length}`;
  };
  return [
    "## Beside TPE",
    "On how many problems the median is no worse than that of TPE, on the same seeds:",
    table(
      ["sampler", "after 20, TPE after 40", "after 20", "after 30", "after 50"],
      samplersOf(problems).filter((name) => name !== "TPE").map((name) => [
        name,
        count(name, 20, 40),
        ...[20, 30, 50].map((trials) => count(name, trials, trials)),
      ]),
    ),
  ];
}

/** Our Gaussian process beside Optuna's, on the seeds that both have. */
function gaussian(problems: Results["problems"]): string[] {
  const rows = Object.entries(problems).flatMap(([problem, { GP, TPE, "Optuna's GP": other }]) => {
    if (GP === undefined || other === undefined || TPE === undefined) return [];
    const seeds = other.length;
    const last = MARKS.indexOf(30);
    const ahead = other.filter((row, seed) => GP[seed]![last]! < row[last]!).length;
    const behind = other.filter((row, seed) => GP[seed]![last]! > row[last]!).length;
    return [[
      problem,
      ...[20, 30].flatMap((mark) => [GP, other].map((of) => shown(after(of, mark, seeds)))),
      shown(after(TPE, 40, seeds)),
      `${ahead} : ${behind}`,
    ]];
  });
  if (rows.length === 0) return [];
  return [
    "## Beside Optuna's Gaussian process",
    "Medians over the seeds that both have, and in how many of them ours is ahead and behind after 30:",
    table([
      "problem",
      "GP after 20",
      "Optuna's",
      "GP after 30",
      "Optuna's",
      "TPE after 40",
      "seeds",
    ], rows),
  ];
}

function curves(bests: Bests, seeds: number): string {
  const names = Object.keys(bests);
  const marks = MARKS.filter((mark) =>
    names.some((name) => after(bests[name], mark) !== undefined)
  );
  const of = (name: string) =>
    bests[name]!.length < seeds ? `${name} (${bests[name]!.length})` : name;
  return table(
    ["trials", ...names.map(of)],
    marks.map((mark) => [mark, ...names.map((name) => shown(after(bests[name], mark)))]),
  );
}

function costTexts(costs: CostRow[]): string[] {
  const figure = ({ median, least }: Cost) => `${median.toFixed(2)} (${least.toFixed(2)})`;
  const withPeer = costs.some(({ optuna }) => optuna !== undefined);
  return [
    "## What a suggestion costs",
    "Milliseconds of processor time for five parameters, median of 30 (and least)" +
    (withPeer ? "; Optuna on one thread, of its GP 10." : "."),
    table(
      ["sampler", "space", "finished trials", "here", ...(withPeer ? ["Optuna", "ratio"] : [])],
      costs.map(({ sampler, space, trials, here, optuna }) => [
        sampler,
        space,
        trials.toLocaleString("en"),
        figure(here),
        ...(!withPeer
          ? []
          : optuna === undefined
          ? ["", ""]
          : [figure(optuna), (optuna.median / here.median).toFixed(1)]),
      ]),
    ),
  ];
}
