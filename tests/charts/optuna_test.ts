import assert from "node:assert/strict";
import { plotContour } from "../../lib/charts/study/contour.ts";
import { edfPlaces, plotEdf, shareUpTo } from "../../lib/charts/study/edf.ts";
import { plotIntermediateValues } from "../../lib/charts/study/intermediate_values.ts";
import { averageHistories, bestSoFar } from "../../lib/charts/study/best_so_far.ts";
import { plotOptimizationHistory } from "../../lib/charts/study/optimization_history.ts";
import { paramAxis, paramScale } from "../../lib/charts/study/param_axis.ts";
import { plotParamImportances } from "../../lib/charts/study/param_importances.ts";
import { parallelDimensions } from "../../lib/charts/study/dimensions.ts";
import { plotRank, rankValues } from "../../lib/charts/study/rank.ts";
import { plotSlice } from "../../lib/charts/study/slice.ts";
import { completeTrials } from "../../lib/charts/study/trials.ts";
import type { Direction, FrozenTrial, StudyLike } from "../../lib/tuner/mod.ts";
import { plotTimeline } from "../../lib/charts/study/timeline.ts";
import { golden, optunaStudy as study } from "./optuna_study.ts";

const trials = completeTrials(study);

function assertClose(actual: number, expected: number): void {
  assert.ok(
    Math.abs(actual - expected) <= 1e-12 * Math.max(1, Math.abs(expected)),
    `${actual} is not ${expected}`,
  );
}

/** What a chart draws of one mark: the elements in the groups of that aria-label. */
function marks(chart: Element, label: string, selector: string): Element[] {
  return [...chart.querySelectorAll(`[aria-label="${label}"] ${selector}`)];
}

/** The marks of trials in the words of their tooltips. */
function titles(chart: Element): string[] {
  return [...chart.querySelectorAll('[aria-label="dot"] title')].map((title) => title.textContent!);
}

Deno.test("bestSoFar() is Optuna's best value line", () => {
  const points = bestSoFar(study);
  assert.deepEqual(points.map(({ value }) => value), golden.best);
  assert.deepEqual(points.map(({ number }) => number), study.trials.map(({ number }) => number));
});

Deno.test("bestSoFar() starts at the first feasible trial and goes up when maximizing", () => {
  const maximized = bestSoFar({ ...study, direction: "maximize" });
  const values = maximized.map(({ value }) => value);
  assert.deepEqual(values, values.toSorted((a, b) => a - b));
  const first = study.trials.findIndex((trial) =>
    trial.state === "COMPLETE" && trial.systemAttrs["constraints:size"] as number > 0
  );
  assert.ok(first >= 0);
  assert.deepEqual(bestSoFar({ ...study, trials: study.trials.slice(first, first + 1) }), []);
});

Deno.test("averageHistories() gives Optuna's error bars of two studies", () => {
  const half: StudyLike = { ...study, trials: reversedHalf(study) };
  const { values, best } = averageHistories([study, half], {});
  const { numbers, means, deviations, bestMeans, bestDeviations } = golden.errorBar;
  assert.deepEqual(values.map(({ number }) => number), numbers);
  values.forEach(({ mean, deviation }, i) => {
    assertClose(mean, means[i]!);
    assertClose(deviation, deviations[i]!);
  });
  best.forEach(({ mean, deviation }, i) => {
    assertClose(mean, bestMeans[i]!);
    assertClose(deviation, bestDeviations[i]!);
  });
  assert.equal(best.length, bestMeans.length);
  const chart = plotOptimizationHistory([study, half], { errorBar: true });
  assert.equal(marks(chart, "dot", "circle").length, numbers.length);
});

/** The first fourteen trials in the opposite order, numbered anew. */
function reversedHalf({ trials }: StudyLike): FrozenTrial[] {
  return trials.slice(0, 14).toReversed().map((trial, number) => ({ ...trial, number }));
}

