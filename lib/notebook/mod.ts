/**
 * Running notebooks headless, and what a notebook's cells show.
 *
 * @module
 */
export { type FailedCell, runNotebook, type RunResult } from "./run/run.ts";
export type { CellEvent, RunOptions } from "./run/options.ts";
export type { JsonObject, JsonValue } from "./kernel/message.ts";
export { type NotebookSetup, setupNotebook } from "./session/setup.ts";
export { markdown } from "./display/markdown.ts";
export { type Progress, progress } from "./display/progress.ts";
export { type MimeBundle, show, type ShowOptions, toBundle } from "./display/show.ts";
