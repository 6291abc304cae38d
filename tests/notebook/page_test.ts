import assert from "node:assert/strict";
import { fileURLToPath, pathToFileURL } from "node:url";
import pl from "nodejs-polars";
import { explore, toBundle } from "elb-anomaly";
import { type Cell, type Notebook, readNotebook } from "../../lib/notebook/file/nbformat.ts";
import { notebookPage } from "../../lib/notebook/page/notebook_page.ts";
import { markdownHtml } from "../../lib/notebook/page/markdown_html.ts";
import { safeHtml } from "../../lib/notebook/page/safe_html.ts";
import { chromium, Page } from "../browser.ts";
import { cutOnPaper } from "../paper.ts";
import { requireReadable } from "../readable_page.ts";
import { weekResults, weeks } from "../charts/explore/two_weeks.ts";

const ignore = chromium === undefined; // there is no Chromium to open the page in

/** What would run, load or ask for something if a page took it as it is. */
const attacks = [
  "<script>attacked()</script>",
  '<img src=x onerror="attacked()">',
  "<!--><img src=x onerror=attacked()>-->",
  '<svg onload="attacked()"><script>attacked()</script></svg>',
  '<a href="javascript:attacked()">link</a>',
  '<a href=" JaVaScRiPt:attacked()">link</a>',
  '<iframe srcdoc="<script>parent.attacked()</script>"></iframe>',
  "<style>@import url(http://127.0.0.1:9/x.css)</style>",
  '<img src="http://127.0.0.1:9/x.png" alt="far away">',
  "<textarea></textarea><script>attacked()</script>",
  '<noscript><p title="</noscript><img src=x onerror=attacked()>"></noscript>',
  "<xmp><p title='</xmp><img src=x onerror=attacked()>'></xmp>",
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=attacked()&gt;">',
  '<div style="background:url(http://127.0.0.1:9/x)" class="elb-explore">no view</div>',
];

const code = (source: string, outputs: Cell["outputs"]): Cell => ({
  cell_type: "code",
  id: "a",
  metadata: {},
  source,
  execution_count: 1,
  outputs: outputs!,
});
const markdown = (source: string): Cell => ({
  cell_type: "markdown",
  id: "m",
  metadata: {},
  source,
});
const shown = (data: object) =>
  ({ output_type: "display_data", data, metadata: {} }) as NonNullable<Cell["outputs"]>[number];
const notebook = (...cells: Cell[]): Notebook => ({ metadata: {}, cells });

/** A notebook with all that may come from data, as far from harmless as can be. */
const hostile = notebook(
  markdown(`# A title & <b>more</b>\n\n${attacks.join("\n\n")}\n\n[link](javascript:attacked())`),
  code("1 < 2", [
    { output_type: "stream", name: "stdout", text: `\x1b[31mred\x1b[0m ${attacks.join("\n")}` },
    { output_type: "error", ename: "E", evalue: "", traceback: attacks },
    ...attacks.flatMap((attack) => [
      shown({ "text/html": attack, "text/plain": "x" }),
      shown({ "text/markdown": attack, "text/plain": "x" }),
      shown({ "text/plain": attack }),
    ]),
  ]),
);

async function open(page: Page, html: string): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".html" });
  await Deno.writeTextFile(path, html);
  await page.go(pathToFileURL(path).href);
  await Deno.remove(path);
}

Deno.test("safeHtml() keeps tables as they are, and text", async () => {
  const { "text/html": table } = await toBundle(weeks) as Record<string, string>;
  assert.equal(safeHtml(table!), table);
  assert.equal(safeHtml("<center>in <b>the</b> middle</center>"), "in <b>the</b> middle");
  const style = shown({ "text/html": "<style>p {}</style>", "text/plain": "" });
  assert.doesNotMatch(notebookPage(notebook(code("1", [style])), "n"), /aria-label="Output"/);
  assert.equal(safeHtml("a &lt; b <b>c</b>"), "a &#60; b <b>c</b>");
  assert.equal(safeHtml('<img src="http://far.example/x.png" alt="far away">'), "far away");
});

