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

/** A number in so many significant digits, thousands apart: "8,145,000,000", "0.0312", "1e+300". */
export function formatNumber(value: number, digits: number): string {
  const size = Math.abs(value);
  return size < 1e15 && (size >= 1e-6 || size === 0)
    ? value.toLocaleString("en-US", { maximumSignificantDigits: digits })
    : String(Number(value.toPrecision(digits)));
}

/** A text as it must stand in HTML, attributes included. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A word as it is typed into a POSIX shell. */
export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
