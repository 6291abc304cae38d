/** Pictures of chosen charts as files, for a README to show. */
import { basename, join } from "node:path";
import { excerpt } from "../../checks.ts";
import { ifThere, requireWritable, WriteError, writeFileAtomic } from "../../files.ts";
import { type Cell, cellTags, type Notebook, type Output } from "./nbformat.ts";

const TAG = /^image:([a-z0-9][a-z0-9_-]*)\.(svg|png)$/;

/** A picture that a cell's tag asks for. */
interface Wanted {
  readonly cell: Cell;
  readonly file: string;
  readonly mime: "image/svg+xml" | "image/png";
}

/**
 * The pictures that a notebook's tags `image:NAME.svg` and `image:NAME.png` ask for:
 * `images/NAME.svg` or `images/NAME.png` beside it. Throws a `SyntaxError` at a tag that names no
 * plain file.
 */
function wantedImages(notebook: Notebook, folder: string): Wanted[] {
  return notebook.cells.flatMap((cell) =>
    cellTags(cell).filter((tag) => tag.startsWith("image:")).map((tag): Wanted => {
      const [, name, kind] = TAG.exec(tag) ?? [];
      if (name === undefined) {
        throw new SyntaxError(
          `Cannot write the picture of cell ${excerpt(cell.id)} as its tag must be ` +
            `image:NAME.svg or image:NAME.png: it is ${excerpt(tag)}`,
        );
      }
      const mime = kind === "svg" ? "image/svg+xml" : "image/png";
      return { cell, file: join(folder, "images", `${name}.${kind}`), mime };
    })
  );
}

/** Checks, before a notebook runs, that the pictures it is to give can be written. */
export async function requireImagePlaces(notebook: Notebook, folder: string): Promise<void> {
  const images = wantedImages(notebook, folder);
  if (images.length === 0) return;
  const isThere = await ifThere(Deno.stat(join(folder, "images"))) !== undefined;
  for (const { file } of images) {
    await requireWritable(isThere ? file : join(folder, basename(file)));
  }
}

/**
 * Writes the last picture of each cell that has a tag for it; gives the files written, and one
 * sentence about each that was not.
 */
export async function exportImages(
  notebook: Notebook,
  folder: string,
): Promise<{ images: string[]; problems: string[] }> {
  const images: string[] = [];
  const problems: string[] = [];
  for (const { cell, file, mime } of wantedImages(notebook, folder)) {
    try {
      const picture = pictureIn(cell, mime);
      await Deno.mkdir(join(folder, "images"), { recursive: true });
      await writeFileAtomic(file, picture);
      images.push(file);
    } catch (error) {
      if (!(error instanceof WriteError || error instanceof SyntaxError)) throw error;
      problems.push(error.message);
    }
  }
  return { images, problems };
}

function pictureIn(cell: Cell, mime: Wanted["mime"]): string | Uint8Array {
  const picture = (cell.outputs ?? []).map((output) => pictureOf(output, mime))
    .findLast((found) => found !== undefined);
  const fail = (rule: string) => {
    throw new SyntaxError(
      `Cannot write the picture of cell ${excerpt(cell.id)} as it must ${rule}`,
    );
  };
  if (picture === undefined) return fail(`show one of type ${mime}: it shows none`);
  if (mime === "image/svg+xml") return picture;
  try {
    return Uint8Array.fromBase64(picture.trim());
  } catch {
    return fail("be base64: it is not");
  }
}

function pictureOf(output: Output, mime: string): string | undefined {
  if (output.output_type !== "display_data" && output.output_type !== "execute_result") return;
  const picture = output.data[mime];
  return typeof picture === "string" ? picture : undefined;
}
