/** Results of the trainer's benchmark, the bars they are measured against, and both as text. */
import type { Timing } from "./measure.ts";

/** Everything that was measured; times of peers by their names. */
export interface Results {
  machine: { processor: string; cores: number; deno: string; v8: string };
  peers: Record<string, string>;
  /** Microseconds a step. */
  steps: {
    layers: number[];
    batch: number;
    kernel: Timing;
    /** The kernel with two workers. */
    twoWorkers: Timing;
    peers: Record<string, Timing>;
  }[];
  /** Milliseconds for the whole pipeline. */
  pipeline: { kernel: Timing; peers: Record<string, Timing> };
  /** Milliseconds of a fresh process: in all, and in the pipeline itself. */
  cold: { process: Timing; pipeline: Timing };
  /** GFLOP/s of the products at 288-32-288, batch 32, and of a C loop where there is a compiler. */
  products: { rates: { product: string; gflops: number }[]; cLoop: number | null };
  /** Points per second of reconstruction errors. */
  scoring: { layers: number[]; kernel: number; peers: Record<string, number> }[];
  /** Nanoseconds per sample of training, by points. */
  growth: { layers: number[]; points: number; nanoseconds: number }[];
  /** Megabytes above the series itself for 1e7 points in windows of 288. */
  memory: { scoring: number; training: number };
}

/** One line of "what it must reach". */
export interface Bar {
  what: string;
  bar: number;
  reached: number | null;
  unit: string;
  /** Whether less is better. */
  atMost?: boolean;
}

const name = (layers: number[]): string => layers.join("-");

/** The bars, with what was reached; `null` where the peer was not there. */
export function barsOf(results: Results): Bar[] {
  const bars: Bar[] = [];
  const ratio = (kernel: Timing, peer: Timing | undefined): number | null =>
    peer === undefined ? null : peer.min / kernel.min;
  const stepOf = (layers: number[], batch: number) =>
    results.steps.find((step) => name(step.layers) === name(layers) && step.batch === batch)!;

  const pipelineBars = { "tfjs cpu": 300, "PyTorch": 100, "Keras": 100, "scikit-learn": 50 };
  for (const [peer, bar] of Object.entries(pipelineBars)) {
    const { kernel, peers } = results.pipeline;
    bars.push({
      what: `whole pipeline, warm, against ${peer}`,
      bar,
      reached: ratio(kernel, peers[peer]),
      unit: "x",
    });
  }
  const stepBars: [number[], number, number][] = [
    [[1, 8, 1], 800, 200],
    [[32, 8, 32], 150, 40],
    [[32, 32, 32], 50, 15],
    [[288, 32, 288], 15, 2.5],
  ];
  for (const [layers, wasm, torch] of stepBars) {
    const { kernel, peers } = stepOf(layers, 32);
    for (const [peer, bar] of [["tfjs wasm", wasm], ["PyTorch", torch]] as const) {
      bars.push({
        what: `step ${name(layers)}, batch 32, against ${peer}`,
        bar,
        reached: ratio(kernel, peers[peer]),
        unit: "x",
      });
    }
  }
  const deep = [288, 128, 32, 128, 288];
  for (
    const [layers, batch] of [[[288, 8, 288], 32], [deep, 32], [deep, 128], [deep, 256]] as const
  ) {
    const { kernel, peers } = stepOf([...layers], batch);
    bars.push({
      what: `step ${name([...layers])}, batch ${batch}, against PyTorch on one core`,
      bar: 1,
      reached: ratio(kernel, peers["PyTorch"]),
      unit: "x",
    });
  }
  for (const batch of [128, 256]) {
    const { twoWorkers, peers } = stepOf(deep, batch);
    bars.push({
      what: `step ${name(deep)}, batch ${batch}, with two workers against PyTorch on two cores`,
      bar: 1,
      reached: ratio(twoWorkers, peers["PyTorch, 2 threads"]),
      unit: "x",
    });
  }
  const { rates, cLoop } = results.products;
  const mean = rates.length / rates.reduce((sum, { gflops }) => sum + 1 / gflops, 0);
  bars.push({
    what: "matrix products at 288-32-288, share of the 128-bit FMA rate of a C loop",
    bar: 75,
    reached: cLoop === null ? null : 100 * mean / cLoop,
    unit: "%",
  });
  for (const [layers, bar] of [[[1, 8, 1], 1e8], [[288, 32, 288], 5e5]] as const) {
    const rate = results.scoring.find((score) => name(score.layers) === name([...layers]))!.kernel;
    bars.push({
      what: `reconstruction errors, ${name([...layers])} in place`,
      bar: bar / 1e6,
      reached: rate / 1e6,
      unit: "M points/s",
    });
  }
  for (const [layers, bar] of [[[1, 8, 1], 3.5], [[32, 8, 32], 2]] as const) {
    const costs = results.growth.filter((row) => name(row.layers) === name([...layers]));
    const at = (points: number) => costs.find((row) => row.points === points)?.nanoseconds;
    const [few, many] = [at(4e3), at(4e6)];
    bars.push({
      what: `cost per sample at 4e6 points over that at 4e3, ${name([...layers])}`,
      bar,
      reached: few === undefined || many === undefined ? null : many / few,
      unit: "x",
      atMost: true,
    });
  }
  bars.push({
    what: "memory above the data, 1e7 points in windows of 288",
    bar: 200,
    reached: Math.max(results.memory.scoring, results.memory.training),
    unit: "MB",
    atMost: true,
  });
  return bars;
}

