/** axe-core, which finds what people with disabilities stumble over, from npm: for tests alone. */
import type { Page } from "./browser.ts";
import { temporaryFolder } from "./data/temporary_folder.ts";

const VERSION = "4.14.1";

/** Its script; `undefined` where it cannot be had, such as without a network. */
export async function axeSource(): Promise<string | undefined> {
  await using folder = await temporaryFolder();
  const imports = { "axe-core": `npm:axe-core@${VERSION}` };
  const config = JSON.stringify({ nodeModulesDir: "auto", imports });
  await Deno.writeTextFile(`${folder.path}/deno.json`, config);
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["install", "--quiet"],
    cwd: folder.path,
    stderr: "null",
  }).output();
  if (!success) return undefined;
  return await Deno.readTextFile(`${folder.path}/node_modules/axe-core/axe.min.js`);
}

/** What is serious or worse on a page, one line each. */
export async function seriousFindings(page: Page, axe: string): Promise<string[]> {
  await page.evaluate(`${axe}; 0`);
  return await page.evaluate(`axe.run().then(({ violations }) => violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 120)).join(" | ")))`);
}
