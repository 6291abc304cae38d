/**
 * What is not CSV in UTF-8, told by its first bytes.
 *
 * @module
 */

/**
 * Names what is not CSV in UTF-8 by its first bytes: UTF-16, an archive, an HTML page.
 *
 * @param start The first bytes, 256 or more where there are as many
 * @param name What errors call the source
 * @throws {SyntaxError} If it is such a format
 */
export function refuseOtherFormats(start: Uint8Array, name: string): void {
  const format = startsWith(start, [0xff, 0xfe]) || startsWith(start, [0xfe, 0xff])
    ? "UTF-16 (save it as UTF-8)"
    : startsWith(start, [0x1f, 0x8b])
    ? "a gzip archive (unpack it first)"
    : startsWith(start, [0x50, 0x4b, 0x03, 0x04])
    ? "a ZIP archive or a spreadsheet (save it as CSV)"
    : start.subarray(0, 64).includes(0)
    ? "UTF-16 without a byte order mark, or binary"
    : /^\uFEFF?\s*<(!doctype|html|head|body|\?xml)/i.test(
        new TextDecoder("utf-8", { ignoreBOM: true }).decode(start.subarray(0, 256)),
      )
    ? "an HTML or XML page (an error page in place of the data?)"
    : undefined;
  if (format !== undefined) {
    throw new SyntaxError(`Cannot read ${name} as it must be CSV in UTF-8: it is ${format}`);
  }
}

function startsWith(bytes: Uint8Array, prefix: number[]): boolean {
  return prefix.every((byte, i) => bytes[i] === byte);
}
