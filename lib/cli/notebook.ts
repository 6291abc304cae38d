/** `deno task notebook`: runs a notebook on a fresh kernel and writes its outputs. */
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { WriteError, writeFileAtomic } from "../files.ts";
import {
  parseParameterTexts,
  placePath,
  readNotebook,
  readParameters,
} from "../notebook/file/mod.ts";
import { renderNotebookPage } from "../notebook/page/mod.ts";
import { runNotebook } from "../notebook/run/mod.ts";
import { callerFolder, fromCaller, toCaller } from "./shared/caller.ts";
import { RunReport } from "./shared/notebook_report.ts";
import { StopSignals } from "./shared/stop_signals.ts";
import {
  checkUsage,
  checkWritable,
  command,
  PAGE_ENDINGS,
  toFile,
  toFinite,
  UsageError,
  type Values,
} from "./shared/command.ts";
import { printJson } from "./shared/print.ts";
import { warnOfPassword } from "./shared/secret.ts";

const DEFAULT_NOTEBOOK = fileURLToPath(new URL("../../notebooks/train.ipynb", import.meta.url));

const HELP = `Runs a notebook on a fresh Deno kernel and writes its outputs.

Usage: deno task notebook [FILE] [options]

  FILE                       the notebook; unless told, notebooks/train.ipynb
  --output FILE              write the executed notebook there and leave FILE as it is
  --html FILE                write the result as a page to share as well, which opens without a network
  -p, --param NAME=VALUE     set a constant of the cell tagged "parameters"; may be repeated
  --timeout SECONDS          end the run when it takes longer; unless told, there is no limit
  --cell-timeout SECONDS     end the run when one cell takes longer
  --json                     print the result as one JSON object; progress goes to standard error
  --help                     show this text

A source with a password stands in the first line of a file, -p source=@FILE, and neither on the
command line, where others can read it in process lists and logs, nor in the notebook.
With -p or on simulated data, and without --output, FILE stays as it is: the outputs go to a file
beside it, .NAME.parameters.ipynb or .NAME.simulated.ipynb.
Relative paths are meant from the folder you call from, those in parameters as well.
Exit codes: 0 done, 1 a cell failed, 2 wrong usage or no place for the result, 3 the kernel died,
4 out of time, 5 the result could not be written where it belongs and is where the last lines say,
130 and 143 stopped (FILE is then as it was).`;

const OPTIONS = {
  output: { type: "string" },
  html: { type: "string" },
  param: { type: "string", short: "p", multiple: true, default: [] as string[] },
  timeout: { type: "string" },
  "cell-timeout": { type: "string" },
  json: { type: "boolean", default: false },
} as const;

if (import.meta.main) {
  await command({ task: "deno task notebook", help: HELP, options: OPTIONS, most: 1 }, main);
}

async function main(values: Values<typeof OPTIONS>, [given]: string[]): Promise<number> {
  const file = given === undefined ? DEFAULT_NOTEBOOK : fromCaller(given);
  const declared = await checkUsage(async () => readParameters(await readNotebook(file)));
  const parameters = await checkUsage(() =>
    parseParameterTexts(declared, values.param, basename(file))
  );
  for (const given of values.param) {
    warnOfPassword(given, "in a file, as -p NAME=@FILE");
  }
  const limits = {
    ...seconds("timeout", "--timeout", values.timeout),
    ...seconds("cellTimeout", "--cell-timeout", values["cell-timeout"]),
  };
  const html = toFile("--html", values.html, PAGE_ENDINGS);
  await checkWritable(html);
  using stop = new StopSignals();
  const report = new RunReport(values.json ? Deno.stderr : Deno.stdout);
  report.print(`Running ${toCaller(file)} on Deno ${Deno.version.deno}`);
  let hasStarted = false;
  const result = await runNotebook(file, {
    parameters,
    parameterFolder: callerFolder(),
    signal: stop.signal,
    onCell: (event) => {
      hasStarted = true;
      report.cell(event);
    },
    ...(values.output === undefined ? {} : { output: fromCaller(values.output) }),
    ...limits,
  }).catch((error) => {
    const isRefused = error instanceof WriteError || error instanceof SyntaxError;
    throw isRefused && !hasStarted ? new UsageError(error.message) : error;
  });
  const code = result.code === 130 ? stop.code : result.code;
  if (html !== undefined && hasStarted && code < 128) {
    await writeFileAtomic(html, await renderNotebookPage(result.path));
    report.print(`Page: ${toCaller(html)}`);
  }
  const place = { from: callerFolder(), to: dirname(file) };
  const typed = new Map(declared.flatMap(({ name, isPath }): [string, string][] => {
    const path = isPath ? String(parameters[name] ?? "") : "";
    return path === "" ? [] : [[placePath(path, place), path]];
  }));
  report.end(result, code, file, typed);
  if (values.json) printJson({ ...result, code });
  return code;
}

function seconds(name: string, option: string, text: string | undefined): Record<string, number> {
  return text === undefined ? {} : { [name]: toFinite(option, text, { above: 0, max: 2_000_000 }) };
}
