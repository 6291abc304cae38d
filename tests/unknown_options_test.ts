import assert from "node:assert/strict";
import * as elb from "elb-anomaly";
import { detectFleet } from "../lib/fleet/mod.ts";

const series = elb.simulateElb({ seed: 1, days: 2 });
const { frame } = series;
const timestamps = elb.frameTimestamps(frame);
const values = elb.frameValues(frame);
const wrong: object = { misspelt: 1 };
const sampler = new elb.RandomSampler({ seed: 1 });
const storage = new elb.MemoryStorage();
const study = await elb.createStudy({ name: "known", direction: "minimize", sampler, storage });
await study.optimize((trial) => trial.suggestFloat("x", 0, 1), { nTrials: 3 });
const flags = Array<boolean>(values.length).fill(false);
const detector = new elb.StreamingDetector({ seed: 1 });
const results = Array.from(values, (value, i) => detector.update(timestamps[i]!, value));
const whole = {
  name: "whole",
  column: "value",
  origin: "simulated",
  gaps: [] as elb.Gap[],
  notes: [] as string[],
  frame,
} satisfies elb.Series;

/** Each public call that takes options, with one that is not known. */
const CALLS: Record<string, () => unknown> = {
  readSeries: () => elb.readSeries("data/elb_simulated.csv", wrong),
  requireVariedSeries: () => elb.requireVariedSeries(whole, { rows: 1, ...wrong }),
  loadElb: () => elb.loadElb(wrong),
  simulateElb: () => elb.simulateElb({ seed: 1, days: 1, ...wrong }),
  readCloudWatch: () => elb.readCloudWatch("cloudwatch:AWS/ELB/RequestCount", wrong),
  readPoints: async () => {
    for await (const _ of elb.readPoints(new ReadableStream(), wrong));
  },
  removeOutliers: () => elb.removeOutliers(frame, wrong),
  fitMinMax: () => elb.fitMinMax(values, wrong),
  slidingWindows: () => elb.slidingWindows(values, 3, wrong),
  windowErrorsToPoints: () => elb.windowErrorsToPoints([1, 2], 2, wrong),
  createAutoencoder: () =>
    elb.createAutoencoder({ inputDim: 4, encodingDim: 2, learningRate: 0.01, seed: 1, ...wrong }),
  createStudy: () => elb.createStudy({ direction: "minimize", seed: 1, ...wrong }),
  deleteStudy: () => elb.deleteStudy("known", { storage, ...wrong }),
  loadStudy: () => elb.loadStudy({ name: "known", storage, sampler, ...wrong }),
  copyStudy: () => elb.copyStudy("known", { from: storage, to: storage, ...wrong } as never),
  "Study.trialsDataFrame": () => study.trialsDataFrame(wrong),
  "Study.optimize": () => study.optimize(() => 1, { nTrials: 1, ...wrong }),
  "Study.optimize with a heartbeat": () =>
    study.optimize(() => 1, { nTrials: 1, heartbeat: { interval: 1, ...wrong } }),
  "Study.enqueueTrial": () => study.enqueueTrial({ x: 0.5 }, wrong),
  stopWhenStale: () => elb.stopWhenStale(3, wrong),
  GpSampler: () => new elb.GpSampler({ seed: 1, ...wrong }),
  QmcSampler: () => new elb.QmcSampler({ seed: 1, ...wrong }),
  GridSampler: () => new elb.GridSampler({ x: [1] }, { seed: 1, ...wrong }),
  RandomSampler: () => new elb.RandomSampler({ seed: 1, ...wrong }),
  TpeSampler: () => new elb.TpeSampler({ seed: 1, ...wrong }),
  ForestSampler: () => new elb.ForestSampler({ seed: 1, ...wrong }),
  MedianPruner: () => new elb.MedianPruner(wrong),
  PercentilePruner: () => new elb.PercentilePruner(25, wrong),
  PatientPruner: () => new elb.PatientPruner(undefined, { patience: 1, ...wrong }),
  SuccessiveHalvingPruner: () => new elb.SuccessiveHalvingPruner(wrong),
  HyperbandPruner: () => new elb.HyperbandPruner(wrong),
  ThresholdPruner: () => new elb.ThresholdPruner({ upper: 1, ...wrong }),
  paramImportances: () => elb.paramImportances(study, wrong),
  PedAnovaEvaluator: () => new elb.PedAnovaEvaluator(wrong),
  PermutationEvaluator: () => new elb.PermutationEvaluator({ seed: 1, ...wrong }),
  openStorage: () => elb.openStorage("sqlite:///:memory:", wrong),
  SqliteStorage: () => new elb.SqliteStorage(":memory:", wrong),
  "SqliteStorage.open": () => elb.SqliteStorage.open("sqlite:///:memory:", wrong),
  PostgresStorage: () => new elb.PostgresStorage("postgresql://localhost/studies", wrong),
  "PostgresStorage.open": () => elb.PostgresStorage.open("postgresql://localhost/studies", wrong),
  originalErrors: () => elb.originalErrors(values, wrong as never),
  pcaErrors: () => elb.pcaErrors(values, { trainRows: 200, windowLength: 4, ...wrong }),
  StreamingDetector: () => new elb.StreamingDetector({ seed: 1, ...wrong }),
  "StreamingDetector's sensitivity": () =>
    new elb.StreamingDetector({ seed: 1, sensitivity: { days: 30, ...wrong } }),
  "StreamingDetector's leastDeviation": () =>
    new elb.StreamingDetector({ seed: 1, leastDeviation: wrong }),
  "StreamingDetector's constants": () => new elb.StreamingDetector({ seed: 1, constants: wrong }),
  "StreamingDetector.restore": () =>
    new elb.StreamingDetector({ seed: 1 }).restore(new Uint8Array(), wrong),
  readCalendar: () => elb.readCalendar("BEGIN:VCALENDAR\nEND:VCALENDAR", wrong),
  scoreSeries: () => elb.scoreSeries(timestamps, values, { seed: 1, ...wrong }),
  replaySeries: () =>
    elb.replaySeries(new elb.StreamingDetector({ seed: 1 }), { timestamps, values }, wrong),
  nabScore: () => elb.nabScore([], wrong),
  runDetector: () => elb.runDetector("streaming", [], wrong),
  followAlerts: () => elb.followAlerts(elb.incidentSeries(1).next().value!, { seed: 1, ...wrong }),
  incidentBench: () => elb.incidentBench(() => [], wrong),
  matchedBand: () => elb.matchedBand(elb.REFERENCE_BANDS["time of day"]!, 0.1, wrong),
  vus: () => elb.vus(values, [], wrong),
  plotAlarms: () => elb.plotAlarms(frame, {}, wrong),
  plotAnomalies: () => elb.plotAnomalies(frame, flags, wrong),
  plotContour: () => elb.plotContour(study, wrong),
  plotDistribution: () => elb.plotDistribution(values, wrong),
  plotEdf: () => elb.plotEdf(study, wrong),
  explore: () => elb.explore(frame, wrong),
  plotErrors: () => elb.plotErrors(frame, values, 1, wrong),
  plotIntermediateValues: () => elb.plotIntermediateValues(study, wrong),
  plotOptimizationHistory: () => elb.plotOptimizationHistory(study, wrong),
  plotParallelCoordinate: () => elb.plotParallelCoordinate(study, wrong),
  plotParamImportances: () => elb.plotParamImportances(study, wrong),
  plotRank: () => elb.plotRank(study, wrong),
  plotScores: () => elb.plotScores(frame, results, wrong),
  plotSeries: () => elb.plotSeries(frame, wrong),
  plotSlice: () => elb.plotSlice(study, wrong),
  plotTimeline: () => elb.plotTimeline(study, wrong),
  plotTraining: () => elb.plotTraining({ loss: [1], valLoss: [] } as never, wrong),
  runNotebook: () => elb.runNotebook("no-such.ipynb", wrong),
  show: () => elb.show(frame, wrong),
  toBundle: () => elb.toBundle(frame, wrong),
  detectFleet: () => detectFleet([], { detector: { seed: 1 }, ...wrong }),
};

for (const [name, call] of Object.entries(CALLS)) {
  Deno.test(`${name} refuses an option that it does not know by its name`, async () => {
    await assert.rejects(async () => void await call(), {
      name: "TypeError",
      message: /^Cannot .* as there is no option "misspelt"/,
    });
  });
}
