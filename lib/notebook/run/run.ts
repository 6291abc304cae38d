/** Runs a notebook on a fresh kernel, cell by cell, and writes what came out. */
import { basename, dirname, join, resolve } from "node:path";
import { requireWritable } from "../../files.ts";
import { exportImages, requireImagePlaces } from "../file/images.ts";
import {
  headingAbove,
  isExecuted,
  type Notebook,
  readNotebook,
  writeNotebook,
} from "../file/nbformat.ts";
import { Kernel } from "../kernel/kernel.ts";
import { KernelDiedError } from "../kernel/kernel_died.ts";
import type { JsonObject, Message } from "../kernel/message.ts";
import { ORIGIN_MESSAGE } from "../kernel/origin.ts";
import { OutputCollector } from "./outputs.ts";
import { injectParameters, maskParameters } from "../file/parameters.ts";
import { pathCleaner } from "./path_cleaner.ts";
import { codeOfStop, RunLimits } from "./limits.ts";
import { describeDeath, executeCell } from "./execute_cell.ts";
import { type CellEvent, checkRun, type RunOptions } from "./options.ts";

/** The cell at which a run ended early. */
export interface FailedCell {
  /** Which code cell of those that run, from 1. */
  number: number;
  /** The nearest heading above, or an empty string. */
  heading: string;
  /** The cell's source. */
  source: string;
  /** Name of the error. */
  ename: string;
  /** Message of the error. */
  evalue: string;
  /** The error's stack, in lines. */
  traceback: string[];
}

/** How a run ended. */
export interface RunResult {
  /**
   * 0 done, 1 a cell failed, 3 the kernel died, 4 out of time, 5 the notebook or a picture could
   * not be written where it belongs, 130 stopped by `signal`.
   */
  code: 0 | 1 | 3 | 4 | 5 | 130;
  /**
   * The file that was written; if the run was stopped or no cell ran, the notebook, which is as it
   * was.
   */
  path: string;
  /** Where the run ended early; not there if it came to its end. */
  failedCell?: FailedCell;
  /** What the notebook said about its data's origin (see `setupNotebook`). */
  origin?: string;
  /** What could not be written where it belongs; the notebook is at `path` all the same. */
  problem?: string;
  /** Pictures written for cells tagged `image:NAME`. */
  images: string[];
}

/**
 * Runs every code cell of a notebook on a fresh Deno kernel and writes the notebook with its new
 * outputs, in one step, as nbformat 4.5.
 *
 * - The run stops at the first cell that fails: the cells before it keep their outputs, it gets the
 *   error, the cells after it have none, so no output is from another run.
 * - A cell fails if it throws, does not parse, or publishes an error (an unhandled rejection does).
 *   An error that comes between two cells counts for the later one, within half a second after the
 *   last cell for that; what is left running then is ended.
 *   The tag `raises-exception` allows it; cells tagged `skip-execution` and empty cells do not run.
 * - Without `output`, a run with parameters or on simulated data does not replace the notebook: it
 *   goes to `.NAME.parameters.ipynb` or `.NAME.simulated.ipynb` beside it.
 * - Relative imports and paths in cells start from the notebook's folder; the time zone is UTC.
 * - Paths in errors and printed text lose the project's folder, so that outputs are the same on
 *   each machine.
 *
 * Nothing stays behind: neither the kernel nor what its cells started, even if this process is
 * killed. On Linux that holds for every process below the kernel, however detached; elsewhere for
 * those in its process group. What a cell has another program start (systemd, cron, Docker, another
 * machine) is not below it.
 *
 * @param path The notebook
 * @param options Where to write, parameters, limits
 * @throws {SyntaxError} If the file is no notebook, or a tag `image:NAME` names no plain file
 * @throws {WriteError} If the notebook or a picture could not be written there; nothing has run
 *   then
 * @throws {RangeError} If a parameter is not one of the notebook's
 * @throws {TypeError} If a parameter's value is of another type than its default
 *
 * @example Running is for programs; here only a file that is not there
 * ```ts
 * import assert from "node:assert/strict";
 * import { runNotebook } from "elb-anomaly/notebook";
 *
 * await assert.rejects(runNotebook("no-such.ipynb"), Deno.errors.NotFound);
 * ```
 */
