/** A made-up series in the likeness of the ELB request counts, with known anomalies. */
import { optionsOf, requireInteger, requireKind, requireKnownOptions } from "../checks.ts";
import { createFrame, type Frame, frameTimestamps } from "./frame/mod.ts";
import { Mt19937, streamSeed } from "../math/mod.ts";
import { writeSeries } from "./series.ts";
import { formatLabels, type LabelWindow } from "./labels.ts";
import { writeFileAtomic } from "../files.ts";

/** Options of {@linkcode simulateElb}. */
export interface SimulateOptions {
  /** Integer in 0 .. 2^32 - 1; the same seed gives the same rows. */
  seed: number;
  /** Length in days, an integer in 1..3650. */
  days: number;
  /** Time of the first sample; 2014-04-10 00:04 UTC unless told, where the real file starts. */
  start?: Date;
}

/** An injected anomaly; both ends are samples of the series. */
export interface InjectedAnomaly {
  /**
   * `spike`: one sample at about eight times the usual load; `surge`: an hour or more at three and
   * a half times; `outage`: one and a half to two and a half hours with hardly a request.
   */
  kind: "spike" | "surge" | "outage";
  /** Its first sample. */
  start: Date;
  /** Its last sample. */
  end: Date;
}

/** What {@linkcode simulateElb} returns. */
export interface Simulation {
  /** `timestamp` and `value`, as a loaded series. */
  frame: Frame;
  /** The injected anomalies in time order. */
  anomalies: InjectedAnomaly[];
}

/** The simulation that the project carries as `data/elb_simulated.csv`. */
export const CARRIED_SIMULATION: Readonly<SimulateOptions> = Object.freeze({
  seed: 2014,
  days: 14,
});

const STEP = 300_000;
const STEPS_A_DAY = 288;
const DAY = STEP * STEPS_A_DAY;
const KINDS = ["spike", "surge", "outage"] as const;

/**
 * The constants were fitted once to NAB's `elb_request_count_8c0756.csv` (least squares for the
 * rhythm, maximum likelihood for the mixture around it); no row of that file is stored or copied.
 */
const MODEL = {
  meanCount: 61.8,
  /** Share of the mean and time of the peak, as a fraction of its period, counted in UTC. */
  daily: [{ share: 0.32, peak: 0.777 }, { share: 0.08, peak: 0.456 }],
  /** Its period starts on a Thursday, as the epoch does: the peak is on a Wednesday. */
  weekly: { share: 0.22, peak: 0.948 },
  /** Quiet samples, then busy ones: weights, Erlang shapes and means relative to the rhythm. */
  quiet: { weight: 0.19, shape: 4, mean: 0.155 },
  busy: { shape: 2, mean: 1.135 },
  /** Slow drift of the logarithm of the load: correlation from sample to sample, and spread. */
  drift: { correlation: 0.97, sd: 0.14 },
  /** Bursts: chance that one starts, chance that it goes on, factor on the load. */
  burst: { start: 0.015, goOn: 0.6, factor: 1.8 },
  /** Chance that a sample is missing, as where a load balancer counted no request. */
  missing: 0.002,
};

/**
 * Simulates a load balancer's request counts, one sample every five minutes: daily and weekly
 * rhythm, quiet nights, slow drift, short bursts, a few missing samples and a few anomalies.
 *
 * The load is `mean * daily * weekly * drift * burst`; a count is that times an Erlang draw (of one
 * distribution for quiet samples, of another for busy ones), rounded, and at least 1, since
 * CloudWatch writes no sample for a time without requests. One anomaly for each five days, at least
 * one; none in the first 15 % of the samples, in which a detector may learn.
 *
 * @throws {RangeError} If `seed` or `days` is out of range, or `start` is not a date
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { simulateElb } from "elb-anomaly/data";
 *
 * const { frame, anomalies } = simulateElb({ seed: 7, days: 14 });
 * assert.deepEqual(frame.columns, ["timestamp", "value"]);
 * assert.deepEqual(anomalies.map(({ kind }) => kind), ["spike", "surge", "outage"]);
 * ```
 */
export function simulateElb(options: SimulateOptions): Simulation {
  const { seed, days, start = new Date(Date.UTC(2014, 3, 10, 0, 4)), ...rest } = optionsOf(
    "simulate a series",
    options,
  );
  requireKnownOptions("simulate a series", rest);
  requireInteger("simulate a series", { days }, { min: 1, max: 3650 });
  requireKind("simulate a series", { start }, "a date");
  const first = start.getTime();
  const count = days * STEPS_A_DAY;
  const load = simulateLoad(seed, first, count);
  const values = simulateCounts(seed, load);
  const anomalies = injectAnomalies(seed, load, values);
  const present = simulatePresence(seed, count, anomalies);
  const at = (index: number) => new Date(first + index * STEP);
  return {
    frame: createFrame(
      Float64Array.from(values, (_, i) => first + i * STEP).filter((_, i) => present[i]),
      values.filter((_, i) => present[i]),
    ),
    anomalies: anomalies.map(({ kind, from, to }) => ({ kind, start: at(from), end: at(to) })),
  };
}

/**
 * The windows that NAB would label: a tenth of the rows, shared evenly among the anomalies, each
 * window centred on an anomaly's first sample and cut off at the ends of the series.
 */
