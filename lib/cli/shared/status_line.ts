/**
 * A line that tells how far the work is, on a terminal.
 *
 * @module
 */

/** A line on standard error that is rewritten in place, under what else is printed there. */
export class StatusLine {
  /** Whether there is a terminal to show it on. */
  readonly isShown = Deno.stderr.isTerminal();
  #text = "";

  /** Shows or replaces the line. */
  show(text: string): void {
    this.#text = text;
    write(`\r\x1b[K${text}`);
  }

  /** Prints something above the line. */
  print(text: string | Uint8Array): void {
    this.clear();
    write(text);
    if (this.isShown && this.#text !== "") write(this.#text);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.isShown) write("\r\x1b[K");
  }
}

function write(text: string | Uint8Array): void {
  let bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  while (bytes.length > 0) bytes = bytes.subarray(Deno.stderr.writeSync(bytes));
}
