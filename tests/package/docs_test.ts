/** What `deno doc` shows of the public names, and where examples stand. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { projectRoot } from "../project_copy.ts";

interface Tag {
  readonly kind: string;
  readonly doc?: string;
}
interface Documented {
  readonly jsDoc?: { readonly tags?: readonly Tag[] };
}
interface Declaration extends Documented {
  readonly kind: string;
  readonly def?: { readonly methods?: readonly Documented[] };
}
interface Named {
  readonly name: string;
  readonly declarations: readonly Declaration[];
}

/** The public names, as `deno doc --json` lists them. */
function publicNames(): readonly Named[] {
  const { success, stdout, stderr } = new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", "lib/mod.ts"],
    cwd: projectRoot,
  }).outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.ok(success, text(stderr));
  const nodes: Record<string, { symbols: Named[] }> = JSON.parse(text(stdout)).nodes;
  return Object.values(nodes).flatMap(({ symbols }) => symbols);
}

/** The examples in the doc comments of some declarations. */
function examplesOf(declarations: readonly Documented[]): string[] {
  return declarations.flatMap(({ jsDoc }) => jsDoc?.tags ?? [])
    .flatMap(({ kind, doc = "" }) => kind === "example" ? [doc] : []);
}

/** The files of lib/, with their text. */
function* libFiles(folder = join(projectRoot, "lib")): Generator<[path: string, text: string]> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* libFiles(path);
    else if (name.endsWith(".ts")) yield [path, Deno.readTextFileSync(path)];
  }
}

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
  for (const [path, text] of libFiles()) {
    written += text.match(/^\s*\* @example/gm)?.length ?? 0;
    assert.doesNotMatch(text, /^\s*\* .*\bfrom "\.{1,2}\//m, path);
  }
  assert.equal(written, shown);
});

Deno.test("@default starts its line, as documentation tools need", () => {
  for (const [path, text] of libFiles()) assert.doesNotMatch(text, /[^\s*].* @default\b/, path);
});
