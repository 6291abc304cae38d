import {
  frameTimestamps,
  frameValues,
  readSeries,
  type ReadSeriesOptions,
} from "../../../lib/data/mod.ts";
import { temporaryFolder } from "../temporary_folder.ts";

/** What `readSeries()` makes of a file with this content, its frame as arrays. */
export async function readText(
  content: string | Uint8Array,
  options: ReadSeriesOptions = {},
  name = "my.csv",
) {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/${name}`;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  await Deno.writeFile(path, bytes);
  const { frame, ...rest } = await readSeries(path, options).catch((error: Error) => {
    error.message = error.message.replace(path, name);
    throw error;
  });
  return {
    ...rest,
    timestamps: Array.from(frameTimestamps(frame)),
    values: Array.from(frameValues(frame)),
  };
}

/** Times of a series in UTC as text, without seconds. */
export function clock(timestamps: readonly number[]): string[] {
  return timestamps.map((time) => new Date(time).toISOString().slice(0, 16).replace("T", " "));
}
