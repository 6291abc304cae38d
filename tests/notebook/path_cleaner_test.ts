import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pathCleaner } from "../../lib/notebook/run/path_cleaner.ts";

Deno.test("pathCleaner() takes out the folder of the nearest deno.json, as path and as URL", async () => {
  const root = await Deno.makeTempDir();
  try {
    const folder = join(root, "notebooks", "deep");
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(join(root, "deno.json"), "{}");
    const clean = await pathCleaner(folder);
    const url = pathToFileURL(join(root, "lib", "a.ts")).href;
    assert.equal(clean(`at f (${url}:1:2), ${url}`), "at f (lib/a.ts:1:2), lib/a.ts");
    assert.equal(clean(`no ${join(root, "data", "b.csv")}`), `no ${join("data", "b.csv")}`);
    assert.equal(clean("nothing of it"), "nothing of it");
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
