/** What importing a door costs. */
import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { projectRoot } from "../project_copy.ts";
import { textOutput } from "../text_output.ts";

/** What a Deno command prints, run without any permission where it runs a program. */
async function deno(...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await textOutput(Deno.execPath(), {
    args,
    cwd: projectRoot,
    env: { NO_COLOR: "1" },
  });
  assert.ok(success, stderr);
  return stdout;
}

for (const [name, path] of Object.entries(config.exports)) {
  Deno.test(`importing ${name.replace(/^\./, "elb-anomaly")} needs no permission`, async () => {
    await deno("run", "--no-prompt", path);
  });
}

interface ModuleInfo {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier?: string };
    readonly isDynamic?: boolean;
  }[];
}

/** The modules that importing a file of the project loads, those of packages and Node included. */
async function loadedBy(path: string): Promise<Set<string>> {
  const { roots, modules }: { roots: string[]; modules: ModuleInfo[] } = JSON.parse(
    await deno("info", "--json", path),
  );
  const known = new Map(modules.map((module) => [module.specifier, module]));
  const loaded = new Set<string>();
  const load = (specifier: string): void => {
    if (loaded.has(specifier)) return;
    loaded.add(specifier);
    for (const { code, isDynamic } of known.get(specifier)?.dependencies ?? []) {
      if (code?.specifier !== undefined && isDynamic !== true) load(code.specifier);
    }
  };
  roots.forEach(load);
  return loaded;
}

for (
  const door of ["data", "preprocessing", "autoencoder", "tuner", "detect", "evaluate", "charts"]
) {
  Deno.test(`elb-anomaly/${door} loads neither a package nor a module of Node's`, async () => {
    const loaded = await loadedBy(`lib/${door}/mod.ts`);
    assert.ok(loaded.size > 1);
    assert.deepEqual([...loaded].filter((specifier) => !specifier.startsWith("file:")), []);
    const readers = [...loaded].filter((specifier) => specifier.includes("/lib/data/reading/"));
    assert.equal(readers.length > 0, door === "data");
  });
}
