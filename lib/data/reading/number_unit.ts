/** The unit beside a column's numbers, as in 464 ms, 12 % or $5: all have the same, or none. */
import { excerpt } from "../../checks.ts";

const BARE = /^[+-]?\d+(?:\.\d*)?$/;
/** Digits with whatever parts them, then words and signs such as req/s, GiB, °C or m2. */
const MEASURED =
  /^([+\u2212-]?(?:[\d.,]|['\u2019 \u00a0\u2009\u202f](?=\d)){1,40}(?:[eE][+-]?\d{1,3})?)[ \u00a0\u202f]?((?!0?x|[eE]\d)[\p{L}\p{Sc}%°‰]{1,12}(?:[ /]\p{L}{1,12}){0,2}[23²³]?)$/u;
const CURRENCY = /^(\p{Sc})[ \u00a0]?([+\u2212-]?\d[\d.,'\u2019 \u00a0\u2009\u202f]{0,40})$/u;
/** A number with a word right behind it, whatever follows. */
const WORDED = /^[+\u2212-]?[\d.,]{1,40} ?(?!x)[\p{L}\p{Sc}]/u;
/**
 * Powers of a thousand without a unit: a display that shortens each number on its own writes them,
 * three digits long, with another one in other rows.
 */
const SHORTENED = /^(?:[kKMGTP]|[Mm]il|[Bb]il|[Tt]ri)(?: |$)/;
const ADVICE = ": export raw values, without unit (in Grafana: Formatted data off)";

/** A cell's number, a text still, and its unit; the text itself where it has none. */
export function splitUnit(text: string): { number: string; unit: string } {
  if (BARE.test(text) || text.length > 80) return { number: text, unit: "" };
  const [, number, unit] = MEASURED.exec(text) ?? [];
  if (number !== undefined) return { number, unit: unit! };
  const [, sign = "", amount = text] = CURRENCY.exec(text) ?? [];
  return { number: amount, unit: sign };
}

/** Whether a cell holds a number with a unit behind or before it. */
export function hasUnit(text: string): boolean {
  return splitUnit(text).unit !== "";
}

/** What helps where a cell that is no number is one with units, as 5m 30s; else empty. */
export function unitAdvice(text: string): string {
  return WORDED.test(text) ? `, which has a unit${ADVICE}` : "";
}

/** Takes the unit off, cell by cell; 0.5 beside 50 % may be a share, so that a mix is refused. */
export class NumberUnit {
  #unit: string | undefined;
  #example = "";

  /** The unit of the numbers so far, empty where they have none; `undefined` before the first. */
  get unit(): string | undefined {
    return this.#unit;
  }

  /** A number's text without its unit; throws a `SyntaxError` where the ones before differ. */
  takeOff(text: string): string {
    const { number, unit } = splitUnit(text);
    if (SHORTENED.test(unit)) {
      throw new SyntaxError(`current value is ${excerpt(text)}${unitAdvice(text)}`);
    }
    if (this.#unit === undefined) [this.#unit, this.#example] = [unit, text];
    if (unit === this.#unit) return number;
    throw new SyntaxError(
      `current value is ${excerpt(text)}, where those before it have ${
        unitWords(this.#unit, unit)
      }${[unit, this.#unit].includes("%") ? "" : ADVICE}`,
    );
  }

  /** What was taken off, a sentence; of percent nothing is to be said. */
  notes(): string[] {
    if (!this.#unit || this.#unit === "%") return [];
    return [`Numbers such as ${excerpt(this.#example)} were read without their unit.`];
  }
}

/** A unit in words, beside another one. */
export function unitWords(unit: string, other: string): string {
  if (unit === "%") return "a percent sign";
  return unit === ""
    ? `no ${other === "%" ? "percent sign" : "unit"}`
    : `the unit ${excerpt(unit)}`;
}
