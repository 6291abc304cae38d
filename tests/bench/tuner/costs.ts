/** What a suggestion costs, in processor time: a busy machine then matters little. */
import process from "node:process";
import {
  createStudy,
  ForestSampler,
  GpSampler,
  MemoryStorage,
  RandomSampler,
  type Sampler,
  TpeSampler,
  type Trial,
} from "../../../lib/mod.ts";
import type { Distribution } from "../../../lib/tuner/mod.ts";
import { percentile } from "../../../lib/math/mod.ts";
import type { OptunaPeer } from "./optuna_peer.ts";
import { suggest } from "./samplers.ts";

/** Milliseconds. */
export interface Cost {
  median: number;
  least: number;
  most: number;
}

/** What five parameters of one kind cost after so many finished trials. */
export interface CostRow {
  sampler: string;
  space: string;
  trials: number;
  here: Cost;
  optuna?: Cost;
}

const REALS = "5 reals";
const DISTRIBUTIONS: Record<string, Distribution> = {
  [REALS]: { kind: "float", low: -5, high: 5, log: false, step: null },
  "5 integers in 1..64": { kind: "int", low: 1, high: 64, log: false, step: 1 },
  "5 integers in 1..100000": { kind: "int", low: 1, high: 100000, log: false, step: 1 },
  "5 steps of 0.1": { kind: "float", low: -5, high: 5, log: false, step: 0.1 },
};

export async function measureCosts(peer: OptunaPeer | undefined): Promise<CostRow[]> {
  const rows: CostRow[] = [];
  const measure = async (name: string, sampler: Sampler, spaceName: string, trials: number) => {
    const distribution = DISTRIBUTIONS[spaceName]!;
    const space = Object.fromEntries([..."abcde"].map((letter) => [letter, distribution]));
    const row: CostRow = {
      sampler: name,
      space: spaceName,
      trials,
      here: cost(await suggestionTimes(space, sampler, trials)),
    };
    if (peer !== undefined && name !== "forest") {
      row.optuna = cost(await peer.times(name, space, trials, name === "GP" ? 10 : 30));
    }
    rows.push(row);
  };
  for (const space of Object.keys(DISTRIBUTIONS)) {
    await measure("TPE", new TpeSampler({ seed: 2 }), space, 1000);
  }
  await measure("forest", new ForestSampler({ seed: 2 }), REALS, 200);
  for (const trials of [20, 50]) await measure("GP", new GpSampler({ seed: 2 }), REALS, trials);
  return rows;
}

function cost(times: number[]): Cost {
  const [median, least, most] = [50, 0, 100].map((p) =>
    Number(percentile(times, p).toPrecision(4))
  );
  return { median: median!, least: least!, most: most! };
}

/** Processor milliseconds of each of 30 suggestions of all parameters on so many trials. */
async function suggestionTimes(
  space: Record<string, Distribution>,
  sampler: Sampler,
  nTrials: number,
): Promise<number[]> {
  const storage = new MemoryStorage();
  const open = (sampler: Sampler) =>
    createStudy({ direction: "minimize", sampler, storage, name: "cost", loadIfExists: true });
  const all = (trial: Trial) =>
    Object.entries(space).reduce((sum, [name, d]) => sum + suggest(trial, name, d) ** 2, 0);
  await (await open(new RandomSampler({ seed: 1 }))).optimize(all, { nTrials });
  const study = await open(sampler);
  const times: number[] = [];
  const warm = 20; // the first ones warm the engine up
  for (let i = 0; i < warm + 30; i++) {
    const trial = await study.ask();
    const start = process.cpuUsage();
    all(trial);
    const { user, system } = process.cpuUsage(start);
    if (i >= warm) times.push((user + system) / 1000);
    await study.tell(trial, "FAIL"); // so that the next one has as many to learn from
  }
  return times;
}
