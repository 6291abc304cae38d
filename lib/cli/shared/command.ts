/** One way for all command lines: options, help, wrong usage, errors, exit codes. */
import { parseArgs } from "node:util";
import { excerpt, printable, type Range, requireInteger, requireNumber } from "../../checks.ts";
import { requireWritable, WriteError } from "../../files.ts";
import { fromCaller } from "./caller.ts";
import { printError, write } from "./print.ts";

/** Thrown when the command line, or a file that it names, is not what it has to be. */
export class UsageError extends Error {
  /** @ignore */
  override name = "UsageError";
}

/** A command's own options, as `parseArgs` of node:util takes them. */
type Options = Readonly<
  Record<string, {
    readonly type: "boolean" | "string";
    readonly short?: string;
    readonly multiple?: boolean;
    readonly default?: string | boolean | string[];
  }>
>;

type ValueOf<Option> = Option extends { type: "boolean" } ? boolean
  : Option extends { multiple: true } ? string[]
  : string;

/** The values of a command's own options; what has no default may be undefined. */
export type Values<Own extends Options> = {
  readonly [Name in keyof Own]:
    | ValueOf<Own[Name]>
    | (Own[Name] extends { default: unknown } ? never : undefined);
};

/** A command line. */
export interface Command<Own extends Options> {
  /** How it is called, such as "deno task nab". */
  readonly task: string;
  /** What `--help` prints. */
  readonly help: string;
  /** Its options; `--help` is added. */
  readonly options: Own;
  /** How many arguments it takes beside the options, at most; none unless told. */
  readonly most?: number;
}

/** Reads a command line and runs it as {@linkcode runCommand} does. */
export function command<Own extends Options>(
  { task, help, options, most = 0 }: Command<Own>,
  main: (values: Values<Own>, others: string[]) => Promise<number>,
): Promise<never> {
  return runCommand(task, async (args) => {
    const all: Options = { ...options, help: { type: "boolean", short: "h" } };
    const { values, positionals } = await checkUsage(() => parse(args, all));
    if (values.help === true) {
      // Ours, so not masked as what came from outside is: it may show where a user name stands.
      write(Deno.stdout, `${help}\n`);
      return 0;
    }
    if (positionals.length > most) {
      throw new UsageError(
        `Cannot take ${excerpt(positionals[most])} as there may be ${
          most === 0 ? "no argument" : most === 1 ? "one argument" : `${most} arguments`
        } beside the options`,
      );
    }
    return await main(values as unknown as Values<Own>, positionals);
  });
}

/** What stands on a command line; what Node says of a wrong one speaks of other things. */
function parse(args: string[], options: Options) {
  try {
    const found = parseArgs({ args, options, allowPositionals: true, tokens: true });
    refuseTwice(found.tokens, options);
    return found;
  } catch (error) {
    const { message } = error as Error;
    const [, what, name = ""] =
      /^(Unknown option|Option) '(?:-\w, )?(-.*?)(?: <value>)?'/.exec(message) ?? [];
    if (what === undefined) throw error;
    const known = Object.keys(options).map((each) => `--${each}`);
    // --time-zone for --timeZone
    const meant = known.find((each) => bare(each) === bare(name));
    throw new UsageError(
      what === "Unknown option"
        ? `Cannot take ${name} as there is no such option, but ${meant ?? known.join(", ")}`
        : message.endsWith("does not take an argument")
        ? `Cannot take ${name} with a value as it is given or not`
        : `Cannot read ${name} as a value must follow it, with = between if it begins with -: there is none`,
    );
  }
}

/**
 * Refuses an option whose last value would silently be the one that counts.
 *
 * @param tokens What `parseArgs` says of each argument
 * @param options Those of the command; others are not looked at
 * @throws {UsageError} If one that is not to repeat has two values
 */
