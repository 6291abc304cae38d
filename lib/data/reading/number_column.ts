/** A column of numbers: which of point and comma is the decimal mark, the whole column decides. */
import { excerpt } from "../../checks.ts";
import { NumberUnit, splitUnit, unitAdvice, unitWords } from "./number_unit.ts";
import { doubled } from "./row_buffer.ts";
import { optionWords, type WayIn } from "./words.ts";

/** How a column is to be read. */
export interface NumberColumnOptions {
  /** The decimal mark, where the user tells it. */
  readonly decimal: "." | "," | undefined;
  /** What separates the columns; undefined where the form has no text separator. */
  readonly separator: string | undefined;
  /** In whose words errors name options. */
  readonly wayIn: WayIn;
}

/** Cells which say that there is no value; letters of any case. */
const MISSING = new Set([
  "",
  "nan",
  "null",
  "na",
  "n/a",
  "#n/a",
  "-",
  "none",
  "no data",
  "\\n",
  "<na>",
  "(null)",
  "[null]",
]);
/** A number as programs write it. */
export const PLAIN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const GROUP_MARKS = /[ \u00a0\u2009\u202f'\u2019]/g;
const SPACED = /^[+-]?\d{1,3}(?:[ \u00a0\u2009\u202f'\u2019]\d{3})+(?:[.,]\d*)?$/;
/** 1,234,567.8 and the like: commas in groups of three, or as 12,34,567 in India. */
const POINT_GROUPED = /^[+-]?[1-9]\d{0,2}(?:,\d{2,3}){0,9},\d{3}(?:\.\d*)?$/;
const COMMA_GROUPED = /^[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?$/;
const COMMA_DECIMAL = /^[+-]?(?:\d+(?:,\d*)?|,\d+)(?:[eE][+-]?\d+)?$/;

/** Whether a cell says that there is no value. */
export function isMissing(text: string): boolean {
  return text.length <= 7 && MISSING.has(text.toLowerCase());
}

/** Whether a cell holds a number in any of the ways of writing that are read. */
export function isNumeric(cell: string): boolean {
  const { number, unit } = splitUnit(cell);
  const text = withHyphen(unit === "%" ? number : cell);
  return PLAIN.test(text) || SPACED.test(text) || POINT_GROUPED.test(text) ||
    COMMA_GROUPED.test(text) || COMMA_DECIMAL.test(text);
}

/** The first cell that one of the two readings cannot explain. */
interface Witness {
  readonly row: number;
  readonly text: string;
}

/** Reads cell by cell, in both ways while both are open; {@linkcode finish} chooses. */
export class NumberColumn {
  readonly #options: NumberColumnOptions;
  readonly #watchesBoth: boolean;
  readonly #unit = new NumberUnit();
  #count = 0;
  #commaValues: Float64Array<ArrayBuffer> | undefined;
  #firstComma: Witness | undefined;
  #notPoint: Witness | undefined;
  #notComma: Witness | undefined;
  /** A number of four digits or more without groups, and a small one without a point. */
  #ungrouped: Witness | undefined;
  #hasSmallWhole = false;
  /** Whether all points stand before three digits, as they group thousands. */
  #pointsGroup = true;
  #firstPoint: Witness | undefined;
  /** The decimal mark that other columns of the series tell, where this one leaves it open. */
  #others: "." | "," | undefined;

  constructor(options: NumberColumnOptions) {
    this.#options = options;
    this.#watchesBoth = options.decimal === undefined && options.separator !== undefined &&
      options.separator !== ",";
    if (this.#watchesBoth) this.#commaValues = new Float64Array(4096);
  }

  /** The number that a cell holds, not final before {@linkcode finish}; throws a `SyntaxError`. */
  read(cell: string): number {
    const text = withHyphen(this.#unit.takeOff(cell));
    const row = this.#count++;
    const { decimal, separator } = this.#options;
    if (decimal === ",") return this.#finite(commaNumber(ungroup(text)), text);
    if (PLAIN.test(text)) {
      const value = this.#finite(Number(text), text);
      this.#notePlain(text, value, row);
      return value;
    }
    const bare = ungroup(text);
    const [point, comma] = [pointNumber(bare), commaNumber(bare)];
    if (bare.includes(",")) this.#firstComma ??= { row, text };
    if (Number.isNaN(point)) this.#notPoint ??= { row, text };
    if (Number.isNaN(comma)) this.#notComma ??= { row, text };
    if (!this.#watchesBoth || Number.isNaN(comma)) {
      const hint = separator === "," && !Number.isNaN(comma) ? this.#say(",") : undefined;
      if (Number.isNaN(point)) throw this.#notANumber(text, hint);
    }
    if (this.#watchesBoth) this.#keepComma(row, comma);
    return this.#finite(Number.isNaN(point) ? comma : point, text);
  }

  /** A row that stands for 0 without a cell. */
  skip(): number {
    const row = this.#count++;
    if (this.#watchesBoth) this.#keepComma(row, 0);
    return 0;
  }

  /**
   * Columns of one series: one that leaves its decimal mark open takes the others'. Throws a rule,
   * as a `SyntaxError`, where they have different units.
   */
  static settleTogether(columns: readonly NumberColumn[]): void {
    const [one, other] = new Set(columns.flatMap((column) => column.#unit.unit ?? []));
    if (one !== undefined && other !== undefined) {
      throw new SyntaxError(
        `their values must have one unit: some have ${unitWords(one, other)}, others ${
          unitWords(other, one)
        }`,
      );
    }
    const both = columns.filter((column) => column.#watchesBoth);
    const tell = both.filter((one) =>
      (one.#notComma === undefined) !== (one.#notPoint === undefined)
    );
    const marks = new Set(tell.map((one) => one.#notComma === undefined ? "," : "."));
    if (marks.size !== 1) return;
    const [mark] = marks;
    for (const one of both) {
      if ((one.#notComma ?? one.#notPoint ?? one.#ungrouped) === undefined) one.#others = mark;
    }
  }

  /** Settles the column, in place, and says how; gives the row and the rule where it cannot. */
  finish(values: Float64Array): Witness & { rule: string } | string[] {
    const settled = this.#settle(values);
    return Array.isArray(settled) ? [...this.#unit.notes(), ...settled] : settled;
  }

  #settle(values: Float64Array): Witness & { rule: string } | string[] {
    if (this.#others !== undefined) return this.#settleAsOthers(values);
    const isPlain = this.#firstComma === undefined && this.#notPoint === undefined;
    if (isPlain) return this.#checkPoints();
    const both = `both a decimal comma and groups of thousands can be meant; say which (${
      this.#say(",")
    } or ${this.#say(".")})`;
    if (!this.#watchesBoth) {
      return this.#options.decimal === undefined && this.#ungrouped !== undefined
        ? { ...this.#firstComma!, rule: both }
        : this.#notes(false);
    }
    const isComma = this.#notComma === undefined;
    const isPoint = this.#notPoint === undefined && this.#ungrouped === undefined;
    if (isComma === isPoint) {
      return isComma ? { ...this.#firstComma!, rule: both } : {
        ...(this.#notComma!.row > (this.#notPoint ?? this.#ungrouped)!.row
          ? this.#notComma!
          : (this.#notPoint ?? this.#ungrouped)!),
        rule: "the column must have one decimal mark, and groups of three or none",
      };
    }
    if (isComma) values.set(this.#commaValues!.subarray(0, values.length));
    return this.#notes(isComma);
  }

  /** Where both readings are open, as other columns are read; in place. */
  #settleAsOthers(values: Float64Array): string[] {
    const text = (this.#firstComma ?? this.#firstPoint)?.text;
    if (this.#others === ",") values.set(this.#commaValues!.subarray(0, values.length));
    if (text === undefined) return [];
    const isDecimal = text.includes(this.#others!);
    const mark = text.includes(",") ? "comma" : "point";
    return [
      `Numbers such as ${excerpt(text)} were read with ${
        isDecimal ? `a decimal ${mark}` : `${mark}s between thousands`
      }, as other files of the series tell.`,
    ];
  }

  /** Which mark was taken as the decimal one, where that was not told. */
  #notes(isComma: boolean): string[] {
    if (this.#options.decimal !== undefined) return [];
    const { text } = (this.#firstComma ?? this.#notPoint)!;
    const how = !isComma
      ? "commas between thousands"
      : text.includes(",")
      ? "a decimal comma"
      : "points between thousands";
    const isOpen = !isComma && this.#notComma === undefined;
    const other = isOpen ? `; for a decimal comma say so (${this.#say(",")})` : "";
    return [`Numbers such as ${excerpt(text)} were read with ${how}${other}.`];
  }

  #notePlain(text: string, value: number, row: number): void {
    const hasPoint = text.includes(".");
    if (!hasPoint) {
      if (value >= 1000 || value <= -1000) this.#ungrouped ??= { row, text };
      else this.#hasSmallWhole = true;
    }
    let comma = value;
    if (hasPoint) {
      this.#firstPoint ??= { row, text };
      comma = COMMA_GROUPED.test(text) ? commaNumber(text) : NaN;
      if (Number.isNaN(comma)) {
        this.#pointsGroup = false;
        this.#notComma ??= { row, text };
      }
    }
    if (this.#watchesBoth) this.#keepComma(row, comma);
  }

  /**
   * Points that group thousands look like numbers with a fraction: where all stand before three
   * digits and no number of four digits is without one, beside small whole numbers, or in a file of
   * semicolons, whose spreadsheet has a decimal comma, they are refused, elsewhere said.
   */
  #checkPoints(): Witness & { rule: string } | string[] {
    const { decimal, separator } = this.#options;
    const isOpen = decimal === undefined && separator !== undefined && this.#pointsGroup &&
      this.#ungrouped === undefined;
    if (!isOpen || this.#firstPoint === undefined) return [];
    if (!this.#hasSmallWhole && separator !== ";") {
      return [
        `Numbers such as ${
          excerpt(this.#firstPoint.text)
        } were read with a decimal point; for points between thousands say so (${this.#say(",")}).`,
      ];
    }
    return {
      ...this.#firstPoint,
      rule: `points may be decimal or group thousands; say which (${this.#say(".")} or ${
        this.#say(",")
      })`,
    };
  }

  #keepComma(row: number, value: number): void {
    if (row === this.#commaValues!.length) this.#commaValues = doubled(this.#commaValues!);
    this.#commaValues![row] = value;
  }

  #say(decimal: "." | ","): string {
    return optionWords(this.#options.wayIn, "decimal", decimal);
  }

  #finite(value: number, text: string): number {
    if (Number.isFinite(value)) return value;
    throw this.#notANumber(text);
  }

  #notANumber(text: string, hint?: string): SyntaxError {
    const isInfinite = /^[+-]?inf(?:inity)?$/i.test(text) || PLAIN.test(text);
    return new SyntaxError(
      isInfinite
        ? `current value is infinite (${excerpt(text)}); as NaN it is a missing sample`
        : `current value is ${excerpt(text)}` +
          (hint !== undefined ? ` (for a decimal comma: ${hint})` : unitAdvice(text)),
    );
  }
}

/** A text whose minus sign is the typographic one with the hyphen that programs write. */
function withHyphen(text: string): string {
  return text.startsWith("\u2212") ? `-${text.slice(1)}` : text;
}

function ungroup(text: string): string {
  return SPACED.test(text) ? text.replace(GROUP_MARKS, "") : text;
}

function pointNumber(text: string): number {
  if (PLAIN.test(text)) return Number(text);
  return POINT_GROUPED.test(text) ? Number(text.replaceAll(",", "")) : NaN;
}

function commaNumber(text: string): number {
  if (COMMA_DECIMAL.test(text)) return Number(text.replace(",", "."));
  return COMMA_GROUPED.test(text) ? Number(text.replaceAll(".", "").replace(",", ".")) : NaN;
}
