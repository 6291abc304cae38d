/** What commands print: nothing that came from outside reaches a terminal raw. */
import { printable } from "../../checks.ts";

/** Writes lines to standard output. */
export function print(text: string): void {
  write(Deno.stdout, `${shown(text)}\n`);
}

/** Writes lines to standard error. */
export function printError(text: string): void {
  write(Deno.stderr, `${shown(text)}\n`);
}

/** Writes a value to standard output as one line of JSON. */
export function printJson(
  value: unknown,
  replacer?: (key: string, value: unknown) => unknown,
): void {
  print(JSON.stringify(value, replacer));
}

/** Lines as they may reach a terminal, each of any length. */
export function shown(text: string): string {
  return printable(text, { lines: true, maxLength: Infinity });
}

/** Writes text or bytes whole, as they are. */
export function write(
  stream: typeof Deno.stdout | typeof Deno.stderr,
  text: string | Uint8Array,
): void {
  let bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
}
