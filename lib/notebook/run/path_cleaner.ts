/** Keeps machine paths and passwords out of notebooks. */
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { withoutUserInfo } from "../../checks.ts";
import { findConfig } from "../kernel/find_config.ts";

/**
 * A function that takes the project's folder out of a text, and the passwords out of its URLs, so
 * that outputs do not tell where and by whom they were made.
 *
 * @param folder The notebook's folder; the project is the nearest one upward with a `deno.json`
 */
export async function pathCleaner(folder: string): Promise<(text: string) => string> {
  const config = await findConfig(folder);
  const root = config === null ? folder : dirname(config);
  const prefixes = [`${pathToFileURL(root).href}/`, join(root, "/")];
  return (text) =>
    prefixes.reduce((rest, prefix) => rest.replaceAll(prefix, ""), withoutUserInfo(text));
}
