import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { exists, projectRoot } from "./project_copy.ts";

/** Folders whose texts are not the project's own. */
const OTHERS = ["node_modules", ".git", ".ipynb_checkpoints", "nab"];

const files = listFiles("");
const texts = new Map(
  files.filter((path) => /\.(md|ipynb)$/.test(path)).map((path) => [path, proseOf(path)]),
);

/** Files of the project, but for what runs write. */
function listFiles(folder: string): string[] {
  return [...Deno.readDirSync(join(projectRoot, folder))].flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (isDirectory) return OTHERS.includes(name) ? [] : listFiles(path);
    return /^(\.|my_)/.test(name) ? [] : [path];
  });
}

/** The Markdown of a file, without its code. */
function proseOf(path: string): string {
  const text = Deno.readTextFileSync(join(projectRoot, path));
  if (path.endsWith(".md")) return text.replaceAll(/^```[\s\S]*?^```$/gm, "");
  const cells: { cell_type: string; source: string | string[] }[] = JSON.parse(text).cells;
  const prose = cells.filter(({ cell_type }) => cell_type === "markdown");
  return prose.map(({ source }) => [source].flat().join("")).join("\n\n");
}

/** The names that a front end gives the headings of a text. */
function anchorsOf(text: string): Set<string> {
  return new Set(
    [...text.matchAll(/^#+ +(.+)$/gm)].map(([, heading]) =>
      heading!.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
    ),
  );
}

Deno.test("every link in the project's Markdown leads to a file, and to a heading in it", () => {
  assert.ok(texts.size >= 10);
  const dead: string[] = [];
  for (const [path, text] of texts) {
    for (const [, link] of text.matchAll(/\]\((?!https?:|attachment:)([^)\s]+)\)/g)) {
      const [file, anchor] = decodeURI(link!).split("#");
      const to = file === "" ? path : join(dirname(path), file!);
      const target = texts.get(to);
      const isThere = target !== undefined || exists(join(projectRoot, to));
      const isNamed = anchor === undefined || (target && anchorsOf(target).has(anchor));
      if (!isThere || !isNamed) dead.push(`${path}: ${link}`);
    }
  }
  assert.deepEqual(dead, []);
});

Deno.test("every file of lib/ or tests/ that a text or a comment names is there", () => {
  const dead: string[] = [];
  for (const path of files.filter((path) => /\.(md|ts|py)$/.test(path))) {
    if (path === "tests/notebook/path_cleaner_test.ts") continue; // its paths are made up
    const text = Deno.readTextFileSync(join(projectRoot, path));
    for (const [named] of text.matchAll(/\b(?:lib|tests)\/[\w/-]+\.(?:as\.)?(?:ts|py|md)\b/g)) {
      if (!exists(join(projectRoot, named))) dead.push(`${path}: ${named}`);
    }
  }
  assert.deepEqual(dead, []);
});
