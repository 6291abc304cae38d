/**
 * `deno task bench`: what the trainer costs, beside TensorFlow.js on its cpu and wasm backends and,
 * where a Python virtual environment is given, Keras, PyTorch and scikit-learn.
 */
import { fileURLToPath } from "node:url";
import { availableParallelism, cpus } from "node:os";
import { join, resolve } from "node:path";
import {
  pipeline,
  productRates,
  sampleCost,
  scoreRate,
  stepper,
  stepTimes,
} from "./trainer/kernel.ts";
import { command, type Values } from "../../lib/cli/shared/command.ts";
import { renderPng } from "../../lib/charts/drawing/png.ts";
import { plotSteps } from "./trainer/chart.ts";
import { Peer, repeat, type Timing, timingOf } from "./trainer/measure.ts";
import { barsOf, isMet, markdownOf, type Results } from "./trainer/report.ts";
import { PIPELINE, stepRows, STEPS } from "./trainer/workload.ts";

const HELP = `Measures the trainer beside other libraries.

Usage: deno task bench [--peers VENV | --alone] [--quick] [--json] [--write]

  --peers VENV   a Python virtual environment with keras and tensorflow, torch, scikit-learn
  --alone        measure the kernel only
  --quick        one short round: for a look, not for a figure
  --json         print the results as JSON instead of Markdown
  --write        write tests/bench/trainer.md, trainer.json and trainer.png too
  --help         show this text

Exit codes: 0 measured, whether bars are met or not, 1 an error, 2 wrong usage, 130 and 143 stopped.`;

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const say = (text: string): void => console.error(text);

