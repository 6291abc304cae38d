/** The frame around a snapshot's numbers: a name, a version, a checksum, compression. */
import { node } from "../../../node.ts";

/** First bytes of every snapshot. */
const MAGIC = new TextEncoder().encode("elb-anomaly detector\n");
/** Changes whenever the meaning of a number or of a computation does, but up to the rows. */
export const SNAPSHOT_VERSION = 13;
/** The oldest whose rows are written as those of now. */
const OLDEST_VERSION = 8;
const CHECKSUM_BYTES = 32;
const HEAD_BYTES = MAGIC.length + 1 + CHECKSUM_BYTES;
/** Far more than a detector holds: what inflates to more is none of ours. */
const MOST_BYTES = 1 << 26;

/** `magic, version, SHA-256 of the version and the rest, rest`: the body, deflated. */
export function sealSnapshot(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const packed = node.zlib.deflateRawSync(body);
  const bytes = new Uint8Array(HEAD_BYTES + packed.length);
  bytes.set(MAGIC);
  bytes[MAGIC.length] = SNAPSHOT_VERSION;
  bytes.set(checksum(SNAPSHOT_VERSION, packed), MAGIC.length + 1);
  bytes.set(packed, HEAD_BYTES);
  return bytes;
}

/** What {@linkcode sealSnapshot} has sealed. */
export interface OpenedSnapshot {
  /** The version that wrote it. */
  readonly version: number;
  /** Its numbers. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/**
 * The body of {@linkcode sealSnapshot} and its version; throws a `TypeError` at bytes that are no
 * snapshot, a `RangeError` at one of another version, cut short or changed.
 */
export function openSnapshot(bytes: Uint8Array): OpenedSnapshot {
  if (!(bytes instanceof Uint8Array) || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new TypeError(
      `Cannot restore as the snapshot must be the bytes of a streaming detector's snapshot(): they ${
        bytes instanceof Uint8Array ? "begin otherwise" : `are ${describe(bytes)}`
      }`,
    );
  }
  const version = bytes[MAGIC.length] ?? 0;
  if (!(version >= OLDEST_VERSION && version <= SNAPSHOT_VERSION)) {
    throw new RangeError(
      `Cannot restore the snapshot as its version must be in ${OLDEST_VERSION}..${SNAPSHOT_VERSION}: it is ${version}`,
    );
  }
  const packed = bytes.subarray(HEAD_BYTES);
  const stated = bytes.subarray(MAGIC.length + 1, HEAD_BYTES);
  const found = checksum(version, packed);
  if (stated.length !== found.length || found.some((byte, i) => byte !== stated[i])) {
    throw new RangeError(
      "Cannot restore the snapshot as its checksum must fit its bytes: it is damaged, cut short or edited",
    );
  }
  try {
    const body = node.zlib.inflateRawSync(packed, { maxOutputLength: MOST_BYTES });
    return { version, body: new Uint8Array(body) };
  } catch (error) {
    throw new RangeError("Cannot restore the snapshot as its bytes must inflate", { cause: error });
  }
}

function checksum(version: number, bytes: Uint8Array): Uint8Array {
  return node.crypto.createHash("sha256").update(Uint8Array.of(version)).update(bytes).digest();
}

function describe(value: unknown): string {
  return value === null ? "null" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
