/** Texts that are not in UTF-8. */

/** What programs of Windows write where not UTF-8; Latin-1 but for 32 control codes. */
export const WINDOWS_1252 = "windows-1252";

/** Bytes that are no character of {@linkcode WINDOWS_1252} or no text. */
// deno-lint-ignore no-control-regex -- control codes are what is looked for
const NO_TEXT = /[\x00-\x08\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d]/;

/** The kind of UTF-16 that a byte order mark tells. */
export function utf16Of(start: Uint8Array): string | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  return start[0] === 0xfe && start[1] === 0xff ? "utf-16be" : undefined;
}

/**
 * Whether the start of a text must be {@linkcode WINDOWS_1252} or a kin of it: it has bytes beyond
 * ASCII, and none of them are UTF-8. Where some are, the others are damage.
 */
export function isWindows1252(start: Uint8Array): boolean {
  const text = new TextDecoder().decode(start, { stream: true }); // its end may be cut
  if (!text.includes("\ufffd") || /[^\0-\x7f\ufffd]/.test(text)) return false;
  return !NO_TEXT.test(new TextDecoder("latin1").decode(start));
}

/** Bytes of another encoding as UTF-8; throws a `SyntaxError` where they are none. */
export async function* toUtf8(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
  shown: string,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const encoder = new TextEncoder();
  try {
    for await (const chunk of chunks) {
      yield encoder.encode(decoder.decode(chunk, { stream: true }));
    }
    yield encoder.encode(decoder.decode());
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new SyntaxError(
      `Cannot read ${shown} as its ${
        encoding.toUpperCase().replace("LE", "").replace("BE", "")
      } text must be whole`,
      { cause },
    );
  }
}
