/** What a run can be asked for, and what it tells. */
import { requireKnownOptions } from "../../checks.ts";
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

/** @throws {TypeError} If there is an option of another name */
export function checkOptionNames(options: RunOptions): void {
  requireKnownOptions("run the notebook", options, OPTION_NAMES);
}