Deno.test("safeHtml() and markdownHtml() leave nothing that runs or loads", () => {
  for (const attack of attacks) {
    for (const html of [safeHtml(attack), markdownHtml(attack)]) {
      assert.doesNotMatch(
        html,
        /<(script|svg|iframe|style|math|textarea|noscript|xmp)|<!--/i,
        attack,
      );
      assert.doesNotMatch(html, /<[^>]*\s(on\w+|class)=|<[^>]*(href|src)="(?!data:image)/i, attack);
    }
  }
});

Deno.test("notebookPage() has prose, folded code, output and the notebook's title", () => {
  const page = notebookPage(
    notebook(
      markdown("# All of it\n\nSome *prose*."),
      code("1 < 2", [
        { output_type: "stream", name: "stdout", text: "\x1b[31mred\x1b[0m\n" },
        shown({ "text/plain": "[Chart] A: b", "image/png": "AAAA\n" }),
      ]),
      code("", []),
    ),
    "name",
  );
  assert.match(page, /<title>All of it<\/title>/);
  assert.match(page, /<h1>All of it<\/h1>\s*<p>Some <em>prose<\/em>\.<\/p>/);
  assert.match(page, /<details><summary>Code<\/summary><pre><code>1 &#60; 2<\/code>/);
  assert.match(page, /<pre>red<\/pre>/);
  assert.match(page, /<img alt="\[Chart\] A: b" src="data:image\/png;base64,AAAA">/);
  assert.equal(page.match(/<details>/g)!.length, 1);
  assert.match(notebookPage(notebook(code("1", [])), "a<b"), /<h1>a&#60;b<\/h1>/);
});

Deno.test("notebookPage() runs nothing from the data", { ignore }, async () => {
  await using page = await Page.open();
  await page.send("Page.addScriptToEvaluateOnNewDocument", {
    source: "globalThis.attacked = () => globalThis.isAttacked = true;",
  });
  await open(page, notebookPage(hostile, "hostile"));
  await page.evaluate(`document.querySelectorAll("a").forEach((link) => link.click())`);
  await page.evaluate(
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))",
  );
  assert.equal(await page.evaluate("globalThis.isAttacked"), undefined);
  assert.deepEqual(page.faults, []);
  assert.equal(await page.evaluate("document.querySelectorAll('img').length"), 0);
});

Deno.test(
  "notebookPage() of the notebooks and a view opens without a network, whole on a phone and on paper",
  { ignore },
  async () => {
    const { html } = explore(weeks, { scores: weekResults });
    for (const name of ["train", "detector"]) {
      const path = fileURLToPath(new URL(`../../notebooks/${name}.ipynb`, import.meta.url));
      const run = await readNotebook(path);
      run.cells.push(code("show(explore(...))", [shown({ "text/html": html, "text/plain": "x" })]));
      const text = notebookPage(run, name);
      assert.ok(text.length < 2_000_000, `${text.length} bytes`);
      const file = await Deno.makeTempFile({ suffix: ".html" });
      await Deno.writeTextFile(file, text);
      await requireReadable(file);
      await Deno.remove(file);
    }
  },
);

Deno.test(
  "notebookPage() has its widest tables and longest words whole on A4",
  { ignore },
  async () => {
    const names = Array.from({ length: 16 }, (_, i) => `a_rather_long_name_of_a_column_${i}`);
    const wide = pl.DataFrame(
      Object.fromEntries(names.map((name, i) => [name, [i / 7e6, 1e9 / 7]])),
    );
    const long = pl.DataFrame({ text: ["x".repeat(300), "words ".repeat(60)], value: [1, 2.5] });
    const tables = await Promise.all([wide, long].map((frame) => toBundle(frame)));
    await using page = await Page.open();
    const text = { output_type: "stream", name: "stdout", text: "y".repeat(300) } as const;
    await open(page, notebookPage(notebook(code("1", [...tables.map(shown), text])), "wide"));
    assert.deepEqual(await cutOnPaper(page), []);
  },
);
