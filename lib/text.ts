/** Text for people: in columns, and in HTML. */

/**
 * Rows of texts as lines in columns, two blanks apart, without blanks at the ends; to the right in
 * the columns that `isRight` says.
 */
export function textTable(
  rows: readonly (readonly string[])[],
  isRight: readonly boolean[] = [],
): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((text, k) => widths[k] = Math.max(widths[k] ?? 0, text.length));
  }
  const cell = (text: string, k: number) =>
    isRight[k] ? text.padStart(widths[k]!) : text.padEnd(widths[k]!);
  return rows.map((row) => row.map(cell).join("  ").trimEnd()).join("\n");
}

/** A count, thousands apart: "4,032". */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** A number with what it counts: "1 row", "4,032 rows". */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`;
}

const formats = new Map<string, Intl.NumberFormat>(); // making one takes as long as 200 numbers

/**
 * A number in so many significant digits, thousands apart: "8,145,000,000", "0.0312", "1e+300"; in
 * as many more as it takes to show so many `decimals`, such as 0: "8,145,060,072".
 */
export function formatNumber(value: number, digits: number, decimals?: number): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (size < 1e-6 && size > 0)) return String(Number(value.toPrecision(digits)));
  const key = `${digits} ${decimals}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat("en-US", {
      maximumSignificantDigits: digits,
      ...(decimals !== undefined &&
        { maximumFractionDigits: decimals, roundingPriority: "morePrecision" }),
    });
    formats.set(key, format);
  }
  return format.format(value + 0); // no minus zero
}

/** A text as it must stand in HTML, attributes included. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A word as it is typed into a POSIX shell. */
export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
