import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pathCleaner } from "../../lib/notebook/run/path_cleaner.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";

Deno.test("pathCleaner() takes out the folder of the nearest deno.json, as path and as URL", async () => {
  await using root = await temporaryFolder();
  const folder = join(root.path, "notebooks", "deep");
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(root.path, "deno.json"), "{}");
  const clean = await pathCleaner(folder);
  const url = pathToFileURL(join(root.path, "lib", "a.ts")).href;
  assert.equal(clean(`at f (${url}:1:2), ${url}`), "at f (lib/a.ts:1:2), lib/a.ts");
  assert.equal(clean(`no ${join(root.path, "data", "b.csv")}`), `no ${join("data", "b.csv")}`);
  assert.equal(clean("nothing of it"), "nothing of it");
});
