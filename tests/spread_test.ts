/** No call takes an array of data as arguments: from about 125,000 on the stack overflows. */
import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";

const LIB = fileURLToPath(new URL("../lib/", import.meta.url));

/** Calls that take any number of arguments, and are often given an array. */
const SPREAD =
  /\b(?:Math\.(?:min|max)|push|unshift|concat|splice|fromCharCode|fromCodePoint)\((?:[^(){}]|\([^()]*\))*?\.\.\.(?=[\w([])/;

/** The calls that spread what is few by nature, with what that is. */
const FEW: Record<string, readonly [call: string, few: string][]> = {
  "autoencoder/online/dense_net.ts": [["values.push(...row)", "a layer's width"]],
  "autoencoder/training/kernel_trainer.ts": [["Math.max(...layers", "layers"]],
  "charts/drawing/chart.ts": [["Math.max(...row", "panels beside each other"]],
  "charts/drawing/panel.ts": [
    ["Math.max(0, ...tickWidths", "ticks"],
    ["Math.max(22, ...tickWidths", "ticks"],
  ],
  "charts/series/distribution.ts": [["Math.max(...boxes", "boxes of a histogram"]],
  "charts/series/polyline.ts": [["kept.push(...new Set", "four points of a pixel"]],
  "charts/series/scores.ts": [["Math.max(1, ...shares", "channels"]],
  "charts/study/pair_panels.ts": [
    ["Math.max(leastLeft, ...yScales", "parameters"],
    ["Math.max(...x.map(belowAxes", "parameters"],
  ],
  "charts/study/slice.ts": [["Math.max(...scales", "parameters"]],
  "cli/check_notebooks.ts": [["all.push(...findings", "findings in a notebook"]],
  "cli/nab.ts": [["Math.max(...NAMES", "detectors"]],
  "cli/watching/options.ts": [["Math.min(...periods", "periods named"]],
  "data/cloudwatch/metric_data.ts": [["points.push(...await getPart", "500 metrics"]],
  "data/csv/dialect.ts": [["Math.max(0, ...counts", "widths of the first records"]],
  "data/json/table.ts": [["notes.push(...this.#notes", "notes"]],
  "data/reading/collector.ts": [
    ["notes.push(...this.#columns", "notes"],
    ["notes.push(...series.notes", "notes"],
  ],
  "evaluate/backtest/backtest.ts": [["Math.max(learnt, ...runs", "sensitivities"]],
  "evaluate/nab/corpus.ts": [["names.push(...await csvFiles", "files of a folder"]],
  "evaluate/nab/report.ts": [["earliness.push(...hits", "windows of a file"]],
  "fleet/detect_fleet.ts": [["results.push(...await thread.work", "series of a part"]],
  "notebook/display/figure.ts": [["Math.max(...pieces", "charts of a figure"]],
  "notebook/kernel/zmtp.ts": [["String.fromCharCode(...ready", "at most 255 bytes"]],
  "watch/loop.ts": [
    ["this.#sources.push(...await findMore", "sources found"],
    ["told.push(...result.told", "alerts of a poll"],
    ["told.push(...await watcher.checkSilence", "silent series"],
  ],
  "watch/stream.ts": [
    ["told.push(...await watcher.checkSilence", "silent series"],
    ["told.push(...step.told", "alerts of a step"],
  ],
  "watch/watcher.ts": [
    ["events.push(...watch.events", "alerts not told yet"],
    ["events.push(...result.events", "alerts of a poll"],
    ["events.push(...told", "one silence"],
  ],
};

Deno.test("nothing that may be many is spread into a call", () => {
  const files = globSync("**/*.ts", { cwd: LIB }).filter((file) => !file.endsWith(".as.ts"));
  const calls = files.flatMap((file) =>
    Deno.readTextFileSync(LIB + file).split("\n")
      .filter((line) => !/^\s*(?:\*|\/\/)/.test(line) && SPREAD.test(line))
      .map((line) => ({ file, line: line.trim() }))
  );
  const isKnown = ({ file, line }: typeof calls[number]) =>
    FEW[file]?.some(([call]) => line.includes(call)) ?? false;
  assert.deepEqual(calls.filter((call) => !isKnown(call)), []);
});

Deno.test("SPREAD finds each form", () => {
  for (
    const call of ["Math.max(...all)", "a.push(...(await b()))", "Math.min(0, ...f(x).values())"]
  ) {
    assert.match(call, SPREAD);
  }
  for (const call of ["a.push({ ...b })", "f([...a])", "Math.max(a, b)"]) {
    assert.doesNotMatch(call, SPREAD);
  }
});
