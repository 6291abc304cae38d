/** Notes on series, of which many say the same: each kind once, with the first that has it. */
import { printError } from "./print.ts";

/** A note that was told, and of whom. */
interface Told {
  readonly name: string;
  readonly note: string;
  count: number;
}

/** Numbers and examples, but not what a column is called. */
const VARYING = / such as "[^"]*"|("[^"]*")|\d[\d.,]*/g;

/** Keeps apart what notes say, whatever the numbers and examples in them. */
export class NotesOnce {
  readonly #kinds = new Map<string, Told>();

  /** Takes a note; whether it is the first of its kind. */
  add(name: string, note: string): boolean {
    const kind = note.replaceAll(VARYING, (_, column: string | undefined) => column ?? "");
    const told = this.#kinds.get(kind);
    if (told === undefined) this.#kinds.set(kind, { name, note, count: 1 });
    else told.count++;
    return told === undefined;
  }

  /** Tells a note, if it is the first of its kind, on standard error. */
  tell(name: string, note: string): void {
    if (this.add(name, note)) printError(lineOf({ name, note, count: 1 }));
  }

  /** What tells the notes of a source. */
  tellOf(name: string): (note: string) => void {
    return (note) => this.tell(name, note);
  }

  /** All kinds' lines, each with how many more have it. */
  lines(): string[] {
    return [...this.#kinds.values()].map(lineOf);
  }
}

function lineOf({ name, note, count }: Told): string {
  const more = count === 1 ? "" : ` and ${count - 1} more`;
  return name === "" ? note : `${name}${more}: ${note}`;
}
