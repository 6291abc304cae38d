/**
 * How wide a text will be, without asking the system for a font.
 *
 * Readers see a chart in a font of their own, so the figures here are those of a wide one: room
 * that is planned with them is enough in Lato, Helvetica, Segoe UI, Roboto and DejaVu Sans.
 */

const widths: readonly (readonly [pattern: RegExp, em: number])[] = [
  [/[ijl.,:;'|!()[\]{} ]/u, 0.36],
  [/[frtIJ"/\\*-]/u, 0.44],
  [/[mwMWQO@%&\u2014]/u, 0.9],
  [/[A-Z]/u, 0.71],
  [/[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uff60]/u, 1.05], // East Asian, full width
];

/** Upper estimate of the width of one line of text, in pixels. */
export function textWidth(text: string, fontSize: number): number {
  let em = 0;
  for (const character of text) {
    em += widths.find(([pattern]) => pattern.test(character))?.[1] ?? 0.63;
  }
  return em * fontSize;
}

/** The width of the widest of some lines of text, in pixels; 0 where there is none. */
export function widest(texts: readonly string[], fontSize: number): number {
  return texts.reduce((most, text) => Math.max(most, textWidth(text, fontSize)), 0);
}

/** Breaks a text into lines no wider than `width` pixels, at spaces only. */
export function wrapText(text: string, fontSize: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`, fontSize) <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/** Characters kept of a text's beginning, of `length` kept; the end, then the middle is cut. */
const heads: readonly ((length: number) => number)[] = [
  (length) => length,
  (length) => Math.ceil(length / 2),
  () => 0,
];

/**
 * Cuts texts so that each is at most as wide as it may be (pixels), four characters at least, at a
 * place where it cannot be taken for another one of `among`.
 */
export function fitTexts(
  texts: readonly string[],
  width: number | readonly number[],
  fontSize: number,
  among = texts,
): string[] {
  return texts.map((text, i) => {
    const room = typeof width === "number" ? width : width[i]!;
    if (textWidth(text, fontSize) <= room) return text;
    const cuts = heads.map((head) => cutTo(text, room, fontSize, head));
    const isClear = ([head, tail]: readonly [string, string]) =>
      among.every((other) => other === text || !other.startsWith(head) || !other.endsWith(tail));
    return (cuts.find(isClear) ?? cuts[0]!).join("...");
  });
}

/** The longest beginning and end of a text that fit; a character where none does. */
function cutTo(
  text: string,
  width: number,
  fontSize: number,
  headOf: (length: number) => number,
): [head: string, tail: string] {
  const characters = [...text];
  for (let length = Math.min(characters.length - 1, Math.ceil(width / 4));; length--) {
    const head = characters.slice(0, headOf(length)).join("");
    const tail = characters.slice(characters.length - length + headOf(length)).join("");
    if (length <= 1 || textWidth(`${head}...${tail}`, fontSize) <= width) return [head, tail];
  }
}
