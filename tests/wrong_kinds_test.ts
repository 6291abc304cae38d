/** Public calls with values of another kind than theirs, which a notebook's cell does not check. */
import assert from "node:assert/strict";
import * as elb from "elb-anomaly";
import { type Named, publicNames } from "./package/doc.ts";

const simulation = elb.simulateElb({ seed: 1, days: 1 });
const { frame } = simulation;
const timestamps = elb.frameTimestamps(frame);
const values = elb.frameValues(frame);
const errors = values.map((value) => value / 1000);
const flags = Array.from(values, (_, row) => row === 5);
const windows = [{ start: new Date(timestamps[1]!), end: new Date(timestamps[9]!) }];
const rows = [[1, 3]];
const folder = await Deno.makeTempDir();
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const csv = `${folder}/a.csv`;
await elb.writeSeries(csv, frame);
const series = await elb.readSeries(csv);
const storage = new elb.MemoryStorage();
const sampler = new elb.RandomSampler({ seed: 1 });
const study = await elb.createStudy({ name: "known", direction: "minimize", sampler, storage });
await study.optimize((trial) => trial.suggestFloat("x", 0, 1) + trial.suggestInt("y", 0, 9), {
  nTrials: 4,
});
const model = elb.createAutoencoder({ inputDim: 1, encodingDim: 2, learningRate: 0.01, seed: 1 });
const corpus = { name: "a/b.csv", timestamps, values, windows };
const x = Float32Array.from(errors);
const scaler = elb.fitMinMax(values);
const scorer = new elb.StreamingDetector({ seed: 1 });
const results = Array.from(values, (value, i) => scorer.update(timestamps[i]!, value));
const incident = { ...elb.incidentSeries(1, 99).next().value!, timestamps, values };
const detector = () => new elb.StreamingDetector({ seed: 1 });
const text = () => [new TextEncoder().encode("timestamp,value\n2020-01-01 00:00,1\n")];
const endAtOnce = () => {
  throw new Error("Cannot go on");
};

