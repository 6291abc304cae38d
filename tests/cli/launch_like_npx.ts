/**
 * A program: starts `deno task` with its arguments as npx does, through a shell and in the same
 * process group, and waits for it.
 */
import { fileURLToPath } from "node:url";

const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
// The second command keeps the shell from replacing itself by the first.
const script = 'deno task --config "$0" "$@"; exit $?';
const { code } = await new Deno.Command("sh", {
  args: ["-c", script, config, ...Deno.args],
  env: { npm_lifecycle_event: "npx" },
  stdin: "null",
}).spawn().status;
Deno.exit(code);
