/** What separates the columns of a text, and where its header is. */
import { excerpt } from "../../checks.ts";
import { counted } from "../../text.ts";
import { isMissing, isNumeric } from "../reading/number_column.ts";
import { isTimeLike } from "../reading/time_cells.ts";

/** In the order in which they win a tie: commas stand in numbers and texts as well. */
const SEPARATORS = ["\t", ";", "|", "\u2502", ","];
const LINES_LOOKED_AT = 100;

/** A record of the file with the line on which it starts. */
export interface Line {
  readonly fields: string[];
  readonly line: number;
}

/** A separator stated by the file's first line, `sep=;`; undefined if there is none. */
export function statedSeparator(start: string): string | undefined {
  return /^\uFEFF?"?sep=(.)"?\r?(?:\n|$)/i.exec(start)?.[1];
}

/** The separator by which most lines have the same number of fields, two or more. */
export function findSeparator(start: string): string {
  const lines = start.split("\n", 10 * LINES_LOOKED_AT).map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#")).slice(0, LINES_LOOKED_AT);
  if (/^-+(?: {2,}-+)+$/.test(lines[1] ?? "")) return "  "; // a ruler says that blanks align them
  let best = { separator: ",", lines: 0 };
  for (const separator of SEPARATORS) {
    const counts = new Map<number, number>();
    for (const line of lines) {
      const fields = countFields(line, separator);
      if (fields > 1) counts.set(fields, (counts.get(fields) ?? 0) + 1);
    }
    const most = Math.max(0, ...counts.values());
    if (most > best.lines) best = { separator, lines: most };
  }
  return best.lines === 0 && lines.every(isAligned) ? " " : best.separator;
}

/** Whether a line is a time and a number with blanks between, or two names. */
function isAligned(line: string): boolean {
  const [first, second, ...more] = line.split(/ +/);
  return second !== undefined && more.length === 0 &&
    [[first!, second], [second, first!]].some(([time, number]) =>
      (isTimeLike(time!) && isNumeric(number!)) || /^[a-z]\w{0,60}$/i.test(time!)
    );
}

function countFields(line: string, separator: string): number {
  let [count, isQuoted] = [1, false];
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) count++;
  }
  return count;
}

/** Whether a record is a comment, the `sep=` line or a ruler such as `---+---`: no row. */
export function isComment({ fields, line }: Line): boolean {
  const first = fields[0]!.trim();
  return first.startsWith("#") || line === 1 && /^sep=/i.test(first) ||
    fields.length <= 2 && /^(?:\(\d{1,12} rows?\)$|\d{1,12} rows? in set|Time: \d)/.test(first) || // psql's and mysql's last lines
    /[-=\u2500-\u257f]/.test(first + (fields[1] ?? "")) &&
      fields.every((field) => /^[-+=:\s\u2500-\u257f]*$/.test(field)) &&
      fields.some((field) => /[-=\u2500\u2501\u2550]{2}/.test(field));
}

/** Whether a record holds nothing. */
export function isBlank({ fields }: Line): boolean {
  return fields.every((field) => field.trim() === "");
}

/** Whether a record may be one with which CloudWatch's console describes its metrics. */
export function isDescription({ fields }: Line): boolean {
  return DESCRIBED.test(fields[0]!.trim());
}

/** Where the header is among the first records. */
interface Header {
  readonly index: number;
  readonly names: string[];
  readonly data?: number;
  /** Whether all between the header and the data describes the columns. */
  readonly isDescribed?: boolean;
}

/** The header; the row that stands in its place, if there is none. */
export type HeaderFound = Header | { readonly missing: Line };

/** How the lines begin with which CloudWatch's console describes its metrics. */
const DESCRIBED = /^(?:Full label|Label|Id|Statistic|Period|Unit|Region|Namespace|Account)$/i;

/**
 * Finds the header among the first records: of those above the first row of data, which is `data`,
 * the last that has the columns which the user told, else the last with most names.
 */
