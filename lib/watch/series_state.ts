/** A watched series as bytes: a line of JSON, then its detector's snapshot. */
import { excerpt } from "../checks.ts";
import type { MissingState } from "../data/cloudwatch/mod.ts";
import type { Kept } from "./recent_periods.ts";
import { StateError } from "./state_store.ts";
import type { DetectorAlert, WatchEvent } from "./event.ts";

/** What is kept of a series beside its detector's snapshot, plain JSON. */
export interface SavedHeader {
  readonly version: 1;
  readonly key: string;
  readonly last: number | null;
  readonly rule: MissingState;
  readonly sequence: number;
  readonly open: DetectorAlert | null;
  readonly silentSince: number | null;
  /** The newest events: those that a queue may not have taken before the program ended. */
  readonly events: readonly WatchEvent[];
  readonly recent: readonly Kept[];
  /** A row that may still grow; earlier versions held none. */
  readonly held?: Kept | null;
  /** When something new came last; earlier versions did not keep it. */
  readonly cameAt?: number | null;
}

const NEWLINE = 10;

/** What is kept of a series, as bytes. */
export function sealSeries(header: SavedHeader, snapshot: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header) + "\n");
  const bytes = new Uint8Array(text.length + snapshot.length);
  bytes.set(text);
  bytes.set(snapshot, text.length);
  return bytes;
}

/** The two parts of the bytes of the series of that key; throws a `StateError` if they are not. */
export function openSeries(
  saved: Uint8Array,
  key: string,
): { header: SavedHeader; snapshot: Uint8Array } {
  const cut = saved.indexOf(NEWLINE);
  return { header: parseHeader(saved.subarray(0, cut), key), snapshot: saved.subarray(cut + 1) };
}

function parseHeader(bytes: Uint8Array, key: string): SavedHeader {
  let header: SavedHeader | undefined;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // said below
  }
  if (header?.version === 1 && header.key === key) return header;
  throw new StateError(
    `Cannot go on with the state of ${
      excerpt(key)
    } as it must be whole and of this version: it is ${
      header === undefined
        ? "damaged"
        : `of version ${excerpt(header.version)}, ${excerpt(header.key)}`
    }`,
  );
}