/** The arguments of each public function; of a class, those of its constructor or of a method. */
const CALLS: Record<string, readonly unknown[]> = {
  alarmReport: [frame, flags, windows],
  alarmRuns: [flags],
  alertsFrame: [[]],
  bandAlerts: [timestamps, values, 3, 300_000],
  contaminationThreshold: [errors, 0.1],
  copyStudy: ["known", { from: storage, to: new elb.MemoryStorage() }],
  createAutoencoder: [{ inputDim: 4, encodingDim: 2, learningRate: 0.01, seed: 1 }],
  createFrame: [timestamps, values],
  createStudy: [{ direction: "minimize", seed: 1 }],
  deafTime: [endAtOnce, { seeds: [1] }],
  deleteStudy: ["unknown", { storage }],
  describeSeries: [series, {}],
  detect: [errors, 1],
  explore: [frame, {}],
  falseAlertRate: [{ recall: [], falseAlerts: [] }],
  fit: [model, x, { epochs: 1, batchSize: 99, seed: 1 }],
  fitMinMax: [values, {}],
  followAlerts: [incident, { seed: 1 }],
  formatDuration: [60_000],
  formatTimestamp: [0],
  frameTimestamps: [frame],
  frameValues: [frame, "value"],
  incidentBench: [endAtOnce, { seeds: [1], every: 999 }],
  incidentSeries: [1, 999],
  incidentTable: [{}],
  joinSeries: [[series], {}],
  judgeSeries: [incident, []],
  loadElb: [{ folder, url: "http://127.0.0.1:1", timeout: 1 }],
  loadLabels: [elb.ELB_FILE.name],
  loadModel: [folder],
  loadStudy: [{ name: "known", storage, sampler }],
  madThreshold: [errors, 3],
  matchedBand: [endAtOnce, 0, { seeds: [1], every: 999 }],
  missedSamples: [0, 9, 1],
  nabScore: [[], {}],
  nabScoreboard: [[]],
  progress: [1, "a"],
  openStorage: ["sqlite:///:memory:", {}],
  originalErrors: [values, { seed: 1, epochs: 1 }],
  paramImportances: [study, {}],
  pcaErrors: [values, { trainRows: 200, windowLength: 4 }],
  percentileThreshold: [errors, 80],
  plotAlarms: [frame, { a: flags }, {}],
  plotAnomalies: [frame, flags, {}],
  plotContour: [study, {}],
  plotDistribution: [values, {}],
  plotEdf: [study, {}],
  plotErrors: [frame, errors, 1, {}],
  plotIntermediateValues: [study, {}],
  plotOptimizationHistory: [study, {}],
  plotParallelCoordinate: [study, {}],
  plotParamImportances: [study, {}],
  plotRank: [study, {}],
  plotScores: [frame, results, {}],
  plotSeries: [frame, {}],
  plotSlice: [study, {}],
  plotTimeline: [study, {}],
  plotTraining: [{ loss: [1, 2] }, {}],
  pointMetrics: [flags, errors],
  readCalendar: ["BEGIN:VCALENDAR\nEND:VCALENDAR", {}],
  readCloudWatch: ["cloudwatch:AWS/ELB/RequestCount?region=a-b-1", {}],
  readLabels: [`${folder}/none.json`],
  readNabCorpus: [folder, `${folder}/none.json`],
  readNabRows: [csv],
  readOptionTexts: [{ column: "a" }, "command"],
  readPoints: [text(), {}],
  readSeries: [csv, {}],
  reconstructionErrors: [model, x, {}],
  removeOutliers: [frame, {}],
  replaySeries: [detector(), { timestamps, values }, {}],
  reportDetector: ["streaming", [], []],
  requireResultsPath: ["a.csv"],
  requireVariedSeries: [series, { rows: 1 }],
  runDetector: ["streaming", [], {}],
  runNotebook: [`${folder}/none.ipynb`, {}],
  saveChart: [elb.plotSeries(frame), `${folder}/a.svg`],
  saveModel: [`${folder}/model`, { model, scaler, threshold: 1 }],
  scoreSeries: [timestamps, values, { seed: 1 }],
  show: [frame, {}],
  sigmaThreshold: [errors, 3],
  simulateElb: [{ seed: 1, days: 1 }],
  slidingWindows: [values, 3, {}],
  stopWhenStale: [3, {}],
  streamSeed: [1, "a"],
  streamingAlerts: [{ seed: 1 }],
  toBundle: [frame, {}],
  vus: [flags, errors, { buffer: 1 }],
  vusBuffer: [values],
  windowErrorsToPoints: [[1, 2], 2, {}],
  windowHits: [flags, rows],
  windowLabels: [9, rows],
  windowRows: [frame, windows],
  windowedGaussianScores: [values],
  writeResults: [`${folder}/r.csv`, { timestamps, values }],
  writeSeries: [`${folder}/w.csv`, frame],
  writeNabResult: [folder, "a", corpus, errors],
  writeSimulation: [`${folder}/s.csv`, simulation],
  zscores: [values],
  ForestSampler: [{ seed: 1 }],
  GpSampler: [{ seed: 1 }],
  GridSampler: [{ x: [1] }, {}],
  HyperbandPruner: [{}],
  MedianPruner: [{}],
  Mt19937: [1],
  PatientPruner: [undefined, { patience: 1 }],
  PercentilePruner: [25, {}],
  PermutationEvaluator: [{ seed: 1 }],
  QmcSampler: [{ seed: 1 }],
  RandomSampler: [{ seed: 1 }],
  StreamingDetector: [{ seed: 1 }],
  SuccessiveHalvingPruner: [{}],
  ThresholdPruner: [{ upper: 1 }],
  TpeSampler: [{ seed: 1 }],
  "Study.enqueueTrial": [{ x: 0.5 }, {}],
  "Study.optimize": [() => 1, { nTrials: 1 }],
  "Study.tell": [0, 1],
  "Study.trialsDataFrame": [{}],
  "MinMaxScaler.transform": [values],
  "MinMaxScaler.inverse": [values],
  "Mt19937.integer": [9],
  "Mt19937.shuffle": [[1, 2]],
  "StreamingDetector.admits": [0],
  "StreamingDetector.tick": [0],
  "StreamingDetector.update": [0, 1],
};
/** Of what only the library itself makes one, and of a cell's template. */
const UNTRIED = ["CloudWatchError", "PostgresStorage", "RdbStorage", "SqliteStorage", "Study"]
  .concat("markdown");
