/** The rules of lib/: what may import what, and what is documented. */
import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { examplesOf, publicNames } from "./package/doc.ts";
import { exists } from "./project_copy.ts";

const LIB = fileURLToPath(new URL("../lib/", import.meta.url));

/** Top folders and files, each importing only from those of earlier rows. */
const ORDER = [
  ["checks", "dom", "job_thread", "node", "text", "time"],
  ["files", "packages"],
  ["math"],
  ["data"],
  ["preprocessing", "tuner"],
  ["autoencoder"],
  ["detect"],
  ["evaluate"],
  ["charts"],
  ["notebook", "watch", "fleet"],
  ["mod"],
  ["cli"],
];
const rank = new Map(ORDER.flatMap((names, i) => names.map((name) => [name, i] as const)));

/** An import, and whether only its types are used. */
interface Edge {
  readonly from: string;
  readonly to: string;
}

const files = globSync("**/*.ts", { cwd: LIB }).sort();
const edges = files.flatMap((from) => importsOf(from).map((to): Edge => ({ from, to })));

/** The files of lib/ that a file names in imports, exports, `import()` and `new URL(…)`. */
function importsOf(file: string): string[] {
  const text = Deno.readTextFileSync(LIB + file).replaceAll(/^\s*(\/\/|\/?\*).*$/gm, "");
  const names = text.matchAll(
    /\bfrom\s+"(\.[^"]+)"|\bimport\s*\(?\s*"(\.[^"]+)"|new URL\(\s*"(\.[^"]+\.ts)"/g,
  );
  return [...names].map((match) => {
    const name = match[1] ?? match[2] ?? match[3]!;
    const path = new URL(name, `file:///${file}`).pathname.slice(1);
    return file.endsWith(".as.ts") ? `${path}.ts` : path;
  }).filter((path) => files.includes(path));
}

function top(file: string): string {
  return file.split("/")[0]!.replace(/\.ts$/, "");
}

