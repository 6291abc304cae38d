/** Bytes that come while others are worked on. */
import { node } from "../node.ts";

/** So many bytes are read ahead at most. */
export const READ_AHEAD = 2 ** 24;

/**
 * The bytes of a stream, each time all that have come meanwhile: the state of many series is then
 * loaded and kept once for all of their rows, and not once for each piece of a pipe.
 */
export async function* readAhead(
  pieces: AsyncIterable<Uint8Array>,
  most = READ_AHEAD,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let length = 0;
  let isDone = false;
  let change = Promise.withResolvers<void>();
  const changed = () => {
    change.resolve();
    change = Promise.withResolvers();
  };
  const reading = (async () => {
    try {
      for await (const piece of pieces) {
        held.push(piece);
        length += piece.length;
        changed();
        while (length >= most) await change.promise;
      }
    } finally {
      isDone = true;
      changed();
    }
  })();
  reading.catch(() => {}); // thrown below
  for (;;) {
    while (length === 0 && !isDone) await change.promise;
    if (length === 0) return await reading;
    const bytes = new Uint8Array(node.buffer.Buffer.concat(held));
    [held, length] = [[], 0];
    changed();
    yield bytes;
  }
}