Deno.test("plotOptimizationHistory() has a dot for each finite COMPLETE trial, as Optuna's", () => {
  const chart = plotOptimizationHistory(study);
  assert.equal(titles(chart).length, trials.length);
  assert.equal(trials.length, 17);
  assert.match(chart.outerHTML, /28 trials: 18 complete, 9 pruned, 1 failed; best value 0\.12/);
});

Deno.test("plotOptimizationHistory() has no best line for a target of one's own", () => {
  const chart = plotOptimizationHistory(study, {
    target: (trial) => Number(trial.params.encodingDim),
    targetName: "Size",
  });
  assert.doesNotMatch(chart.outerHTML, /best value/);
  assert.ok(titles(chart).includes("Trial 0: 12"));
});

Deno.test("rankValues() ranks as Optuna does, ties averaged", () => {
  const ranks = rankValues(completeTrials(study, { keepInfinite: true }));
  assert.equal(ranks.size, Object.keys(golden.ranks).length);
  for (const [number, rank] of Object.entries(golden.ranks)) {
    assertClose(ranks.get(Number(number))!, rank);
  }
  assert.ok(new Set(ranks.values()).size < ranks.size, "the fixture has ties");
});

Deno.test("plotRank() writes Optuna's quartiles on its key", () => {
  const texts = [...plotRank(study).querySelectorAll('[aria-label="color scale"] text')]
    .map((text) => text.textContent!.replace("min", "min.").replace(" %", "%"));
  for (const tick of golden.rankTicks) assert.ok(texts.includes(tick), `${tick} in ${texts}`);
});

Deno.test("edfPlaces() and shareUpTo() are Optuna's empirical distribution function", () => {
  const values = trials.map(({ value }) => value);
  const places = edfPlaces(Math.min(...values), Math.max(...values));
  assert.deepEqual(places, golden.edf.x);
  for (const [index, place] of places.entries()) {
    assertClose(shareUpTo(values, place), golden.edf.y[index]!);
  }
});

Deno.test("paramScale() takes Optuna's ranges in contour and rank", () => {
  for (const [name, { range, log, categorical }] of Object.entries(golden.contourRanges)) {
    const axis = paramAxis(trials, name, { numericCategories: "value" });
    const scale = paramScale(axis, { length: 700 });
    assert.equal(scale.type, log ? "log" : "linear", name);
    assert.equal(axis.categories !== undefined, categorical, name);
    if (categorical) continue; // ours leave more room beside the outer categories
    const [low, high] = scale.domain as [number, number];
    assertClose(low, range[0]);
    assertClose(high, range[1]);
  }
});

Deno.test("parallelDimensions() puts each trial where Optuna does, on all axes", () => {
  const names = Object.keys(golden.parallel).slice(1);
  const dimensions = parallelDimensions(trials, names, {
    targetName: "Objective Value",
    length: 270,
  });
  // Optuna sorts trials where a categorical parameter is numeric: compare the lines as a set.
  const sorted = (lines: number[][]) =>
    lines.map((line) => line.map((at) => at.toFixed(9)).join(" ")).sort();
  const ours = trials.map((one) => dimensions.map((dimension) => dimension.at(one)));
  const theirs = trials.map((_, index) =>
    Object.values(golden.parallel).map(({ at }) => at[index]!)
  );
  assert.deepEqual(sorted(ours), sorted(theirs));
  const numbers = (texts: readonly string[]) => texts.map((text) => Number(text) || text);
  for (const { name, ticks } of dimensions) {
    const { text } = golden.parallel[name]!;
    if (text.length === 0) continue;
    // Between the ends of a linear axis we have round numbers, where Optuna has the quarters.
    const same = name === "slope" ? text.filter((_, i) => i <= 1 || i === text.length - 1) : text;
    for (const expected of numbers(same)) {
      const found = numbers(ticks.map((tick) => tick.text)).some((actual) =>
        typeof actual === "number" && typeof expected === "number"
          ? Math.abs(actual - expected) < 2e-3 * Math.max(1, expected)
          : actual === expected
      );
      assert.ok(found, `${name} has the tick ${expected}`);
    }
  }
  assert.equal(
    trials.filter(({ isFeasible }) => isFeasible).length,
    golden.parallelFeasible.filter(Boolean).length,
  );
});