Deno.test("lib/ has no circle of imports", () => {
  const next = Map.groupBy(edges, ({ from }) => from);
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    assert.equal(at, -1, `A circle: ${[...way.slice(at), file].join(" -> ")}`);
    if (done.has(file)) return;
    for (const { to } of next.get(file) ?? []) visit(to, [...way, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
});

Deno.test("lib/'s folders import only from those before them", () => {
  const names = new Set(files.map(top));
  assert.deepEqual([...names].filter((name) => !rank.has(name)), []);
  const wrong = edges.filter(({ from, to }) =>
    top(from) !== top(to) && rank.get(top(from))! <= rank.get(top(to))!
  );
  assert.deepEqual(wrong, []);
});

Deno.test("lib/'s folders are entered by their doors", () => {
  const past = edges.filter(({ from, to }) =>
    top(from) !== top(to) && to.includes("/") && !to.endsWith("/mod.ts")
  );
  assert.deepEqual(past, []);
});

Deno.test("lib/'s packages are loaded by packages.ts, at their first use", () => {
  const outside = /\bfrom\s+"(?!\.|node:)|\bimport\s*\(\s*"(?!\.|node:)|^import\s+"(?!\.|node:)/m;
  const wrong = files.filter((file) => {
    const text = Deno.readTextFileSync(LIB + file).replaceAll(/^\s*(\/\/|\/?\*).*$/gm, "");
    return file !== "packages.ts" && outside.test(text);
  });
  assert.deepEqual(wrong, []);
});

Deno.test("lib/ type-checks in a program that imports it by its path", () => {
  const folder = Deno.makeTempDirSync({ prefix: "elb-house-" });
  try {
    Deno.writeTextFileSync(`${folder}/main.ts`, `import ${JSON.stringify(`${LIB}mod.ts`)};\n`);
    Deno.writeTextFileSync(`${folder}/deno.json`, "{}");
    const { success, stderr } = new Deno.Command(Deno.execPath(), {
      args: ["check", "main.ts"],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).outputSync();
    // Such a program knows neither the packages' types, which are `any` to it, nor the DOM's, which
    // come from dom.ts: write down what the parameters of a package's callbacks are.
    assert.ok(success, new TextDecoder().decode(stderr));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("lib/ prints and reads the environment in its programs only, and knows Jupyter in notebook/", () => {
  const printing = /\bconsole\.\w|\bDeno\.(env|exit|stdout|stderr)\b|\bprocess\.(env|exit)\b/;
  // What runs in the reader's browser has its console.
  const free = ["cli", "watch", "notebook"];
  const found = files.filter((file) => {
    const text = Deno.readTextFileSync(LIB + file).replaceAll(/^\s*(\/\/|\/?\*).*$/gm, "")
      .replaceAll(/ \/\/ .*$/gm, "");
    const prints = !free.includes(top(file)) && file !== "charts/explore/html.ts" &&
      printing.test(text);
    return prints || (top(file) !== "notebook" && /\bDeno\.jupyter\b/.test(text));
  });
  assert.deepEqual(found, []);
});

Deno.test("importsOf() finds imports of each form", () => {
  assert(edges.length > files.length);
  assert(edges.some(({ from, to }) => from === "mod.ts" && to === "data/mod.ts"));
  assert(edges.some(({ to }) => to === "tuner/workers/objective_worker.ts"));
});

Deno.test("lib/'s commands write by print.ts, which escapes what came from outside", () => {
  const raw = files.filter((file) =>
    file.startsWith("cli/") && file !== "cli/shared/print.ts" &&
    /\bconsole\.|\bwriteSync\b|\bstd(out|err)\.write/.test(Deno.readTextFileSync(LIB + file))
  );
  assert.deepEqual(raw, ["cli/launch.ts"]); // which names its own tasks only
});

Deno.test("every public function and class has one example, which imports the project by name", () => {
  const names = publicNames();
  const called = names.filter(({ declarations }) =>
    declarations.some(({ kind }) => kind === "function" || kind === "class")
  );
  assert.ok(called.length > 90);
  for (const named of called) {
    const examples = examplesOf(named.declarations);
    assert.equal(examples.length, 1, `${named.name} has ${examples.length} examples`);
    assert.match(examples[0]!, /\bfrom "elb-anomaly(\/\w+)?"/, named.name);
    assert.match(examples[0]!, /^\s*(?:await )?assert\b/m, named.name);
  }
});

Deno.test("only public names and their methods have examples, and none imports a file", () => {
  const declarations = publicNames().flatMap((named) => named.declarations);
  const methods = declarations.flatMap(({ def }) => def?.methods ?? []);
  const shown = examplesOf([...declarations, ...methods]).length;
  let written = 0;
  for (const file of files) {
    const text = Deno.readTextFileSync(LIB + file);
    written += text.match(/^\s*\* @example/gm)?.length ?? 0;
    assert.doesNotMatch(text, /^\s*\* .*\bfrom "\.{1,2}\//m, file);
  }
  assert.equal(written, shown);
});

Deno.test("@default starts its line, as documentation tools need", () => {
  for (const file of files) {
    assert.doesNotMatch(Deno.readTextFileSync(LIB + file), /[^\s*].* @default\b/, file);
  }
});

Deno.test("lib/README.md names files and folders that are there", () => {
  const text = Deno.readTextFileSync(`${LIB}README.md`);
  const named = [...text.matchAll(/`((?:[\w-]+\/)*(?:[\w-]+\.ts|[\w-]+\/))`/g)]
    .map(([, path]) => path!)
    .filter((path) => !/NAME/.test(path));
  assert(named.length > 60, `${named.length} names`);
  let folder = "";
  for (const path of named) {
    const isWhole = exists(LIB + path) || exists(`${LIB}../${path}`);
    // A bare name stands in the folder that was named before it, or beside it.
    const above = folder.replace(/[^/]+\/$/, "");
    assert(isWhole || [folder, above].some((base) => exists(LIB + base + path)), path);
    if (isWhole) folder = path.slice(0, path.lastIndexOf("/") + 1);
  }
});

Deno.test("lib/README.md names each folder, and each in those", () => {
  const text = Deno.readTextFileSync(`${LIB}README.md`);
  const folders = new Set(
    files.flatMap((file) =>
      [1, 2].map((depth) => file.split("/").slice(0, -1).slice(0, depth).at(-1))
    ),
  );
  folders.delete(undefined); // of files of lib/ itself
  const unnamed = [...folders].filter((name) => !new RegExp(`\`[^\`]*\\b${name}/`).test(text));
  assert.deepEqual(unnamed, []);
});
