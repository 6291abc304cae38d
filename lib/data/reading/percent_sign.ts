/** The percent sign behind a column's numbers: all have it, or none. */
import { excerpt } from "../../checks.ts";

/** Takes the sign off, cell by cell; 0.5 beside 50% may be a share, so that a mix is refused. */
export class PercentSign {
  #isThere: boolean | undefined;

  /** A number's text without the sign; throws a `SyntaxError` where the ones before differ. */
  takeOff(text: string): string {
    const isThere = text.endsWith("%");
    this.#isThere ??= isThere;
    if (isThere !== this.#isThere) {
      throw new SyntaxError(
        `current value is ${excerpt(text)}, where those before it have ${
          isThere ? "no" : "a"
        } percent sign`,
      );
    }
    return withoutPercent(text);
  }
}

/** A text without the percent sign at its end. */
export function withoutPercent(text: string): string {
  return text.endsWith("%") ? text.slice(0, -1).trimEnd() : text;
}
