/**
 * The two forms a series has once it is read. What does not read series itself imports them here,
 * without all the readers.
 *
 * @module
 */
export { createFrame, type Frame, frameTimestamps, frameValues } from "./frame.ts";
export type { TimeSeries } from "./time_series.ts";
