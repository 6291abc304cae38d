/** A line that tells how far the work is, on a terminal. */
import { printable } from "../../checks.ts";
import { shown, write } from "./print.ts";

/** A line on standard error that is rewritten in place, under what else is printed there. */
export class StatusLine {
  /** Whether there is a terminal to show it on. */
  readonly isShown = Deno.stderr.isTerminal();
  #text = "";

  /** Shows or replaces the line. */
  show(text: string): void {
    if (!this.isShown) return;
    const room = (Deno.consoleSize().columns || 80) - 1; // a longer one would wrap, and stay
    this.#text = printable(text, { maxLength: Infinity }).slice(0, room);
    write(Deno.stderr, `\r\x1b[K${this.#text}`);
  }

  /** Prints lines above the line; bytes, which are another program's output, as they are. */
  print(text: string | Uint8Array): void {
    this.#erase();
    write(Deno.stderr, typeof text === "string" ? shown(text) : text);
    if (this.isShown && this.#text !== "") write(Deno.stderr, this.#text);
  }

  /** Takes the line away. */
  clear(): void {
    this.#erase();
    this.#text = "";
  }

  #erase(): void {
    if (this.isShown) write(Deno.stderr, "\r\x1b[K");
  }
}
