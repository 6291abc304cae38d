/**
 * Pictures of chosen charts as files, for a README to show.
 *
 * @module
 */
import { join } from "node:path";
import { writeFileAtomic } from "../../files.ts";
import { cellTags, type Notebook, type Output } from "./nbformat.ts";

const TAG = /^image:([a-z0-9][a-z0-9_-]*)\.(svg|png)$/;

/**
 * Writes the last picture of each cell tagged `image:NAME.svg` or `image:NAME.png` to
 * `images/NAME.svg` or `images/NAME.png` beside the notebook.
 *
 * @param notebook With outputs
 * @param folder The notebook's folder
 * @returns The files written
 * @throws {SyntaxError} If such a tag names no plain file
 * @throws {RangeError} If a cell with such a tag shows no picture of that kind
 */
export async function exportImages(notebook: Notebook, folder: string): Promise<string[]> {
  const pictures = notebook.cells.flatMap((cell) =>
    cellTags(cell).filter((tag) => tag.startsWith("image:")).map((tag) => {
      const [, name, kind] = TAG.exec(tag) ?? [];
      if (name === undefined) {
        throw new SyntaxError(
          `Cannot write the picture of cell ${cell.id} as its tag must be image:NAME.svg or ` +
            `image:NAME.png: it is ${tag}`,
        );
      }
      const mime = kind === "svg" ? "image/svg+xml" : "image/png";
      const picture = (cell.outputs ?? []).map((output) => pictureOf(output, mime))
        .findLast((found) => found !== undefined);
      if (picture === undefined) {
        throw new RangeError(
          `Cannot write ${name}.${kind} as cell ${cell.id} must show a picture of type ${mime}: ` +
            "it shows none",
        );
      }
      return { file: join(folder, "images", `${name}.${kind}`), mime, picture };
    })
  );
  if (pictures.length > 0) await Deno.mkdir(join(folder, "images"), { recursive: true });
  for (const { file, mime, picture } of pictures) {
    const isText = mime === "image/svg+xml";
    await writeFileAtomic(file, isText ? picture : Uint8Array.fromBase64(picture.trim()));
  }
  return pictures.map(({ file }) => file);
}

function pictureOf(output: Output, mime: string): string | undefined {
  if (output.output_type !== "display_data" && output.output_type !== "execute_result") return;
  const picture = output.data[mime];
  return typeof picture === "string" ? picture : undefined;
}
