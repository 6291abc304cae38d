/** The folder that a person calls a task from: `deno task` runs it elsewhere and tells it so. */
import { relative, resolve } from "node:path";

/** The caller's folder: `INIT_CWD`, or this process's own if no task runner has set that. */
export function callerFolder(): string {
  return Deno.env.get("INIT_CWD") ?? Deno.cwd();
}

/** A path as the caller means it: relative to the caller's folder, or absolute; none stays none. */
export function fromCaller(path: string): string;
export function fromCaller(path: string | undefined): string | undefined;
export function fromCaller(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(callerFolder(), path);
}

/** An absolute path as the caller would type it. */
export function toCaller(path: string): string {
  return relative(callerFolder(), path) || ".";
}

/**
 * A source as the caller means it: a path, or a file that names the source (`@FILE`), from the
 * caller's folder; standard input (`-`) and what has a scheme as it is.
 */
export function sourceFromCaller(source: string): string {
  if (source === "-" || /^(?:[a-z][a-z0-9+.-]+:\/\/|file:|cloudwatch:)/i.test(source)) {
    return source;
  }
  return source.startsWith("@") ? `@${fromCaller(source.slice(1))}` : fromCaller(source);
}
