/**
 * How good the samplers are, and what a suggestion costs.
 *
 *     deno run --allow-read --allow-write --allow-env --allow-sys --allow-ffi=./node_modules \
 *       --allow-run tests/bench/tuner_bench.ts [--seeds 30] [--trials 50] [--gp-seeds 10] \
 *       [--samplers TPE,GP] [--problem TEXT] [--part quality|cost] [--out tests/bench/tuner]
 *
 * Runs each sampler with the same seeds on each problem and prints the median best value after 10, 20,
 * 30, 40 and 50 trials; then what the Gaussian process is for, and what a suggestion costs. With
 * ELB_PEERS, the folder of a Python environment that holds Optuna, torch and scipy, Optuna's own TPE
 * and GP run on the same problems, the GP with fewer seeds (its suggestions take long) and 30 trials.
 * --samplers and --problem (a part of a name) choose some.
 * Writes the table as <out>.md and all figures as <out>.json.
 */
import { parseArgs } from "node:util";
import {
  createStudy,
  ForestSampler,
  GpSampler,
  GridSampler,
  MemoryStorage,
  QmcSampler,
  RandomSampler,
  type Sampler,
  TpeSampler,
  type Trial,
} from "../../lib/mod.ts";
import { type Distribution, toInternal } from "../../lib/tuner/distributions/distribution.ts";
import { distributionToJson } from "../../lib/tuner/distributions/distribution_json.ts";
import { atUnit } from "../../lib/tuner/samplers/unit_interval.ts";
import { MIXED_PROBLEMS, type Problem } from "./tuner/mixed_problems.ts";
import { autoencoderProblem, PROBLEMS } from "./tuner/problems.ts";

const { values: args } = parseArgs({
  options: {
    seeds: { type: "string", default: "30" },
    trials: { type: "string", default: "50" },
    "gp-seeds": { type: "string", default: "10" },
    samplers: { type: "string" },
    problem: { type: "string", default: "" },
    part: { type: "string", default: "all" },
    out: { type: "string" },
  },
});
const SEEDS = Number(args.seeds);
const TRIALS = Number(args.trials);
const GP_SEEDS = Number(args["gp-seeds"]);
const GP_TRIALS = Math.min(TRIALS, 30);
const MARKS = [10, 20, 30, 40, 50, 100].filter((mark) => mark <= TRIALS);

/** The best value after each trial. */
type Curve = number[];

function suggest(trial: Trial, name: string, d: Distribution): number {
  if (d.kind === "categorical") return d.choices.indexOf(trial.suggestCategorical(name, d.choices));
  const options = { log: d.log, ...(d.step === null ? {} : { step: d.step }) };
  return d.kind === "int"
    ? trial.suggestInt(name, d.low, d.high, options)
    : trial.suggestFloat(name, d.low, d.high, options);
}

function gridOf({ space, gridSize }: Problem) {
  return Object.fromEntries(
    Object.entries(space).map(([name, d]) => [
      name,
      d.kind === "categorical" ? d.choices : [
        ...new Set(
          Array.from({ length: gridSize }, (_, i) => atUnit(d, (i + 0.5) / gridSize)),
        ),
      ],
    ]),
  );
}

const SAMPLERS: Record<string, (seed: number, problem: Problem) => Sampler> = {
  random: (seed) => new RandomSampler({ seed }),
  Sobol: (seed) => new QmcSampler({ seed }),
  grid: (seed, problem) => new GridSampler(gridOf(problem), { seed }),
  TPE: (seed) => new TpeSampler({ seed }),
  forest: (seed) => new ForestSampler({ seed }),
  GP: (seed) => new GpSampler({ seed }),
};

async function curveOf(sampler: Sampler, problem: Problem): Promise<Curve> {
  const study = await createStudy({ direction: "minimize", sampler });
  await study.optimize((trial) => {
    const params: Record<string, number> = {};
    for (const [name, d] of Object.entries(problem.space)) params[name] = suggest(trial, name, d);
    return problem.value(params);
  }, { nTrials: TRIALS });
  return running(study.trials.map(({ values }) => values?.[0] ?? Infinity));
}

function running(values: number[], trials = TRIALS): Curve {
  let best = Infinity;
  return Array.from({ length: trials }, (_, i) => best = Math.min(best, values[i] ?? Infinity));
}

/** Optuna's samplers behind a pipe. */
class OptunaPeer {
  readonly #process: Deno.ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;

  constructor(python: string) {
    this.#process = new Deno.Command(python, {
      args: ["-W", "ignore", new URL("./tuner/optuna_peer.py", import.meta.url).pathname],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#lines = lines(this.#process.stdout);
  }