export function anomalyWindows(frame: Frame, anomalies: InjectedAnomaly[]): LabelWindow[] {
  const timestamps = frameTimestamps(frame);
  const half = Math.floor((0.1 * timestamps.length) / (2 * anomalies.length));
  return anomalies.map(({ start }) => {
    const row = timestamps.indexOf(start.getTime());
    if (row === -1) {
      throw new RangeError(
        `Cannot label an anomaly as it must start on a sample: there is none at ${start.toISOString()}`,
      );
    }
    return {
      start: new Date(timestamps[Math.max(0, row - half)]!),
      end: new Date(timestamps[Math.min(timestamps.length - 1, row + half)]!),
    };
  });
}

/**
 * Writes a simulation as two files: the series as CSV, and beside it, as `.labels.json`, the
 * windows of {@linkcode anomalyWindows} in the form of NAB's labels.
 *
 * @param path Where the series goes; its name must end in `.csv` and its folder must exist
 * @returns Where the labels went
 * @throws {RangeError} If `path` does not end in `.csv`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { simulateElb, writeSimulation } from "elb-anomaly/data";
 *
 * const folder = await Deno.makeTempDir();
 * await writeSimulation(`${folder}/mine.csv`, simulateElb({ seed: 7, days: 2 }));
 * const labels = JSON.parse(await Deno.readTextFile(`${folder}/mine.labels.json`));
 * assert.equal(labels["mine.csv"].length, 1);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function writeSimulation(path: string, simulation: Simulation): Promise<string> {
  requireKind("write a simulation", { path }, "a text");
  requireKind("write a simulation", { simulation }, "an object");
  if (!path.endsWith(".csv")) {
    throw new RangeError(
      `Cannot write a simulation as its path must end in .csv: current value is ${path}`,
    );
  }
  const { frame, anomalies } = simulation;
  requireKind("write a simulation", { anomalies }, "a list of objects");
  const name = path.replace(/^.*[\\/]/, "");
  const labelsPath = path.replace(/\.csv$/, ".labels.json");
  await writeSeries(path, frame);
  await writeFileAtomic(
    labelsPath,
    formatLabels(new Map([[name, anomalyWindows(frame, anomalies)]])),
  );
  return labelsPath;
}

/** Expected requests per sample: rhythm, drift and bursts. */
function simulateLoad(seed: number, first: number, count: number): Float64Array {
  const random = new Mt19937(streamSeed(seed, "simulated load"));
  const { correlation, sd } = MODEL.drift;
  const innovation = sd * Math.sqrt(1 - correlation ** 2);
  let drift = sd * random.normal();
  let isBurst = false;
  return new Float64Array(count).map((_, i) => {
    const day = (first + i * STEP) / DAY;
    let rhythm = 1;
    MODEL.daily.forEach(({ share, peak }, k) => rhythm += wave(share, (k + 1) * day - peak));
    rhythm += wave(MODEL.weekly.share, day / 7 - MODEL.weekly.peak);
    drift = correlation * drift + innovation * random.normal();
    isBurst = random.random() < (isBurst ? MODEL.burst.goOn : MODEL.burst.start);
    return MODEL.meanCount * rhythm * Math.exp(drift) * (isBurst ? MODEL.burst.factor : 1);
  });
}

function simulateCounts(seed: number, load: Float64Array): Float64Array {
  const random = new Mt19937(streamSeed(seed, "simulated counts"));
  return load.map((expected) => {
    const { shape, mean } = random.random() < MODEL.quiet.weight ? MODEL.quiet : MODEL.busy;
    return toCount(expected * mean * erlang(random, shape));
  });
}

interface InjectedRows {
  kind: InjectedAnomaly["kind"];
  from: number;
  to: number;
}

/** Overwrites a few stretches of `values`, one in the middle half of each of equal slots. */
function injectAnomalies(seed: number, load: Float64Array, values: Float64Array): InjectedRows[] {
  const random = new Mt19937(streamSeed(seed, "simulated anomalies"));
  const count = Math.max(1, Math.round(values.length / STEPS_A_DAY / 5));
  const probation = Math.ceil(0.15 * values.length);
  const slot = (values.length - probation) / count;
  return Array.from({ length: count }, (_, k) => {
    const kind = KINDS[k % KINDS.length]!;
    const from = Math.floor(probation + slot * (k + 0.25 + 0.5 * random.random()));
    const samples = kind === "spike"
      ? 1
      : kind === "surge"
      ? 12 + random.integer(6)
      : 18 + random.integer(12);
    for (let i = from; i < from + samples; i++) {
      values[i] = kind === "outage"
        ? 1 + random.integer(2)
        : toCount(load[i]! * (kind === "spike" ? 8 : 3.5) * erlang(random, 20));
    }
    return { kind, from, to: from + samples - 1 };
  });
}

/** Which samples are there: neither the first, nor the last, nor one in an anomaly is missing. */
function simulatePresence(seed: number, count: number, anomalies: InjectedRows[]): boolean[] {
  const random = new Mt19937(streamSeed(seed, "simulated gaps"));
  return Array.from({ length: count }, (_, i) => {
    const isMissing = random.random() < MODEL.missing;
    const isNeeded = i === 0 || i === count - 1 ||
      anomalies.some(({ from, to }) => from <= i && i <= to);
    return !isMissing || isNeeded;
  });
}

/** A draw with mean 1 from the Erlang distribution: the mean of `shape` exponential draws. */
function erlang(random: Mt19937, shape: number): number {
  let sum = 0;
  for (let i = 0; i < shape; i++) sum -= Math.log(1 - random.random());
  return sum / shape;
}

function wave(share: number, periods: number): number {
  return share * Math.cos(2 * Math.PI * periods);
}

function toCount(load: number): number {
  return Math.max(1, Math.round(load));
}
