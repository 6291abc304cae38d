/**
 * `detector.json`: the scaler and the threshold that go with a saved model, and the checksums that
 * tie its files together, its own included.
 */
import { excerpt, requireNumber } from "../checks.ts";

/** The part of the file that its own checksum is over. */
export interface DetectorFile {
  readonly scaler: {
    readonly min: number;
    readonly max: number;
    readonly featureRange: readonly [number, number];
  };
  readonly threshold: number;
  readonly sha256: { readonly "model.json": string; readonly "weights.bin": string };
}

const FORMAT = "elb-anomaly detector 2";
/** Had no checksum of its own, else the same. */
const FIRST_FORMAT = "elb-anomaly detector 1";

/** The bytes of the file. */
export async function formatDetector(content: DetectorFile): Promise<Uint8Array<ArrayBuffer>> {
  const own = await checksumOf(content);
  return encodeJson({
    format: FORMAT,
    ...content,
    sha256: { ...content.sha256, "detector.json": own },
  });
}

/** Reads the file; throws a `SyntaxError` if it is not what {@linkcode formatDetector} writes. */
export async function parseDetector(bytes: Uint8Array, file: string): Promise<DetectorFile> {
  const text = new TextDecoder().decode(bytes);
  const { format, scaler, threshold, sha256 } = parseJson(text, file) as Partial<
    DetectorFile & { format: string; sha256: Record<string, string> }
  >;
  const isText = (value: unknown) => typeof value === "string";
  if (
    (format !== FORMAT && format !== FIRST_FORMAT) || typeof scaler !== "object" ||
    !Array.isArray(scaler?.featureRange) || scaler.featureRange.length !== 2 ||
    !isText(sha256?.["model.json"]) || !isText(sha256?.["weights.bin"])
  ) {
    throw new SyntaxError(
      `Cannot load the model as ${file} must be what saveModel writes ("${FORMAT}"): it starts with ${
        excerpt(text.trim())
      }`,
    );
  }
  const content = contentOf(scaler, threshold!, sha256!);
  if (format === FORMAT && await checksumOf(content) !== sha256!["detector.json"]) {
    throw new SyntaxError(
      `Cannot load the model as ${file} must be as it was saved: its own checksum differs`,
    );
  }
  checkRanges(content, file);
  return content;
}

function contentOf(
  { min, max, featureRange: [low, high] }: DetectorFile["scaler"],
  threshold: number,
  sha256: DetectorFile["sha256"],
): DetectorFile {
  const { "model.json": model, "weights.bin": weights } = sha256;
  return {
    scaler: { min, max, featureRange: [low, high] },
    threshold,
    sha256: { "model.json": model, "weights.bin": weights },
  };
}

function checkRanges({ scaler, threshold }: DetectorFile, file: string): void {
  const { min, max, featureRange: [low, high] } = scaler;
  const action = `load the model: in ${file}`;
  try {
    requireNumber(action, { threshold }, { min: 0 });
    requireNumber(action, { "scaler.min": min, "scaler.featureRange[0]": low });
    requireNumber(action, { "scaler.max": max }, { min });
    requireNumber(action, { "scaler.featureRange[1]": high }, { above: low });
  } catch (error) {
    throw new SyntaxError((error as Error).message, { cause: error });
  }
}

/** Reads JSON that holds an object; throws a `SyntaxError` if it does not. */
export function parseJson(text: string, file: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`Cannot load the model as ${file} must be JSON`, { cause });
  }
  if (typeof parsed === "object" && parsed !== null) return parsed as Record<string, unknown>;
  throw new SyntaxError(
    `Cannot load the model as ${file} must be a JSON object: it starts with ${
      excerpt(text.trim())
    }`,
  );
}

/** JSON as it stands in the files. */
export function encodeJson(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value, null, 2) + "\n");
}

/** The SHA-256 of bytes, in hexadecimal. */
export async function checksum(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

function checksumOf(content: DetectorFile): Promise<string> {
  return checksum(new TextEncoder().encode(JSON.stringify(content)));
}
