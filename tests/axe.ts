/** axe-core, which finds what people with disabilities stumble over, from npm: for tests alone. */
import type { Page } from "./browser.ts";

const VERSION = "4.14.1";

/** Its script; `undefined` where it cannot be had, such as without a network. */
export async function axeSource(): Promise<string | undefined> {
  const folder = await Deno.makeTempDir();
  try {
    const imports = { "axe-core": `npm:axe-core@${VERSION}` };
    const config = JSON.stringify({ nodeModulesDir: "auto", imports });
    await Deno.writeTextFile(`${folder}/deno.json`, config);
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["install", "--quiet"],
      cwd: folder,
      stderr: "null",
    }).output();
    if (!success) return undefined;
    return await Deno.readTextFile(`${folder}/node_modules/axe-core/axe.min.js`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What is serious or worse on a page, one line each. */
export async function seriousFindings(page: Page, axe: string): Promise<string[]> {
  await page.evaluate(`${axe}; 0`);
  return await page.evaluate(`axe.run().then(({ violations }) => violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 120)).join(" | ")))`);
}