/** Whether a bar is met; `null` where its peer was not measured. */
export function isMet({ bar, reached, atMost }: Bar): boolean | null {
  return reached === null ? null : atMost ? reached <= bar : reached >= bar;
}

/** Three significant digits, without an exponent. */
export function digits(value: number): string {
  return value >= 100
    ? Math.round(value).toLocaleString("en-US")
    : String(Number(value.toPrecision(3)));
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => i === 0 ? "---" : "---:")), ...rows.map(line)].join(
    "\n",
  );
}

/** The results as Markdown. */
export function markdownOf(results: Results): string {
  const { machine, peers, steps, pipeline, cold, products, scoring, growth, memory } = results;
  const names = Object.keys(peers);
  const timing = (time: Timing | undefined): string =>
    time === undefined ? "" : `${digits(time.min)} (${digits(time.median)})`;
  const against = (kernel: Timing, peer: Timing | undefined): string =>
    peer === undefined ? "" : `${timing(peer)} = ${digits(peer.min / kernel.min)}x`;
  return `# The trainer's benchmark

![Microseconds a step by shape and library](trainer.png)

${machine.processor}, ${machine.cores} cores; Deno ${machine.deno} (V8 ${machine.v8}). Made by
\`deno task bench --peers VENV --write\`. Each figure is the smallest of many short repetitions that were
interleaved with the peers', (the median) beside it, and how many times the smallest of the kernel on one core that is. A repetition
of 20 ms or more counts with its wall or its processor time, whichever is smaller: other work on the machine slows
the peers' longer repetitions more than the kernel's short ones.
${names.map((peer) => `${peer}: ${peers[peer]}`).join("; ")}.

[README.md](README.md) says how to read the figures of a busy machine.

## What it must reach

${
    table(
      ["", "bar", "reached", ""],
      barsOf(results).map((bar) => [
        bar.what,
        `${bar.atMost ? "at most " : ""}${digits(bar.bar)} ${bar.unit}`,
        bar.reached === null ? "not measured" : `${digits(bar.reached)} ${bar.unit}`,
        { true: "met", false: "**missed**", null: "" }[String(isMet(bar)) as "true"]!,
      ]),
    )
  }

## One training step, microseconds

relu, the last layer sigmoid (scikit-learn's linear), Adam, mean squared error; forward, backward, update, gathering
the shuffled batch. GFLOP/s counts the matrix products alone.

${
    table(
      ["layers, batch", "kernel", "kernel, 2 workers", ...names],
      steps.map(({ layers, batch, kernel, twoWorkers, peers }) => [
        `${name(layers)}, ${batch}`,
        timing(kernel),
        against(kernel, twoWorkers),
        ...names.map((peer) => against(kernel, peers[peer])),
      ]),
    )
  }

Products of 288-32-288 at batch 32 on their own, GFLOP/s: ${
    products.rates.map(({ product, gflops }) => `${product} ${digits(gflops)}`).join(", ")
  }; a C loop of 128-bit fused multiply-adds: ${
    products.cLoop === null ? "no compiler" : digits(products.cLoop)
  }.

## The original's pipeline, milliseconds

3,969 values; ten trials of 20 epochs (4 to 32 units, batches of 16 to 128) with a validation split of 0.2, then
50 epochs on all of them: 23.7 thousand steps. The kernel's figure includes creating the eleven TensorFlow.js models and
writing the weights back.

${
    table(
      ["", "kernel", ...names],
      [[
        "warm",
        timing(pipeline.kernel),
        ...names.map((peer) => against(pipeline.kernel, pipeline.peers[peer])),
      ]],
    )
  }

A fresh process: ${timing(cold.process)} ms in all, of which ${
    timing(cold.pipeline)
  } ms are the pipeline; most of the
rest is loading TensorFlow.js.

## Reconstruction errors, million points per second

${
    table(
      ["windows in place", "kernel", ...names],
      scoring.map(({ layers, kernel, peers }) => [
        name(layers),
        digits(kernel / 1e6),
        ...names.map((peer) => peers[peer] === undefined ? "" : digits(peers[peer] / 1e6)),
      ]),
    )
  }

## Growth: nanoseconds per sample of training, shuffled, batch 32

${
    table(
      ["points", ...new Set(growth.map(({ layers }) => name(layers)))],
      [...new Set(growth.map(({ points }) => points))].map((points) => [
        points.toExponential(),
        ...[...new Set(growth.map(({ layers }) => name(layers)))].map((shape) => {
          const row = growth.find((one) => one.points === points && name(one.layers) === shape);
          return row === undefined ? "" : digits(row.nanoseconds);
        }),
      ]),
    )
  }

Memory above the series itself, 1e7 points in windows of 288: scoring ${
    digits(memory.scoring)
  } MB, training ${digits(memory.training)} MB.
`;
}