const SELF: Record<string, object> = {
  Study: study,
  MinMaxScaler: scaler,
  Mt19937: new elb.Mt19937(1),
  StreamingDetector: detector(),
};
const WRONG = [5, NaN, null, undefined, `${folder}/x`, "", true, [], [null], {}, () => 1];
const OF_FILES = [Deno.errors.NotFound, Deno.errors.IsADirectory];
/** How the engine itself tells of a value that it cannot use. */
const OF_ENGINE =
  /^Cannot (?:read prop|destructure|convert|use 'in'|set prop)|is not |must be of type|^Reduce/;

const names = new Map(publicNames().map((each) => [each.name, each]));

/** The names of the options that a function's last parameter has. */
function optionsOf(name: string): string[] {
  const [own, method] = name.split(".");
  const definition = names.get(own!)?.declarations[0] as { def?: Definition } | undefined;
  const callable = method === undefined
    ? definition?.def?.constructors?.[0] ?? definition?.def
    : definition?.def?.methods?.find((each) => each.name === method)?.functionDef;
  const last = callable?.params?.at(-1);
  return membersOf((last?.left ?? last)?.tsType?.repr ?? "");
}

function membersOf(type: string): string[] {
  const found = names.get(type) as Named | undefined;
  const { def } = (found?.declarations[0] ?? {}) as { def?: Definition };
  const above = (def?.extends ?? []) as readonly { readonly repr?: string }[];
  const inherited = Array.isArray(above) ? above.flatMap(({ repr = "" }) => membersOf(repr)) : [];
  return [...(def?.properties ?? []).map(({ name }) => name), ...inherited];
}

interface Parameter {
  readonly left?: Parameter;
  readonly tsType?: { readonly repr?: string };
}

interface Definition {
  readonly params?: readonly Parameter[];
  readonly constructors?: readonly Definition[];
  readonly methods?: readonly { readonly name: string; readonly functionDef: Definition }[];
  readonly properties?: readonly { readonly name: string }[];
  readonly extends?: unknown;
}

async function call(name: string, args: readonly unknown[]): Promise<void> {
  const [own, method] = name.split(".") as [string, string | undefined];
  const door = elb as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
  let given: unknown;
  if (method !== undefined) {
    given = (SELF[own] as Record<string, (...args: readonly unknown[]) => unknown>)[method]!(
      ...args,
    );
  } else given = /^[A-Z]/.test(own) ? Reflect.construct(door[own]!, args) : door[own]!(...args);
  if (Object(given)[Symbol.asyncIterator]) {
    for await (
      const _ of given as AsyncIterable<unknown>
    );
  }
  const made = await given;
  if (own === "openStorage") await (made as elb.RdbStorage).close();
}

Deno.test("every public function and constructor with arguments is among the calls", () => {
  const isAmong = (name: string) => name in CALLS || UNTRIED.includes(name);
  const functions = Object.entries(elb).filter(([, one]) =>
    typeof one === "function" && one.length
  );
  assert.deepEqual(functions.map(([name]) => name).filter((name) => !isAmong(name)), []);
});

for (const [name, args] of Object.entries(CALLS)) {
  Deno.test(`${name} tells of values of another kind in its own words`, async () => {
    const last = args.at(-1);
    const hasOptions = Object.getPrototypeOf(last ?? 0) === Object.prototype;
    const variants = WRONG.flatMap((wrong) => [
      ...args.map((_, i) => args.with(i, wrong)),
      ...(hasOptions ? optionsOf(name) : []).map((option) =>
        args.with(-1, { ...last as object, [option]: wrong })
      ),
    ]);
    for (const variant of variants) {
      try {
        await call(name, variant);
      } catch (error) {
        if (OF_FILES.some((kind) => error instanceof kind)) continue;
        assert.ok(error instanceof Error);
        const at = `${error.name}: ${error.message}, of ${Deno.inspect(variant, { depth: 1 })}`;
        assert.ok(/^Cannot /.test(error.message) && !OF_ENGINE.test(error.message), at);
      }
    }
    if (!hasOptions || !name.match(/^[a-z].*|Pruner|Study/)) return;
    for (const wrong of [5, null]) {
      await assert.rejects(() => call(name, args.with(-1, wrong)), { message: /^Cannot / });
    }
  });
}
