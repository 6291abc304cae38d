/** @module */
import type { ExploreData, ExploreHead } from "../explore_data.ts";

/** Reads in a page what `encodeExplore` has written. Its text goes into the page: no imports. */
export async function decodeExplore(text: string): Promise<ExploreData> {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const buffer = await new Response(stream).arrayBuffer();
  const length = new DataView(buffer).getUint32(0, true);
  const head: ExploreHead = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  let at = 8 * Math.ceil((4 + length) / 8);
  const take = (bytes: number) => buffer.slice(at, at += bytes);
  const timestamps = new Float64Array(take(8 * head.rows));
  for (let row = 1; row < head.rows; row++) timestamps[row]! += timestamps[row - 1]!;
  const values = new Float64Array(take(8 * head.rows));
  const [first = 0] = new Float64Array(take(head.hasUsual ? 8 : 0));
  const beside = new Float32Array(take(head.hasUsual ? 4 * head.rows : 0));
  return {
    ...head,
    timestamps,
    values,
    usual: Float64Array.from(beside, (difference) => first + difference),
    scores: new Float32Array(take(head.scoreLabel === null ? 0 : 4 * head.rows)),
  };
}
