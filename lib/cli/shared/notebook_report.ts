/** What a notebook run tells on the terminal. */
import type { CellEvent, FailedCell, RunResult } from "../../notebook/run/mod.ts";
import { excerpt, printable } from "../../checks.ts";
import { toCaller } from "./caller.ts";
import { shown, write } from "./print.ts";

const SHOWN_SOURCE_LINES = 40;

/** Writes a run's progress to one of the standard streams. */
export class RunReport {
  #stream: typeof Deno.stdout | typeof Deno.stderr;
  #start = performance.now();

  /**
   * Starts the clock.
   *
   * @param stream Where to write
   */
  constructor(stream: typeof Deno.stdout | typeof Deno.stderr) {
    this.#stream = stream;
  }

  /**
   * Writes a line.
   *
   * @param line Without its end
   */
  print(line: string): void {
    write(this.#stream, `${shown(line)}\n`);
  }

  /**
   * One line for each cell; on a terminal already when it starts.
   *
   * @param event From the runner
   */
  cell(event: CellEvent): void {
    const width = String(event.total).length;
    const number = String(event.number).padStart(width);
    const heading = printable(event.heading, { maxLength: 200 });
    const line = `[${number}/${event.total}] ${heading}`.trimEnd();
    const isTerminal = this.#stream.isTerminal();
    if (event.state === "start" || event.state === "progress") {
      // A longer line would wrap, and could not be written over.
      const room = isTerminal ? (Deno.consoleSize().columns || 80) - 1 : 0;
      const text = `${line} ... ${printable(event.progress)}`.slice(0, room);
      if (isTerminal) write(this.#stream, `\r\x1b[K${text}`);
      return;
    }
    const end = event.state === "done" ? "" : `${event.state} after`;
    const done = [line, end, `${event.seconds.toFixed(1)} s`].filter((part) => part !== "");
    if (isTerminal) write(this.#stream, "\r\x1b[K");
    this.print(done.join("  "));
  }

  /**
   * The end of the run, in one line, after what went wrong.
   *
   * @param result From the runner
   * @param code The exit code
   * @param notebook The notebook that was to run
   * @param typed Paths as they were typed, by what the notebook calls them
   */
  end(
    result: RunResult,
    code: number,
    notebook: string,
    typed: ReadonlyMap<string, string>,
  ): void {
    if (code === 130 || code === 143) {
      return this.print(`Stopped: ${toCaller(notebook)} is as it was`);
    }
    if (result.failedCell !== undefined) {
      this.print(describeFailure(asTyped(result.failedCell, typed), code));
    }
    for (const image of result.images) this.print(`Picture: ${toCaller(image)}`);
    if (result.origin === "simulated") {
      const kept = result.path === notebook ? "" : `, so ${toCaller(notebook)} stays as it is`;
      this.print(
        `This run was on simulated data${kept}; the cell that loads it says why, and where to put the real file`,
      );
    }
    if (result.problem !== undefined) this.print(result.problem);
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(1);
    const verb = code === 0 ? "Done" : "Failed";
    this.print(`${verb} in ${seconds} s: the outputs are in ${toCaller(result.path)}`);
  }
}

/** A failure with paths as the person typed them. */
function asTyped(cell: FailedCell, typed: ReadonlyMap<string, string>): FailedCell {
  const told = (text: string) =>
    [...typed].reduce((rest, [placed, path]) => rest.replaceAll(placed, path), text);
  return { ...cell, evalue: told(cell.evalue), traceback: cell.traceback.map(told) };
}

function describeFailure(cell: FailedCell, code: number): string {
  const kinds: Record<number, string> = { 3: "The kernel died", 4: "Out of time" };
  const what = kinds[code] ?? "An error";
  const heading = cell.heading === "" ? "" : `, under ${excerpt(cell.heading)}`;
  const where = cell.number === 0 ? "before the first cell" : `in code cell ${cell.number}`;
  const lines = cell.source.split("\n");
  const shown = lines.slice(0, SHOWN_SOURCE_LINES).map((line, index) =>
    `${String(index + 1).padStart(4)} | ${cut(line)}`
  );
  if (lines.length > shown.length) shown.push(`     | ... ${lines.length - shown.length} more`);
  const isOutside = /^Import "elb-anomaly\b.*not a dependency/.test(cell.evalue);
  const message = `${cell.ename}: ${cell.evalue}` +
    (isOutside
      ? ': a notebook outside the project imports it by its path (lib/mod.ts), or by a deno.json beside it; README.md, "The library", says how'
      : "");
  const stack =
    (cell.traceback[0]?.includes(cell.evalue) ? cell.traceback.slice(1) : cell.traceback)
      .filter((line) => line !== "");
  // An error about what the person gave names no place in the code: the cell would not help either.
  const source = stack.length === 0 && code === 1 ? [] : ["The cell:", ...shown];
  return [
    `${what} ${where}${heading}:`,
    cut(message),
    ...stack.map(cut),
    ...(cell.source === "" ? [] : source),
  ].join("\n");
}

/** Lines of any length, cut. */
function cut(text: string): string {
  return printable(text, { lines: true });
}
