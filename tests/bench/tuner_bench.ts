/**
 * How good the samplers are, and what a suggestion costs.
 *
 *     deno run --allow-read --allow-write --allow-env --allow-sys --allow-ffi=./node_modules \
 *       --allow-run tests/bench/tuner_bench.ts [--seeds 30] [--trials 50] [--gp-seeds 20] \
 *       [--samplers TPE,GP] [--problem TEXT] [--part quality|cost|report] [--out tests/bench/tuner]
 *
 * Runs each sampler with the same seeds on each problem, then takes the time of suggestions. With
 * ELB_PEERS, the folder of a Python environment that holds Optuna, torch and scipy, Optuna's own
 * TPE and GP run on the same problems beside ours, the GP with fewer seeds (its suggestions take
 * long) and 30 trials. --samplers and --problem (a part of a name) choose some; --part measures one
 * half. Writes what it measured as <out>.json, after each problem, and as text as <out>.md; --part
 * report writes the text anew. Without --out the text is printed.
 */
import { parseArgs } from "node:util";
import { MIXED_PROBLEMS } from "./tuner/mixed_problems.ts";
import { autoencoderProblem, PROBLEMS } from "./tuner/problems.ts";
import { measureCosts } from "./tuner/costs.ts";
import { OptunaPeer } from "./tuner/optuna_peer.ts";
import { MARKS, type Results, textOf } from "./tuner/report.ts";
import { curveOf, SAMPLERS } from "./tuner/samplers.ts";

const { values: args } = parseArgs({
  options: {
    seeds: { type: "string", default: "30" },
    trials: { type: "string", default: "50" },
    "gp-seeds": { type: "string", default: "20" },
    samplers: { type: "string" },
    problem: { type: "string", default: "" },
    part: { type: "string", default: "all" },
    out: { type: "string" },
  },
});
const SEEDS = Number(args.seeds);
const TRIALS = Number(args.trials);
const environment = Deno.env.get("ELB_PEERS");
/** A process for each of Optuna's samplers, which run at the same time. */
const peers = environment === undefined ? {} : {
  TPE: { peer: new OptunaPeer(environment), seeds: SEEDS, trials: TRIALS },
  GP: {
    peer: new OptunaPeer(environment),
    seeds: Number(args["gp-seeds"]),
    trials: Math.min(TRIALS, 30),
  },
};

const results: Results = args.part === "report" || (args.part === "cost" && args.out !== undefined)
  ? JSON.parse(await Deno.readTextFile(`${args.out}.json`))
  : { seeds: SEEDS, trials: TRIALS, problems: {}, costs: [] };
if (args.part !== "report") {
  if (args.part !== "cost") await measureProblems();
  if (args.part !== "quality") results.costs = await measureCosts(peers.TPE?.peer);
}
await Promise.all(Object.values(peers).map(({ peer }) => peer.close()));
await write();
if (args.out === undefined) console.log(textOf(results));

async function measureProblems(): Promise<void> {
  const version = await peers.TPE?.peer.version;
  if (version !== undefined) results.optuna = version;
  const chosen = (name: string) => args.samplers?.split(",").includes(name) ?? true;
  const problems = [...MIXED_PROBLEMS, ...PROBLEMS, autoencoderProblem()];
  for (const problem of problems.filter(({ name }) => name.includes(args.problem))) {
    const runs: [string, number, (seed: number) => Promise<number[]>][] = [
      ...Object.entries(SAMPLERS).map(([name, make]): typeof runs[number] => [
        name,
        SEEDS,
        (seed) => curveOf(make(seed, problem), problem, TRIALS),
      ]),
      ...Object.entries(peers).map(([name, { peer, seeds, trials }]): typeof runs[number] => [
        `Optuna's ${name}`,
        seeds,
        (seed) => peer.curve(name, seed, problem, trials),
      ]),
    ];
    const best: Results["problems"][string] = results.problems[problem.name] = {};
    await Promise.all(
      runs.filter(([name]) => chosen(name)).map(async ([name, seeds, run]) => {
        best[name] = [];
        for (let seed = 0; seed < seeds; seed++) {
          const curve = await run(seed);
          best[name].push(
            MARKS.flatMap((mark) => mark <= curve.length ? [shortened(curve[mark - 1]!)] : []),
          );
        }
      }),
    );
    console.error(`${new Date().toISOString()} ${problem.name}`);
    await write();
  }
}

function shortened(value: number): number {
  return Number(value.toPrecision(4));
}

async function write(): Promise<void> {
  if (args.out === undefined) return;
  const files = [`${args.out}.md`, `${args.out}.json`];
  await Deno.writeTextFile(files[0]!, textOf(results));
  await Deno.writeTextFile(files[1]!, JSON.stringify(results) + "\n");
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", ...files] }).output();
}
