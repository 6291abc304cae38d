/**
 * The notebook through nbconvert: executed, as a page, on paper and on a phone.
 *
 * Needs what `peers.ts` lists.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readNotebook } from "../../lib/notebook/file/nbformat.ts";
import { writeKernelspec } from "../../lib/notebook/kernel/kernelspec.ts";
import { runNotebook } from "../../lib/notebook/run/run.ts";
import { compareOutputs } from "../notebook/compare.ts";
import { Page } from "../browser.ts";
import { cutOnPaper } from "../paper.ts";
import { copyProject } from "../project_copy.ts";
import { chromium, missing, node, peers, playwright } from "./peers.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { textOutput } from "../text_output.ts";

if (missing.length > 0) {
  console.log(`Skipped: the notebook on paper, as these are missing: ${missing.join(", ")}`);
}
const PAGE = fileURLToPath(new URL("./page.mjs", import.meta.url));

async function start(program: string, args: string[], env: Record<string, string>) {
  const { success, stdout, stderr } = await textOutput(program, { args, env });
  assert.ok(success, stderr);
  return stdout;
}

Deno.test({
  name:
    "nbconvert gives train.ipynb the runner's outputs, and a page whose charts fit screen, paper and phone",
  ignore: missing.length > 0,
  fn: async () => {
    const project = copyProject();
    try {
      const data = join(project, "jupyter");
      await writeKernelspec(join(data, "kernels"), Deno.execPath());
      const env = { JUPYTER_DATA_DIR: data, JUPYTER_CONFIG_DIR: data, IPYTHONDIR: data };
      const jupyter = join(peers!, "bin", "jupyter");
      const train = join(project, "notebooks", "train.ipynb");
      const { path } = await runNotebook(train, { output: join(project, "notebooks/ours.ipynb") });
      const to = ["nbconvert", "--to"];
      const executed = [train, "--execute", "--output", "theirs.ipynb"];
      await start(jupyter, [...to, "notebook", ...executed], env);
      const ours = await readNotebook(path);
      const theirs = await readNotebook(join(project, "notebooks", "theirs.ipynb"));
      assert.deepEqual(compareOutputs(ours, theirs), []);

      await start(jupyter, [...to, "html", path, "--output", "page.html"], env);
      const page = join(project, "notebooks", "page.html");
      const pdf = Deno.env.get("ELB_PICTURES") ?? project;
      const args = [PAGE, playwright!, chromium!, page, join(pdf, "page.pdf")];
      const facts = JSON.parse(await start(node!, args, {}));
      const charts = ours.cells.flatMap((cell) => cell.outputs ?? [])
        .filter((output) => "data" in output && "image/png" in output.data).length;
      for (const [where, pictures] of Object.entries<Record<string, unknown>[]>(facts)) {
        assert.ok(pictures.length >= charts, `${where}: ${pictures.length} of ${charts}`);
        for (const picture of pictures) {
          assert.ok(picture.isDrawn && picture.isWhole, `${where}: ${JSON.stringify(picture)}`);
          assert.match(String(picture.alt), /\w+ \w+/, `${where}: a text for who cannot see it`);
        }
      }
      assert.ok((await Deno.stat(join(pdf, "page.pdf"))).size > 10_000);
      await using paper = await Page.open();
      await paper.go(pathToFileURL(page).href);
      assert.deepEqual(await cutOnPaper(paper), []);
    } finally {
      await Deno.remove(project, { recursive: true });
    }
  },
});

Deno.test({
  name: "nbconvert still lets a wide SVG stick out of its column, and gives it no text",
  ignore: missing.length > 0,
  fn: async () => {
    await using folder = await temporaryFolder();
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="850" height="300"></svg>';
    const output = {
      output_type: "display_data",
      data: { "image/svg+xml": svg },
      metadata: { alt: "a chart", "image/svg+xml": { alt: "a chart" } },
    };
    const cell = { cell_type: "code", id: "a", metadata: {}, source: "", execution_count: 1 };
    const cells = [{ ...cell, outputs: [output] }];
    const path = join(folder.path, "a.ipynb");
    const notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
    await Deno.writeTextFile(path, JSON.stringify(notebook));
    const env = {
      JUPYTER_DATA_DIR: folder.path,
      JUPYTER_CONFIG_DIR: folder.path,
      IPYTHONDIR: folder.path,
    };
    const args = ["nbconvert", "--to", "html", path, "--output", "page.html"];
    await start(join(peers!, "bin", "jupyter"), args, env);
    await using page = await Page.open({ width: 600, height: 800 });
    await page.go(pathToFileURL(join(folder.path, "page.html")).href);
    const image = `document.querySelector(".jp-RenderedSVG img")`;
    assert.equal(await page.evaluate(`${image}.getBoundingClientRect().width`), 850);
    assert.match(await page.evaluate(`${image}.alt`), /^No description/);
  },
});
