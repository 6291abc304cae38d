/**
 * The live watch: from a source to an alert that reaches somebody, across crashes.
 *
 * @module
 */
export { type Clock, systemClock } from "./clock.ts";
export { openCloudWatchSource } from "./cloudwatch_source.ts";
export { type Cost, monthlyCost } from "./cost.ts";
export type { CycleReport } from "./cycle_report.ts";
export { type Delivery, DeliveryQueue, RefusedError } from "./delivery_queue.ts";
export { streamingDetectors } from "./detector.ts";
export { type DetectorAlert, eventLine, type WatchEvent } from "./event.ts";
export { fileSource } from "./file_source.ts";
export { watchSources } from "./loop.ts";
export type { PolledSource, SourceAnswer, SourceSeries } from "./polled_source.ts";
export { knownSeries, watchPoints, type WatchPointsOptions } from "./stream.ts";
export { TablePoints, type TablePointsOptions } from "./table_points.ts";
export { folderStore, memoryStore, StateError, type StateStore } from "./state_store.ts";
export { readAhead } from "./read_ahead.ts";
export type { MakeDetector, WatchDetector } from "./watch_detector.ts";
export { Watcher } from "./watcher.ts";
export { alertmanagerBody, webhookSender } from "./webhook.ts";