Deno.test("paramAxis() orders numeric categories by choice, by size or by value, as each chart needs", () => {
  const sized = trials.map((one) => ({
    ...one,
    trial: {
      ...one.trial,
      distributions: { batchSize: { kind: "categorical", choices: [64, 128, 16, 32] } as const },
    },
  }));
  assert.deepEqual(paramAxis(sized, "batchSize").categories, ["64", "128", "16", "32"]);
  const sorted = paramAxis(sized, "batchSize", { numericCategories: "sorted" });
  assert.deepEqual(sorted.categories, ["16", "32", "64", "128"]);
  const value = paramAxis(sized, "batchSize", { numericCategories: "value" });
  assert.equal(value.categories, undefined);
  assert.deepEqual(value.extent, [16, 64]);
});

Deno.test("plotSlice() has Optuna's panels with Optuna's trials", () => {
  for (const [name, { numbers, log, feasible }] of Object.entries(golden.slice)) {
    const chart = plotSlice(study, { params: [name] });
    const found = titles(chart).map((title) => Number(/^Trial (\d+):/.exec(title)![1]));
    assert.deepEqual(found, numbers);
    const fills = marks(chart, "dot", "circle").map((dot) => dot.getAttribute("fill"));
    assert.deepEqual(fills.map((fill) => fill !== "#cccccc"), feasible);
    assert.equal(paramScale(paramAxis(trials, name), { length: 700 }).type, log ? "log" : "linear");
  }
});

Deno.test("plotContour() colors a place with the best of its trials, or the last for a target", () => {
  const distributions = {
    x: { kind: "float", low: 0, high: 1, log: false, step: null },
    y: { kind: "float", low: 0, high: 1, log: false, step: null },
  } as const;
  // Four corners, the first one tried twice: 0 and 9.
  const tries = [[0, 0, 0], [0, 0, 9], [1, 0, 5], [0, 1, 5], [1, 1, 9]] as const;
  const corners = (
    order: readonly (readonly [number, number, number])[],
    direction: Direction,
  ) => ({
    direction,
    trials: order.map(([x, y, value], number): FrozenTrial => ({
      ...study.trials[0]!,
      number,
      values: [value],
      params: { x, y },
      distributions,
    })),
  });
  const shapes = (of: StudyLike, target?: (trial: FrozenTrial) => number) =>
    marks(plotContour(of, target ? { target } : {}), "contour", "path")
      .map((path) => path.getAttribute("d"));
  const swapped = tries.with(0, tries[1]).with(1, tries[0]);
  const low = tries.toSpliced(1, 1);
  const high = tries.toSpliced(0, 1);
  for (const order of [tries, swapped]) {
    assert.deepEqual(shapes(corners(order, "minimize")), shapes(corners(low, "minimize")));
    const flat = shapes(corners([...high, [0, 0, 0]], "maximize"));
    assert.deepEqual(shapes(corners(order, "maximize")), flat);
  }
  const value = (trial: FrozenTrial) => trial.values![0]!;
  assert.deepEqual(shapes(corners(swapped, "maximize"), value), shapes(corners(low, "minimize")));
  assert.notDeepEqual(shapes(corners(tries, "maximize"), value), shapes(corners(low, "minimize")));
});

Deno.test("plotIntermediateValues() draws COMPLETE and PRUNED trials with a report", () => {
  const chart = plotIntermediateValues(study);
  const reported = study.trials.filter((trial) =>
    trial.intermediateValues.size > 0 && trial.state !== "FAIL"
  );
  assert.equal(titles(chart).length, reported.length);
  assert.match(chart.outerHTML, /complete \(17\)/);
  assert.match(chart.outerHTML, /pruned \(9\)/);
});

