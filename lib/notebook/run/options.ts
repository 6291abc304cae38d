/** What a run can be asked for, and what it tells. */
import {
  requireKind,
  requireKindIfGiven,
  requireKnownOptions,
  requireOneOf,
} from "../../checks.ts";
import type { JsonValue } from "../kernel/message.ts";

/** What a run tells while it goes on. */
export interface CellEvent {
  /** `start` before a cell, `progress` while its progress bar moves, then one of the others. */
  state: "start" | "progress" | "done" | "failed" | "stopped";
  /** Which code cell of those that run, from 1. */
  number: number;
  /** How many code cells run. */
  total: number;
  /** The nearest heading above. */
  heading: string;
  /** How long the cell has run. */
  seconds: number;
  /** What a progress bar of the cell says; an empty string unless the state is `progress`. */
  progress: string;
}

/** Options of `runNotebook`. */
export interface RunOptions {
  /** Where the executed notebook goes; unless told, the notebook itself is replaced. */
  output?: string;
  /** New values for constants of the cell tagged `parameters`. */
  parameters?: Record<string, JsonValue>;
  /** Folder that parameters which are paths start from; this process's folder unless told. */
  parameterFolder?: string;
  /** Seconds for the whole run; no limit unless told. */
  timeout?: number;
  /** Seconds for each cell; no limit unless told. */
  cellTimeout?: number;
  /** Stops the run; nothing is written then. */
  signal?: AbortSignal;
  /** Stops this process (SIGTERM) when an ancestor in its process group dies; for command lines. */
  watchJob?: boolean;
  /** Is told of each cell's start and end. */
  onCell?: (event: CellEvent) => void;
}

const ACTION = "run the notebook";
const OPTION_NAMES: readonly (keyof RunOptions)[] = [
  "output",
  "parameters",
  "parameterFolder",
  "timeout",
  "cellTimeout",
  "signal",
  "watchJob",
  "onCell",
];

/** @throws {TypeError} If there is an option of another name or kind, or the path is none */
export function checkRun(path: string, options: RunOptions): void {
  requireKnownOptions(ACTION, options, OPTION_NAMES);
  const { output, parameters, parameterFolder, signal, watchJob, onCell } = options;
  requireKind(ACTION, { path }, "a text");
  requireKindIfGiven(ACTION, { output, parameterFolder }, "a text");
  requireKindIfGiven(ACTION, { parameters }, "an object");
  requireKindIfGiven(ACTION, { signal }, "the signal of an AbortController");
  requireKindIfGiven(ACTION, { onCell }, "a function");
  requireOneOf(ACTION, { watchJob }, [true, false, undefined]);
}
