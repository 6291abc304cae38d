/** The package's doors; their names are type-checked in fixtures/package/public_names.ts. */
import assert from "node:assert/strict";
import * as all from "elb-anomaly";
import config from "../../deno.json" with { type: "json" };

const exported = Object.entries<string>(config.exports);
const mapped = new Map(Object.entries<string>(config.imports));

Deno.test("deno.json's import map has the project's own name for every export", () => {
  for (const [name, path] of exported) {
    assert.equal(mapped.get(name.replace(/^\./, "elb-anomaly")), path);
  }
});

Deno.test('"elb-anomaly" has every name of every door', async () => {
  for (const [name, path] of exported) {
    const door = await import(import.meta.resolve(`../../${path}`));
    const missing = Object.keys(door).filter((key) => !(key in all));
    assert.deepEqual(missing, [], name);
  }
});

Deno.test("every top folder of lib/ with public names is an export", () => {
  const inside = Deno.readTextFileSync(new URL("../../lib/mod.ts", import.meta.url));
  const folders = [...inside.matchAll(/export \* from "\.\/(\w+)\/mod\.ts"/g)].map(([, folder]) =>
    folder
  );
  assert.deepEqual(exported.map(([name]) => name.slice(2)).filter(Boolean).sort(), folders.sort());
});
