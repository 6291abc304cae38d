/** `deno task check:notebooks`: checks notebooks without running them. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { printable } from "../checks.ts";
import { checkNotebook, type Finding } from "../notebook/check/mod.ts";
import { counted } from "../text.ts";
import { fromCaller, toCaller } from "./shared/caller.ts";
import { StopSignals } from "./shared/stop_signals.ts";
import { checkUsage, command, type Values } from "./shared/command.ts";
import { print, printError, printJson } from "./shared/print.ts";

const NOTEBOOKS = fileURLToPath(new URL("../../notebooks", import.meta.url));

const HELP = `Checks notebooks without running them: types and lint of the code cells as one module,
format, and whether the outputs come from one whole run.

Usage: deno task check:notebooks [FILE]... [--json]

  FILE      notebooks; unless told, all of notebooks/
  --json    print the findings as a JSON list
  --help    show this text

Exit codes: 0 all is well, 1 there are findings, 2 wrong usage, 130 and 143 stopped.`;

const OPTIONS = { json: { type: "boolean", default: false } } as const;

if (import.meta.main) {
  const most = Infinity;
  await command({ task: "deno task check:notebooks", help: HELP, options: OPTIONS, most }, main);
}

async function main(values: Values<typeof OPTIONS>, given: string[]): Promise<number> {
  const files = given.length > 0 ? given.map((path) => fromCaller(path)) : await listNotebooks();
  using stop = new StopSignals();
  const all: ({ file: string } & Finding)[] = [];
  for (const file of files) {
    try {
      const findings = await checkUsage(() => checkNotebook(file, { signal: stop.signal }));
      all.push(...findings.map((finding) => ({ file: toCaller(file), ...finding })));
    } catch (error) {
      if (error === stop.signal.reason) return stop.code;
      throw error;
    }
  }
  if (values.json) {
    printJson(all);
  } else {
    for (const finding of all) printError(describe(finding));
    const found = all.length === 0 ? "all is well" : counted(all.length, "finding");
    print(`${counted(files.length, "notebook")} checked: ${found}`);
  }
  return all.length === 0 ? 0 : 1;
}

async function listNotebooks(): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(NOTEBOOKS), (entry) => entry.name);
  return names.filter((name) => /^(?!\.|my_).*\.ipynb$/.test(name)).sort()
    .map((name) => join(NOTEBOOKS, name));
}

function describe({ file, check, cell, line, heading, message }: { file: string } & Finding) {
  const place = [
    file,
    ...(cell > 0 ? [`code cell ${cell}`] : []),
    ...(heading === "" ? [] : [`under "${heading}"`]),
    ...(line > 0 ? [`line ${line}`] : []),
  ].join(", ");
  const shown = printable(message, { lines: true, maxLength: 10_000 });
  return `${printable(place)} (${check}):\n${shown}\n`;
}