export function refuseTwice(
  tokens: readonly { kind: string; name?: string; value?: string | undefined }[],
  options: Options,
): void {
  const seen = new Set<string>();
  for (const { kind, name = "", value } of tokens) {
    const isOnce = Object.hasOwn(options, name) && options[name]!.multiple !== true;
    if (kind !== "option" || value === undefined || !isOnce) continue;
    // Without the values, of which some are secret.
    if (seen.has(name)) {
      throw new UsageError(`Cannot take --${name} as it may be given once: it is given twice`);
    }
    seen.add(name);
  }
}

/** An option's name whatever its hyphens and capitals. */
function bare(name: string): string {
  return name.replaceAll("-", "").toLowerCase();
}

/**
 * Runs a command and exits: with its code; with 2 for wrong usage, told on standard error; with 5
 * where a file cannot be written; with 1 for any other error.
 */
export async function runCommand(
  task: string,
  main: (args: string[]) => Promise<number>,
): Promise<never> {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    printError(describe(error));
    if (error instanceof UsageError) printError(`${task} --help shows how it is used`);
    Deno.exit(error instanceof UsageError ? 2 : error instanceof WriteError ? 5 : 1);
  }
}

/** An error that has a reason is told by its message; a defect of ours with where it is. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isDefect = error instanceof TypeError || error instanceof ReferenceError;
  return printable(isDefect ? error.stack ?? error.message : error.message, {
    lines: true,
    maxLength: 10_000,
  });
}

/**
 * Runs a check of what the user gave; what it refuses becomes a usage error. That a file could not
 * be written does not: it may be, later.
 */
export async function checkUsage<T>(check: () => T | Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    const isRefusal = error instanceof RangeError || error instanceof TypeError ||
      error instanceof SyntaxError || isOfSystem(error);
    throw isRefusal ? new UsageError(ofMissing(error) ?? error.message) : error;
  }
}

/** The file that an option names, from the caller's folder; a usage error at another ending. */
export function toFile(
  option: string,
  text: string | undefined,
  endings: readonly string[],
): string | undefined {
  if (text === undefined || endings.some((ending) => text.toLowerCase().endsWith(ending))) {
    return fromCaller(text);
  }
  throw new UsageError(
    `Cannot write ${option} ${excerpt(text)} as the file's name must end in ${
      endings.join(" or ")
    }`,
  );
}

/** Endings of the pages that tasks write. */
export const PAGE_ENDINGS = [".html", ".htm"];

/** Checks that files can be written, before there is anything to write: a usage error if not. */
export async function checkWritable(...paths: readonly (string | undefined)[]): Promise<void> {
  for (const path of paths) {
    if (path === undefined) continue;
    await requireWritable(path).catch((error) => {
      throw error instanceof WriteError ? new UsageError(error.message) : error;
    });
  }
}

/** The system's words for a file that is not there, in ours. */
function ofMissing(error: Error): string | undefined {
  const [, path] = / \(os error \d+\): \w+ '(.*)'$/.exec(error.message) ?? [];
  if (!(error instanceof Deno.errors.NotFound) || path === undefined) return undefined;
  return `Cannot read ${path} as there is no such file`;
}

/** Whether the system, or we in its words, refused: no such file, too long a name. */
function isOfSystem(error: unknown): error is Error {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.IsADirectory ||
    (error instanceof Error && /^E[A-Z]+$/.test(String((error as { code?: unknown }).code)));
}

/** An option's text as an integer; a usage error if it is none, or out of range. */
export function toInteger(option: string, text: string, range: Range = {}): number {
  return toNumber(text, (it) => requireInteger(`read ${option}`, { it }, range));
}

/** An option's text as a number; a usage error if it is none, or out of range. */
export function toFinite(option: string, text: string, range: Range = {}): number {
  return toNumber(text, (it) => requireNumber(`read ${option}`, { it }, range));
}

function toNumber(text: string, check: (it: number | string) => void): number {
  const value = text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
  try {
    check(value);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  return value as number;
}
