/** Writes 4 MB of one letter after the other to a file, until it is killed. */
import { writeFileAtomic } from "../../lib/files.ts";

const [path] = Deno.args;
for (let i = 0;; i++) {
  await writeFileAtomic(path!, String.fromCharCode(97 + i % 26).repeat(4_000_000));
  if (i === 0) console.log("writing");
}