/** Runs a program of ours in a fresh Deno and reads the JSON it prints. */
async function runFresh<Answer>(file: string, ...args: string[]): Promise<Answer> {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--no-check", "--allow-read", "--allow-env", "--allow-sys"],
      here(file),
      ...args,
    ],
  }).output();
  if (!success) throw new Error(`${file} failed: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** The rate of a C loop, where there is a compiler. */
async function cLoopRate(): Promise<number | null> {
  const program = await Deno.makeTempFile();
  try {
    const args = ["-O3", "-march=native", "-funroll-loops", here("trainer/peak.c"), "-o", program];
    const compiled = await new Deno.Command("cc", { args }).output().catch((error) => {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    });
    if (compiled?.success !== true) return null;
    const { stdout } = await new Deno.Command(program).output();
    return JSON.parse(new TextDecoder().decode(stdout)).gflops;
  } finally {
    await Deno.remove(program);
  }
}

function startPeers(venv: string | undefined): Peer[] {
  const tfjs = (backend: string): Peer =>
    new Peer(`tfjs ${backend}`, Deno.execPath(), [
      ...["run", "--no-prompt", "--no-check", "--config", here("trainer/peers.json")],
      ...["--allow-read", "--allow-env", "--allow-sys", here("trainer/tfjs_peer.ts"), backend],
    ]);
  const peers = [tfjs("cpu"), tfjs("wasm")];
  if (venv !== undefined) {
    const python = join(resolve(Deno.env.get("INIT_CWD") ?? ".", venv), "bin", "python");
    const start = (name: string, library: string, threads: number): Peer =>
      new Peer(name, python, [here("trainer/peers.py"), library, String(threads)]);
    peers.push(
      start("Keras", "keras", 1),
      start("PyTorch", "torch", 1),
      start("PyTorch, 2 threads", "torch", 2),
      start("scikit-learn", "sklearn", 1),
    );
  }
  return peers;
}

async function measure(peers: Peer[], quick: boolean): Promise<Results> {
  const rounds = quick ? 1 : 6;
  const milliseconds = quick ? 50 : 120;
  const about: Record<string, string> = {};
  for (const peer of peers) {
    about[peer.name] = (await peer.ask<{ about: string }>({ op: "about" })).about;
    say(`${peer.name}: ${about[peer.name]}`);
  }

  const steps: Results["steps"] = [];
  for (const { layers, batch } of STEPS) {
    const kernel: number[] = [];
    const pair: number[] = [];
    const others = new Map<string, number[]>(peers.map((peer) => [peer.name, []]));
    const [alone, together] = [await stepper(layers, batch), await stepper(layers, batch, 2)];
    for (let round = 0; round < rounds; round++) {
      kernel.push(...await stepTimes(alone.epoch, batch, milliseconds));
      pair.push(...await stepTimes(together.epoch, batch, milliseconds));
      for (const peer of peers) {
        const rows = stepRows(batch);
        const request = { op: "step", layers, batch, rows, milliseconds } as const;
        others.get(peer.name)!.push(...(await peer.ask<{ times: number[] }>(request)).times);
      }
    }
    together.end();
    steps.push({
      layers,
      batch,
      kernel: timingOf(kernel),
      twoWorkers: timingOf(pair),
      peers: Object.fromEntries([...others].map(([name, times]) => [name, timingOf(times)])),
    });
    say(`step ${layers.join("-")}, ${batch}: ${steps.at(-1)!.kernel.min.toFixed(2)} us`);
  }

  // once for the peers, whose runs take from seconds to a minute
  const runs = await repeat(async () => void await pipeline(), 400);
  const pipelines: Record<string, Timing> = {};
  for (const peer of peers.filter(({ name }) => name !== "PyTorch, 2 threads")) {
    const request = { op: "pipeline", pipeline: PIPELINE } as const;
    const answer = await peer.ask<{ milliseconds: number; best: number }>(request);
    pipelines[peer.name] = timingOf([answer.milliseconds]);
    runs.push(...await repeat(async () => void await pipeline(), 400));
    say(`pipeline, ${peer.name}: ${answer.milliseconds.toFixed(0)} ms`);
  }

  const fresh = { process: [] as number[], pipeline: [] as number[] };
  for (let i = 0; i < (quick ? 1 : 5); i++) {
    const start = performance.now();
    const { milliseconds } = await runFresh<{ milliseconds: number }>("trainer/cold.ts");
    fresh.process.push(performance.now() - start);
    fresh.pipeline.push(milliseconds);
  }

  const scoring: Results["scoring"] = [];
  for (const layers of [[1, 8, 1], [32, 8, 32], [288, 8, 288], [288, 32, 288]]) {
    const rates: Record<string, number> = {};
    for (const peer of peers.filter(({ name }) => /^tfjs|^PyTorch$/.test(name))) {
      const request = { op: "score", layers, points: 20_000 } as const;
      rates[peer.name] = (await peer.ask<{ pointsPerSecond: number }>(request)).pointsPerSecond;
    }
    const points = layers[0] === 1 ? 1e6 : 4e4;
    scoring.push({ layers, kernel: await scoreRate(layers, points), peers: rates });
  }
  say("scoring done");

  const growth: Results["growth"] = [];
  for (
    const [layers, most] of [[[1, 8, 1], 1e7], [[32, 8, 32], 4e6], [[288, 32, 288], 4e5]] as const
  ) {
    for (const points of [4e3, 4e4, 4e5, 4e6, 1e7].filter((n) => n <= (quick ? 4e4 : most))) {
      growth.push({
        layers: [...layers],
        points,
        nanoseconds: await sampleCost([...layers], points),
      });
    }
  }
  const above = async (what: string): Promise<number> => {
    const { before, after } = await runFresh<{ before: number; after: number }>(
      "trainer/memory.ts",
      what,
    );
    return (after - before) / 1e6;
  };
  return {
    machine: {
      processor: cpus()[0]?.model ?? "unknown processor",
      cores: availableParallelism(),
      deno: Deno.version.deno,
      v8: Deno.version.v8,
    },
    peers: about,
    steps,
    pipeline: {
      kernel: timingOf(runs),
      peers: pipelines,
    },
    cold: { process: timingOf(fresh.process), pipeline: timingOf(fresh.pipeline) },
    products: { rates: await productRates([288, 32], 32), cLoop: await cLoopRate() },
    scoring,
    growth,
    memory: { scoring: await above("score"), training: await above("train") },
  };
}

const OPTIONS = {
  peers: { type: "string" },
  alone: { type: "boolean", default: false },
  quick: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
} as const;

if (import.meta.main) {
  await command({ task: "deno task bench", help: HELP, options: OPTIONS }, main);
}

async function main(values: Values<typeof OPTIONS>): Promise<number> {
  const peers = values.alone ? [] : startPeers(values.peers);
  const results = await measure(peers, values.quick);
  await Promise.all(peers.map((peer) => peer.close()));
  const json = JSON.stringify({ ...results, bars: barsOf(results) }, null, 2) + "\n";
  if (values.write) {
    await Deno.writeTextFile(here("trainer.json"), json);
    await Deno.writeTextFile(here("trainer.md"), markdownOf(results));
    const png = await renderPng(plotSteps(results).outerHTML);
    await Deno.writeFile(here("trainer.png"), png);
    const files = ["fmt", "--quiet", here("trainer.md"), here("trainer.json")];
    await new Deno.Command(Deno.execPath(), { args: files }).output();
  }
  console.log(values.json ? json : markdownOf(results));
  const missed = barsOf(results).filter((bar) => isMet(bar) === false);
  say(
    missed.length === 0 ? "all bars met" : `missed: ${missed.map(({ what }) => what).join("; ")}`,
  );
  return 0;
}