  async answer<T>(): Promise<T> {
    return JSON.parse((await this.#lines.next()).value);
  }

  async ask<T>(question: unknown): Promise<T> {
    await this.#writer.write(new TextEncoder().encode(JSON.stringify(question) + "\n"));
    return await this.answer();
  }

  async curve(sampler: string, seed: number, problem: Problem, trials: number): Promise<Curve> {
    await this.ask({ seed, sampler, space: jsonSpace(problem.space) });
    const values: number[] = [];
    for (let i = 0; i < trials; i++) {
      const params = await this.ask<Record<string, never>>({ ask: 1 });
      const internal = Object.entries(problem.space).map(([name, d]) => [
        name,
        toInternal(d, params[name]!),
      ]);
      values.push(await problem.value(Object.fromEntries(internal)));
      await this.ask({ tell: values.at(-1) });
    }
    return running(values, trials);
  }

  async close(): Promise<void> {
    await this.#writer.close();
    await this.#process.status;
  }
}

async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const bytes of stream) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
}

function jsonSpace(space: Record<string, Distribution>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(space).map(([name, d]) => [name, JSON.parse(distributionToJson(d))]),
  );
}

/** Milliseconds of each of 30 suggestions of five parameters on so many finished trials. */
async function suggestionTimes(
  space: Record<string, Distribution>,
  sampler: Sampler = new TpeSampler({ seed: 2 }),
  nTrials = 1000,
): Promise<number[]> {
  const storage = new MemoryStorage();
  const open = (sampler: Sampler) =>
    createStudy({ direction: "minimize", sampler, storage, name: "cost", loadIfExists: true });
  const all = (trial: Trial) =>
    Object.entries(space).reduce((sum, [name, d]) => sum + suggest(trial, name, d) ** 2, 0);
  await (await open(new RandomSampler({ seed: 1 }))).optimize(all, { nTrials });
  const study = await open(sampler);
  const times: number[] = [];
  const warm = nTrials / 10; // the first ones warm the engine up
  for (let i = 0; i < warm + 30; i++) {
    const trial = await study.ask();
    const start = performance.now();
    const value = all(trial);
    if (i >= warm) times.push(performance.now() - start);
    await study.tell(trial, value);
  }
  return times;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const peers = Deno.env.get("ELB_PEERS");
const peer = !peers ? undefined : new OptunaPeer(`${peers}/bin/python`);
const version = peer === undefined ? undefined : (await peer.answer<{ optuna: string }>()).optuna;
const problems = args.part === "cost" ? [] : [
  ...MIXED_PROBLEMS,
  ...PROBLEMS,
  autoencoderProblem(),
].filter(({ name }) => name.includes(args.problem));
/** Optuna's samplers, with how many seeds and trials. */
const PEERS: Record<string, { sampler: string; seeds: number; trials: number }> = peer === undefined
  ? {}
  : {
    [`Optuna ${version} TPE`]: { sampler: "TPE", seeds: SEEDS, trials: TRIALS },
    [`Optuna ${version} GP`]: { sampler: "GP", seeds: GP_SEEDS, trials: GP_TRIALS },
  };
const names = [...Object.keys(SAMPLERS), ...Object.keys(PEERS)].filter((name) =>
  args.samplers === undefined || args.samplers.split(",").includes(name)
);

const text: string[] = [];
const say = (line: string) => {
  text.push(line);
  console.log(line);
};
const results: Record<string, Record<string, number[]>> = {};
say(`# Samplers, as tests/bench/tuner_bench.ts measured them\n`);
if (problems.length > 0) {
  say(
    `Median best value over ${SEEDS} seeds (lower is better; a grid of fewer cells ends early).\n`,
  );
}
for (const problem of problems) {
  say(`## ${problem.name}\n`);
  say(`| trials | ${names.join(" | ")} |`);
  say(`|---|${names.map(() => "---|").join("")}`);
  const curves: Record<string, Curve[]> = {};
  for (const name of names) {
    curves[name] = [];
    const { sampler, seeds, trials } = PEERS[name] ?? { sampler: "", seeds: SEEDS, trials: TRIALS };
    for (let seed = 0; seed < seeds; seed++) {
      const make = SAMPLERS[name];
      curves[name].push(
        make === undefined
          ? await peer!.curve(sampler, seed, problem, trials)
          : await curveOf(make(seed, problem), problem),
      );
    }
  }
  const medians = results[problem.name] = Object.fromEntries(names.map((name) => [
    name,
    Array.from(curves[name]![0]!, (_, i) => median(curves[name]!.map((curve) => curve[i]!))),
  ]));
  for (const mark of MARKS) {
    say(
      `| ${mark} | ${
        names.map((name) => medians[name]![mark - 1]?.toPrecision(3) ?? "").join(" | ")
      } |`,
    );
  }
  say("");
}

if (problems.length > 0 && TRIALS >= 40 && names.includes("GP") && names.includes("TPE")) {
  say("## What the Gaussian process is for\n");
  say("| problem | GP after 20 | TPE after 40 | GP after 30 | TPE after 30 |");
  say("|---|---|---|---|---|");
  let [early, never] = [0, 0];
  for (const [problem, { GP, TPE }] of Object.entries(results)) {
    const [gp20, tpe40, gp30, tpe30] = [GP![19]!, TPE![39]!, GP![29]!, TPE![29]!];
    early += Number(gp20 <= tpe40);
    never += Number(gp30 <= tpe30);
    const shown = [gp20, tpe40, gp30, tpe30].map((value) => value.toPrecision(3));
    say(`| ${problem} | ${shown.join(" | ")} |`);
  }
  say(
    `\nAfter 20 trials no worse than TPE after 40: ${early} of ${problems.length}; after 30 no worse than TPE after 30: ${never} of ${problems.length}.\n`,
  );
}

const COSTS: Record<string, Distribution> = {
  "5 continuous parameters": { kind: "float", low: -5, high: 5, log: false, step: null },
  "5 integers in 1..64": { kind: "int", low: 1, high: 64, log: false, step: 1 },
  "5 integers in 1..100000": { kind: "int", low: 1, high: 100000, log: false, step: 1 },
  "5 steps of 0.1": { kind: "float", low: -5, high: 5, log: false, step: 0.1 },
};
const costs: Record<string, Record<string, { median: number; min: number }>> = {};
if (args.part !== "quality") {
  say("## Cost of a TPE suggestion of 5 parameters on 1,000 finished trials\n");
  say("Milliseconds, median of 30 (and least); both take turns on the same machine.\n");
  say(`| space | here |${version === undefined ? "" : ` Optuna ${version} | ratio of medians |`}`);
  say(`|---|---|${version === undefined ? "" : "---|---|"}`);
  for (const [name, distribution] of Object.entries(COSTS)) {
    const space = Object.fromEntries([..."abcde"].map((letter) => [letter, distribution]));
    const figures = (times: number[]) => ({ median: median(times), min: Math.min(...times) });
    const show = (f: { median: number; min: number }) =>
      `${f.median.toFixed(2)} (${f.min.toFixed(2)})`;
    const here = figures(await suggestionTimes(space));
    costs[name] = { here };
    let row = `| ${name} | ${show(here)} |`;
    if (peer !== undefined) {
      await peer.ask({ seed: 0, sampler: "TPE", space: jsonSpace(space) });
      const there = costs[name].optuna = figures(
        await peer.ask<number[]>({ time: 1000, repeats: 30 }),
      );
      row += ` ${show(there)} | ${(there.median / here.median).toFixed(1)} |`;
    }
    say(row);
  }
  const space = Object.fromEntries(
    [..."abcde"].map((name) => [name, COSTS["5 continuous parameters"]!]),
  );
  const forest = await suggestionTimes(space, new ForestSampler({ seed: 2 }), 200);
  const figures = { median: median(forest), min: Math.min(...forest) };
  costs["forest, 5 continuous parameters, 200 trials"] = { here: figures };
  say(
    `\nThe forest on 200 finished trials: ${figures.median.toFixed(1)} (${
      figures.min.toFixed(1)
    }), most ${Math.max(...forest).toFixed(1)}.`,
  );
  for (const nTrials of [20, 50]) {
    const gp = await suggestionTimes(space, new GpSampler({ seed: 2 }), nTrials);
    const here = { median: median(gp), min: Math.min(...gp) };
    const cost: Record<string, typeof here> = costs[`GP, ${nTrials} trials`] = { here };
    let row = `\nThe Gaussian process on ${nTrials} finished trials: ${here.median.toFixed(1)} (${
      here.min.toFixed(1)
    })`;
    if (peer !== undefined) {
      await peer.ask({ seed: 0, sampler: "GP", space: jsonSpace(space) });
      const times = await peer.ask<number[]>({ time: nTrials, repeats: 8 });
      cost.optuna = { median: median(times), min: Math.min(...times) };
      row += `, Optuna's ${cost.optuna.median.toFixed(0)} (${cost.optuna.min.toFixed(0)})`;
    }
    say(`${row}.`);
  }
}
await peer?.close();
if (args.out !== undefined) {
  await Deno.writeTextFile(`${args.out}.md`, text.join("\n") + "\n");
  await Deno.writeTextFile(
    `${args.out}.json`,
    JSON.stringify(
      problems.length > 0 ? { seeds: SEEDS, trials: TRIALS, medians: results, costs } : { costs },
      null,
      1,
    ) + "\n",
  );
}
