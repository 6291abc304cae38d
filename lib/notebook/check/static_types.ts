/** The types of a notebook's cells. */
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ModuleFinding } from "./finding.ts";
import { anchorImports, type CheckModule } from "./module.ts";
import { findConfig } from "../kernel/find_config.ts";
import { runDeno } from "../kernel/run_deno.ts";

/** Type-checks the cells as one module, which stands in a temporary folder meanwhile. */
export async function checkTypes(
  path: string,
  module: CheckModule,
  options: { signal?: AbortSignal },
): Promise<ModuleFinding[]> {
  const base = new URL(".", pathToFileURL(resolve(path)));
  const folder = await Deno.makeTempDir({ prefix: "elb-check-" });
  try {
    const file = join(folder, "notebook.ts");
    await Deno.writeTextFile(file, anchorImports(module.source, base));
    const config = await findConfig(dirname(path));
    const { code, stderr } = await runDeno(
      ["check", ...(config === null ? [] : ["--config", config]), file],
      { ...options, cwd: dirname(path), input: "" },
    );
    if (code === 0) return [];
    const text = stderr.replaceAll(base.href, "./");
    return parseTypeErrors(text, pathToFileURL(await Deno.realPath(file)).href);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Messages in the form `TS2322 [ERROR]: text`, code lines, `at URL:LINE:COLUMN`. */
function parseTypeErrors(text: string, url: string): ModuleFinding[] {
  const findings: ModuleFinding[] = [];
  for (const part of text.split(/^(?=TS\d+ \[ERROR\]: )/m)) {
    if (!/^TS\d+ /.test(part)) continue;
    const at = [...part.matchAll(/at (\S+):(\d+):\d+$/gm)].find((match) => match[1] === url);
    const message = part.split(/^[ \t]+at \S+:\d+:\d+$/m)[0]!.trim().replace(" [ERROR]", "");
    findings.push({ line: Number(at?.[2] ?? 0), message });
  }
  return findings.length > 0 ? findings : [{ line: 0, message: text.trim() }];
}
