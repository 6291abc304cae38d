/**
 * What every chart of flagged rows asks of its flags.
 *
 * @module
 */

/**
 * Checks that there is one boolean a row.
 *
 * @param flags The flags
 * @param rows Rows that they belong to
 * @param subject What is drawn, as the error message says it: "Cannot draw {subject} as ..."
 * @param name Whose flags they are, where a chart has several
 * @throws {RangeError} If there are more or fewer
 * @throws {TypeError} If one is no boolean; the message names the row
 */
export function requireFlags(
  flags: readonly boolean[],
  rows: number,
  subject: string,
  name?: string,
): void {
  if (flags.length !== rows) {
    const has = name === undefined ? "got" : `"${name}" has`;
    throw new RangeError(
      `Cannot draw ${subject} as there must be one flag a row: ${has} ${flags.length} for ${rows} rows`,
    );
  }
  const row = flags.findIndex((flag) => typeof flag !== "boolean");
  if (row >= 0) {
    const whose = name === undefined ? "" : `"${name}", `;
    throw new TypeError(
      `Cannot draw ${subject} as flags must be booleans: ${whose}flag of row ${row} is ${
        flags[row]
      }`,
    );
  }
}