Deno.test("plotParamImportances() of a study has Optuna's bars", () => {
  const texts = [...plotParamImportances(study).querySelectorAll("text")].map((t) =>
    t.textContent!
  );
  const names = Object.keys(golden.importances);
  assert.deepEqual(texts.filter((text) => names.includes(text)), names);
  for (const value of Object.values(golden.importances)) {
    assert.ok(texts.includes(value >= 0.01 ? value.toFixed(2) : "<0.01"), String(value));
  }
  assert.match(texts[1]!, /5 parameters, the most important .* by PED-ANOVA/);
  const evaluator = { evaluate: () => new Map([["slope", 3], ["batchSize", 1]]) };
  assert.match(plotParamImportances(study, { evaluator }).outerHTML, /slope with 0\.75</);
  const failed = study.trials.filter((trial) => trial.state === "FAIL");
  assert.match(plotParamImportances({ ...study, trials: failed }).outerHTML, /nothing to draw yet/);
});

Deno.test("plotTimeline() has a bar a trial, and running ones reach to the present", () => {
  const now = new Date("2026-01-02T03:06:00Z");
  const bars = (of: StudyLike) => marks(plotTimeline(of, { now }), "rect", "rect");
  assert.equal(bars(study).length, 28);
  const running: StudyLike = {
    ...study,
    trials: study.trials.map((trial, index) =>
      index < 27 ? trial : { ...trial, state: "RUNNING", complete: null }
    ),
  };
  const ends = (of: StudyLike) => /to ([\d :-]+) UTC/.exec(plotTimeline(of, { now }).outerHTML)![1];
  // The last trial began at 03:05:08: 52 s ago, longer than five times the longest one's 6 s.
  assert.equal(ends(running), "2026-01-02 03:05");
  const [first] = study.trials;
  const setBack = { ...first!, complete: new Date(first!.start!.getTime() - 60_000) };
  const widths = bars({ ...study, trials: [setBack, ...study.trials.slice(1)] })
    .map((bar) => Number(bar.getAttribute("width")));
  assert.equal(widths.length, 28);
  assert.ok(widths[0]! <= 1 && widths.every((width) => width >= 0), `${widths}`);
  const soon = new Date("2026-01-02T03:05:30Z");
  assert.match(plotTimeline(running, { now: soon }).outerHTML, /running/);
});

Deno.test("charts of a study without complete trials say so", () => {
  const empty: StudyLike = { direction: "minimize", trials: [] };
  const failed: StudyLike = {
    direction: "maximize",
    trials: study.trials.filter((trial) => trial.state === "FAIL"),
  };
  for (const plot of [plotOptimizationHistory, plotSlice, plotContour, plotRank, plotEdf]) {
    assert.match(plot(empty).outerHTML, /0 trials: nothing to draw yet/, plot.name);
    assert.match(plot(failed).outerHTML, /1 trial: 1 failed/, plot.name);
  }
  assert.match(plotTimeline(empty).outerHTML, /0 trials/);
  assert.match(plotIntermediateValues(failed).outerHTML, /No trial reported a value/);
});

Deno.test("charts of a study refuse what they cannot draw, by name", () => {
  assert.throws(() => plotSlice(study, { params: ["depth"] }), {
    name: "RangeError",
    message: /"depth" is none, there are activation, batchSize, encodingDim, learningRate, slope/,
  });
  assert.throws(() => plotTimeline(study, { recentTrials: 0 }), RangeError);
  const two: StudyLike = {
    direction: "minimize",
    trials: study.trials.map((trial) => trial.values ? { ...trial, values: [1, 2] } : trial),
  };
  assert.throws(() => plotOptimizationHistory(two), /trial 0 has 2/);
  assert.match(
    plotOptimizationHistory(two, { target: (trial) => trial.values![1]! }).outerHTML,
    /28 trials/,
  );
  assert.throws(() => plotEdf(study, { target: () => "1" as unknown as number }), {
    name: "TypeError",
    message: /for trial 0 it gave 1/,
  });
  const zero = { ...study, trials: study.trials.slice(0, 1).map((t) => ({ ...t, values: [0] })) };
  assert.throws(() => plotOptimizationHistory(zero, { log: true }), /trial 0 has 0/);
});