export async function runNotebook(path: string, options: RunOptions = {}): Promise<RunResult> {
  checkRun(path, options);
  const file = resolve(path);
  const folder = dirname(file);
  const template = await readNotebook(file);
  const notebook = injectParameters(template, options.parameters ?? {}, {
    name: basename(file),
    from: options.parameterFolder ?? Deno.cwd(),
    to: folder,
  });
  for (const cell of notebook.cells) {
    if (cell.cell_type === "code") Object.assign(cell, { outputs: [], execution_count: null });
  }
  using limits = new RunLimits(options);
  const place = options.output === undefined
    ? outputBeside(file, undefined, options.parameters)
    : resolve(options.output);
  await requireWritable(place);
  if (place === file) await requireImagePlaces(notebook, folder);
  const run: NotebookRun = { notebook, options, limits, clean: await pathCleaner(folder) };
  const outcome = await runOnFreshKernel(run, folder);
  const hasRun = outcome.code === 0 || (outcome.failedCell?.number ?? 0) > 0;
  if (outcome.code === 130 || !hasRun) return { ...outcome, path: file, images: [] };
  const target = options.output === undefined
    ? outputBeside(file, outcome.origin, options.parameters)
    : place;
  maskParameters(notebook);
  const written = await writeNotebook(target, notebook);
  const result = { ...outcome, path: written.path, images: [] };
  if (written.failure !== undefined) {
    return { ...result, code: 5, problem: written.failure.message };
  }
  if (target !== file || outcome.code !== 0) return result;
  const { images, problems } = await exportImages(notebook, folder);
  return problems.length === 0
    ? { ...result, images }
    : { ...result, images, code: 5, problem: problems.join("\n") };
}

interface NotebookRun {
  notebook: Notebook;
  options: RunOptions;
  limits: RunLimits;
  clean: (text: string) => string;
}

type Outcome = Pick<RunResult, "code" | "failedCell" | "origin">;

async function runOnFreshKernel(run: NotebookRun, cwd: string): Promise<Outcome> {
  const { limits: { signal }, options: { watchJob = false } } = run;
  let kernel: Kernel;
  try {
    kernel = await Kernel.start({ cwd, signal, watchJob });
  } catch (error) {
    if (signal.aborted) return { code: codeOfStop(signal) };
    if (error instanceof KernelDiedError) return { code: 3, failedCell: beforeFirstCell(error) };
    throw error;
  }
  try {
    const outcome = await runCells(run, kernel);
    await kernel.shutdown();
    return outcome;
  } finally {
    await kernel.kill();
  }
}

async function runCells(run: NotebookRun, kernel: Kernel): Promise<Outcome> {
  const { notebook, options, limits } = run;
  notebook.metadata = { ...notebook.metadata, language_info: kernel.languageInfo };
  const collector = new OutputCollector(run.clean);
  let origin: string | undefined;
  let tell: (state: CellEvent["state"], progress?: string) => void = () => {};
  const receive = (message: Message) => {
    if (message.header.msg_type === ORIGIN_MESSAGE) origin = String(message.content.origin);
    else collector.add(message);
    const progress = progressText(message);
    if (progress !== undefined) tell("progress", progress);
  };
  const cells = [...notebook.cells.entries()].filter(([, cell]) => isExecuted(cell));
  for (const [position, [index, cell]] of cells.entries()) {
    const event = {
      number: position + 1,
      total: cells.length,
      heading: headingAbove(notebook, index),
    };
    const start = performance.now();
    tell = (state, progress = "") => {
      const seconds = (performance.now() - start) / 1000;
      options.onCell?.({ ...event, state, seconds, progress });
    };
    tell("start");
    collector.startCell();
    const isLast = position === cells.length - 1;
    const { code, lastWords } = await executeCell(
      kernel,
      cell,
      collector,
      receive,
      limits,
      isLast,
    );
    cell.outputs = collector.cellOutputs();
    tell(code === 0 ? "done" : code === 130 ? "stopped" : "failed");
    if (code !== 0) {
      const error = cell.outputs.findLast((output) => output.output_type === "error");
      const { ename, evalue, traceback } = error ?? { ename: "", evalue: "", traceback: [] };
      const failedCell = {
        number: event.number,
        heading: event.heading,
        source: cell.source,
        ename,
        evalue,
        traceback: lastWords ?? traceback,
      };
      return withOrigin({ code, failedCell }, origin);
    }
  }
  return withOrigin({ code: 0 }, origin);
}

function withOrigin(outcome: Outcome, origin: string | undefined): Outcome {
  return origin === undefined ? outcome : { ...outcome, origin };
}

/** What a bar of `progress()` says. */
function progressText({ content }: Message): string | undefined {
  const data = content.data as JsonObject | undefined;
  const isBar = String(data?.["text/html"] ?? "").startsWith("<progress ");
  return isBar ? String(data?.["text/plain"] ?? "") : undefined;
}

function outputBeside(
  file: string,
  origin: string | undefined,
  parameters: RunOptions["parameters"],
): string {
  const isParameterised = Object.keys(parameters ?? {}).length > 0;
  const kind = origin === "simulated" ? "simulated" : isParameterised ? "parameters" : undefined;
  if (kind === undefined) return file;
  return join(dirname(file), `.${basename(file).replace(/\.ipynb$/, "")}.${kind}.ipynb`);
}

function beforeFirstCell(error: KernelDiedError): FailedCell {
  return {
    number: 0,
    heading: "",
    source: "",
    ename: "KernelDied",
    evalue: describeDeath(error),
    traceback: error.lastWords,
  };
}
