/** Fixture notebooks in folders of their own. */
import { join } from "node:path";
import { type Notebook, readNotebook } from "../../lib/notebook/file/nbformat.ts";

const FIXTURES = new URL("../fixtures/notebooks/", import.meta.url);

/** A copy of a fixture notebook in a new temporary folder, which goes when the test ends. */
export class FixtureCopy implements AsyncDisposable {
  readonly folder: string;
  readonly file: string;

  private constructor(folder: string, name: string) {
    this.folder = folder;
    this.file = join(folder, `${name}.ipynb`);
  }

  static async of(name: string): Promise<FixtureCopy> {
    const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "elb-test-" }));
    const copy = new FixtureCopy(folder, name);
    await Deno.copyFile(new URL(`${name}.ipynb`, FIXTURES), copy.file);
    return copy;
  }

  read(): Promise<Notebook> {
    return readNotebook(this.file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** What a notebook's code cells printed, one text a cell. */
export function printed(notebook: Notebook): string[] {
  return notebook.cells.filter((cell) => cell.cell_type === "code").map((cell) =>
    (cell.outputs ?? []).map((output) => output.output_type === "stream" ? output.text : "")
      .join("")
  );
}

/** A code cell that did not run, as a notebook file holds it. */
export function codeCell(id: string, source: string, tags: readonly string[] = []) {
  const metadata = { tags: [...tags] };
  return { cell_type: "code", id, metadata, source, outputs: [], execution_count: null };
}

/** The text of a notebook file. */
export function notebookText(...cells: readonly object[]): string {
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
}
