/** Text of which the last line may be half-written: another program may be at it. */

const NEWLINE = 10;
/** A line that is longer is given as it comes: it is no line of a series. */
const LONGEST = 2 ** 20;

/** Holds back what stands behind the last line end. */
export class WholeLines {
  #rest: Uint8Array = new Uint8Array(0);

  /** What is whole of a piece and of what was held back; the piece may be filled anew then. */
  push(piece: Uint8Array): Uint8Array {
    const cut = piece.lastIndexOf(NEWLINE) + 1;
    if (cut === 0 && this.#rest.length + piece.length <= LONGEST) {
      this.#rest = concat(this.#rest, piece);
      return new Uint8Array(0);
    }
    const end = cut === 0 ? piece.length : cut;
    const whole = concat(this.#rest, piece.subarray(0, end));
    this.#rest = piece.slice(end);
    return whole;
  }

  /** What is held back, no more from now on. */
  takeRest(): Uint8Array {
    const rest = this.#rest;
    this.#rest = new Uint8Array(0);
    return rest;
  }
}

/** A stream without its last line, if that has no end. */
export async function* wholeLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const lines = new WholeLines();
  for await (const piece of pieces) {
    const whole = lines.push(piece);
    if (whole.length > 0) yield whole;
  }
}

/** Whether a file's last bytes, four or more, end a whole one: a line, JSON or Parquet. */
export function endsWhole(last: Uint8Array): boolean {
  return /(?:[\n\r}\]]\0?|PAR1)$/.test(new TextDecoder("latin1").decode(last));
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