export function findHeader(
  head: readonly Line[],
  told: readonly string[],
): HeaderFound | undefined {
  const rows = head.flatMap((record, index) =>
    isBlank(record) || isComment(record) ? [] : [{ ...record, index }]
  );
  // Metadata such as "Period","300","300" look like a counter with its values: real times come
  // first.
  const isTime = rows.some(({ fields }) => timeIndex(fields, isLongTime) !== -1)
    ? isLongTime
    : isTimeLike;
  const first = rows.findIndex(({ fields }) => timeIndex(fields, isTime) !== -1);
  const data = rows[first];
  const above = rows.slice(0, Math.max(0, first));
  const isDescribed = above.length > 1 && above.every(isDescription);
  const header = ({ fields, index }: Line & { index: number }) => ({
    index,
    names: fields,
    isDescribed,
    ...(data === undefined || data.index < index ? {} : { data: data.index }),
  });
  if (told.length > 0) {
    const has = (row: Line) => hasAll(row.fields, told);
    const hasFolded = (row: Line) => hasAll(row.fields.map(folded), told.map(folded));
    const found = above.findLast(has) ?? rows.find(has) ?? above.findLast(hasFolded) ??
      rows.find(hasFolded);
    if (found !== undefined) return header(found);
  }
  if (data === undefined) return rows[0] && header(rows[0]);
  if (isDescribed) {
    return header(above.find(({ fields }) => /^label$/i.test(fields[0]!)) ?? above[0]!);
  }
  const time = timeIndex(data.fields, isTime);
  // A row whose value is missing is no header, as its timestamp shows; nor is one with a number.
  const candidates = above.filter(({ fields }) => !isTimeLike((fields[time] ?? "").trim()));
  const worded = candidates.filter(({ fields }) =>
    !fields.some((field) => isNumeric(field.trim()))
  );
  const full = worded.filter(({ fields }) => fields.length === data.fields.length);
  const most = full.reduce((count, { fields }) => Math.max(count, namedFields(fields)), 0);
  const found = full.findLast(({ fields }) => namedFields(fields) === most) ?? worded.at(-1) ??
    candidates.at(-1);
  if (found !== undefined) return header(found);
  const comment = head.slice(0, data.index).findLastIndex(({ fields }) =>
    fields.length === data.fields.length && fields[0]!.trim().startsWith("#")
  );
  if (comment === -1) return { missing: rows[0]! };
  const names = head[comment]!.fields.map((name, i) => i === 0 ? name.replace(/^\s*#+/, "") : name);
  return { index: comment, names };
}

/** Whether a record between the header and the rows says more of the columns, as their units. */
export function isSubheading(record: Line): boolean {
  return !isBlank(record) && !isComment(record) &&
    !record.fields.some((field) => isTimeLike(field.trim()) || isNumeric(field.trim()));
}

/** What is below a header, and what is said of lines around it that are no rows. */
export function partHead(
  head: readonly Line[],
  { index, data = index + 1, isDescribed = false }: Header,
): { notes: string[]; below: Line[] } {
  const isRow = (record: Line) => !isBlank(record) && !isComment(record);
  const above = head.slice(0, index).filter(isRow);
  const between = head.slice(index + 1, data).filter(isRow);
  const inside = isDescribed || between.every(isSubheading) ? between : [];
  return {
    notes: [...leftOutNotes(above, "above"), ...leftOutNotes(inside, "below")],
    below: head.slice(index + 1).filter((record) => !inside.includes(record)),
  };
}

/** Nothing where there are none. */
function leftOutNotes(lines: readonly Line[], where: "above" | "below"): string[] {
  if (lines.length === 0) return [];
  const [one, many] = [`line ${where} the header was`, `lines ${where} the header were`];
  return [`${counted(lines.length, one, many)} left out.`];
}

function namedFields(fields: readonly string[]): number {
  return fields.filter((field) => field.trim() !== "").length;
}

/** Names of columns that advice shows. */
const MOST_NAMES = 8;

/** The rule that a text breaks whose first line is data. */
export function headerRule({ fields, line }: Line, separator: string, hint = ""): string {
  const time = fields.length === 1
    ? -1
    : Math.max(0, fields.findIndex((field) => isLongTime(field.trim())));
  const value = fields.findIndex((field, i) => i !== time && isNumeric(field.trim()));
  const names = fields.map((_, i) =>
    i === time
      ? "timestamp"
      : i === value || value === -1 && fields.length <= 2
      ? "value"
      : `column${i + 1}`
  );
  const mark = separator === "\t" ? "<tab>" : separator;
  const more = names.length > MOST_NAMES ? ` and so on, ${names.length} in all` : "";
  return `must have a header above its rows: line ${line} holds data already, ${
    excerpt(fields.join(separator))
  } (add a line with the names of the columns, such as ${
    names.slice(0, MOST_NAMES).join(mark)
  }${more}${hint})`;
}

/** Whether a cell is a time that is no short number. */
function isLongTime(text: string): boolean {
  return isTimeLike(text) && !/^\d{1,7}(?:\.\d*)?$/.test(text);
}

/** The column of a row of data that holds its time, while another holds a number; else -1. */
function timeIndex(fields: readonly string[], isTime: (text: string) => boolean): number {
  if (fields.length === 1) return isNumeric(fields[0]!.trim()) ? 0 : -1;
  const cells = fields.map((field) => field.trim());
  return cells.findIndex((cell, i) =>
    isTime(cell) &&
    cells.some((other, k) => k !== i && (isNumeric(other) || other !== "" && isMissing(other)))
  );
}

function hasAll(fields: readonly string[], told: readonly string[]): boolean {
  const names = fields.map((field) => field.trim());
  return told.every((name) =>
    names.includes(name) || name.includes("+") &&
      name.split("+").every((part) => names.includes(part.trim()))
  );
}

function folded(name: string): string {
  return name.trim().toLowerCase();
}
