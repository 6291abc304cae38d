import { node } from "../../node.ts";
import { fflate } from "../../packages.ts";
import type { ExploreData, ExploreHead } from "./explore_data.ts";

/**
 * Head and columns as base64 of zlib data: length of the head, the head as JSON, and from the next
 * multiple of 8 on the columns: times as differences, usual values as the first one and
 * single-precision differences from it. `decodeExplore` reads it in a page.
 */
export function encodeExplore(data: ExploreData): string {
  const { timestamps, values, usual, scores, ...rest } = data;
  const head: ExploreHead = rest;
  const text = new TextEncoder().encode(JSON.stringify(head));
  const first = usual.find(Number.isFinite) ?? 0;
  const columns = [
    timestamps.map((time, row) => row === 0 ? time : time - timestamps[row - 1]!),
    values,
    Float64Array.from(data.hasUsual ? [first] : []),
    Float32Array.from(usual, (value) => value - first),
    scores,
  ];
  const start = 8 * Math.ceil((4 + text.length) / 8);
  const bytes = new Uint8Array(
    columns.reduce((sum, { byteLength }) => sum + byteLength, start),
  );
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  let at = start;
  for (const { buffer, byteOffset, byteLength } of columns) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return node.buffer.Buffer.from(fflate.zlibSync(bytes, { level: 9 })).toString("base64");
}
