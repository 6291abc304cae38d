/** What every user downloads: no more than the import map names, each with its checksum. */
import assert from "node:assert/strict";

interface Locked {
  integrity?: string;
  dependencies?: string[];
  optionalDependencies?: string[];
  optionalPeers?: string[];
}

const read = (path: string) => Deno.readTextFileSync(new URL(`../${path}`, import.meta.url));
const config = JSON.parse(read("deno.json"));
const lockText = read("deno.lock");
const lock: { specifiers: Record<string, string>; npm: Record<string, Locked> } & object = JSON
  .parse(lockText);
const imports = Object.values<string>(config.imports).filter((name) => !name.startsWith("./"));
/** `npm:@scope/name@1.2.3` without its version. */
const nameOf = (specifier: string) => specifier.replace(/^npm:/, "").replace(/(?!^)@.*$/, "");

Deno.test("deno.json names packages of npm in exact versions, and runs no install script", () => {
  for (const specifier of imports) {
    assert.match(specifier, /^npm:(@[^/@]+\/)?[^/@]+@\d+\.\d+\.\d+$/);
  }
  assert.deepEqual(Object.keys(config.allowScripts ?? {}).filter((key) => key !== "deny"), []);
  assert.equal(config.lock.frozen, true);
});

Deno.test("deno.lock holds what the import map needs, and nothing else", () => {
  assert.deepEqual(Object.keys(lock).sort(), ["npm", "specifiers", "version", "workspace"]);
  assert.deepEqual(Object.keys(lock.specifiers).sort(), imports.toSorted());
  const byName = Map.groupBy(Object.keys(lock.npm), nameOf);
  const needed = new Set<string>();
  const visit = (key: string): void => {
    assert.ok(lock.npm[key] !== undefined, `${key} is not in the lock`);
    if (needed.has(key)) return;
    needed.add(key);
    const { dependencies = [], optionalDependencies = [], optionalPeers = [] } = lock.npm[key]!;
    for (const name of [...dependencies, ...optionalDependencies, ...optionalPeers]) {
      // a name without a version has one version only in the lock
      if (lock.npm[name] !== undefined) visit(name);
      else byName.get(nameOf(name))?.forEach(visit);
    }
  };
  for (const [specifier, version] of Object.entries(lock.specifiers)) {
    visit(`${nameOf(specifier)}@${version}`);
  }
  assert.deepEqual(Object.keys(lock.npm).filter((key) => !needed.has(key)), []);
});

Deno.test("deno.lock has a checksum for every package, and names no host", () => {
  for (const [key, { integrity }] of Object.entries(lock.npm)) {
    assert.match(integrity ?? "", /^sha512-[A-Za-z0-9+/]{86}==$/, key);
  }
  assert.doesNotMatch(lockText, /:\/\//);
});

Deno.test("README says of every package what it is here for", () => {
  const section = /### Dependencies\n([^]*?)\n(?=MIT|#)/.exec(read("README.md"))![1]!;
  const named = [...section.matchAll(/`(@?[a-z][a-z0-9./-]*)`/g)].map(([, name]) => name!);
  assert.deepEqual(
    named.filter((name) => name !== ".ci/run").toSorted(),
    imports.map(nameOf).toSorted(),
  );
});
