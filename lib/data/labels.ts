/** Labelled windows of anomalies, in NAB's form. */
import { excerpt, requireKind } from "../checks.ts";
import { fileBytes, readAll } from "../files.ts";
import { formatTimestamp, parseTimestamp } from "./timestamps/timestamp.ts";

/** A labelled stretch of time; both ends belong to it. */
export interface LabelWindow {
  /** First instant. */
  start: Date;
  /** Last instant. */
  end: Date;
}

/**
 * Reads a labels file in the form of NAB's `combined_windows.json`: an object from the name of a
 * series to a list of `[start, end]`, both ends included, which may be empty.
 *
 * @param path A path or a `file:` URL
 * @returns The windows of each series, by the name that the file gives it
 * @throws {SyntaxError} If the file is not JSON of that form, or a window ends before it starts or
 * before the window ahead of it ends
 * @throws {Deno.errors.NotFound} If there is no such file
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readLabels } from "elb-anomaly/data";
 *
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, '{"a.csv": [["2014-04-10 00:04:00", "2014-04-10 01:04:00"]]}');
 * const labels = await readLabels(path);
 * assert.equal(labels.get("a.csv")![0]!.end.toISOString(), "2014-04-10T01:04:00.000Z");
 * await Deno.remove(path);
 * ```
 */
export async function readLabels(path: string | URL): Promise<Map<string, LabelWindow[]>> {
  requireKind("read labels", { path }, "a path or a URL");
  const name = path instanceof URL ? path.href : path;
  const text = new TextDecoder().decode(await readAll(fileBytes(path)));
  let labels: unknown;
  try {
    labels = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`Cannot read ${name} as it must be JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (typeof labels !== "object" || labels === null || Array.isArray(labels)) {
    throw new SyntaxError(
      `Cannot read ${name} as it must hold an object from series to windows: it holds ${
        excerpt(text.trim())
      }`,
    );
  }
  return new Map(
    Object.entries(labels).map(([file, windows]) => [file, parseWindows(windows, name, file)]),
  );
}

/** The windows of each series, by its name, as JSON text that {@linkcode readLabels} reads back. */
export function formatLabels(labels: ReadonlyMap<string, readonly LabelWindow[]>): string {
  const series = Array.from(labels, ([file, windows]) => [
    file,
    windows.map(({ start, end }) => [
      formatTimestamp(start.getTime()),
      formatTimestamp(end.getTime()),
    ]),
  ]);
  return JSON.stringify(Object.fromEntries(series), null, 2) + "\n";
}

/** Checks what should be one series' list of `[start, end]`; throws as {@linkcode readLabels}. */
export function parseWindows(windows: unknown, name: string, file: string): LabelWindow[] {
  if (!Array.isArray(windows)) {
    throw new SyntaxError(
      `Cannot read ${name} as ${excerpt(file)} must have a list of windows: current value is ${
        excerpt(JSON.stringify(windows))
      }`,
    );
  }
  let previousEnd = -Infinity;
  return windows.map((window: unknown, index) => {
    const place = `window ${index} of ${excerpt(file)}`;
    if (
      !Array.isArray(window) || window.length !== 2 ||
      !window.every((limit) => typeof limit === "string")
    ) {
      throw new SyntaxError(
        `Cannot read ${name} as ${place} must be [start, end], two timestamps: current value is ${
          excerpt(JSON.stringify(window))
        }`,
      );
    }
    const [start, end] = window.map((limit: string) => {
      try {
        return parseTimestamp(limit);
      } catch (cause) {
        throw new SyntaxError(
          `Cannot read ${name} as ${place} must hold timestamps: ${(cause as Error).message}`,
          { cause },
        );
      }
    }) as [number, number];
    if (!(start <= end)) {
      throw new SyntaxError(
        `Cannot read ${name} as ${place} must not end before it starts: current value is ${
          excerpt(JSON.stringify(window))
        }`,
      );
    }
    if (!(start > previousEnd)) {
      throw new SyntaxError(
        `Cannot read ${name} as ${place} must start after the window before it ends: current value is ${
          excerpt(JSON.stringify(window))
        }`,
      );
    }
    previousEnd = end;
    return { start: new Date(start), end: new Date(end) };
  });
}
