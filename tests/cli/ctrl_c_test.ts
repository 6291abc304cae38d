/** One Ctrl-C in a terminal, which sends it to every process of the job, ends a task whole. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { SqliteStorage } from "../../lib/tuner/mod.ts";
import { objective } from "./tune_process.ts";
import { textOutput } from "../text_output.ts";
import { codeCell, notebookText } from "../notebook/fixture.ts";

const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));
const PRESS = fileURLToPath(new URL("./press_ctrl_c.py", import.meta.url));

const PRESSES = Deno.env.get("ELB_FULL") ? 10 : 1;

async function hasPython(): Promise<boolean> {
  if (Deno.build.os === "windows") return false;
  try {
    return (await new Deno.Command("python3", { args: ["-c", "import pty"] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

const ignore = !await hasPython();
if (ignore) console.log("Ctrl-C in a terminal is not tested, as there is no python3 to make one");

/** Presses when what `deno task` printed matches the pattern, and claims that it ended well. */
async function press(pattern: string, args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await textOutput("python3", {
    args: [PRESS, pattern, Deno.execPath(), "task", "--config", CONFIG, ...args],
  });
  assert.equal(stderr, "");
  const { code, seconds, restored, output } = JSON.parse(stdout);
  assert.notEqual(seconds, null, output);
  assert.equal(code, 130, output);
  assert.ok(restored, "the terminal is as it was");
  return output;
}

for (let i = 1; i <= PRESSES; i++) {
  Deno.test({
    name: `one press of Ctrl-C stops tune and queues what was under way again (${i})`,
    ignore,
    fn: async () => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, "study.db");
      const args = ["--storage", `sqlite:///${path}`, "--study", "s", "--workers", "2"];
      const output = await press("[1-9]\\d*/1000 trials", [
        ...["tune", objective("slow"), ...args, "--trials", "1000"],
      ]);
      assert.match(output, /Stopping: finished trials are kept, those under way are queued again/);
      assert.ok(output.includes('\r\u001b[KStudy "s": '), "the status line is gone");
      const storage = new SqliteStorage(path);
      const { studyId } = (await storage.findStudy("s"))!;
      const trials = await storage.readTrials(studyId);
      await storage.close();
      const failed = trials.filter(({ state }) => state === "FAIL").map(({ number }) => number);
      const repeated = trials.flatMap(({ state, systemAttrs }) =>
        state === "WAITING" ? systemAttrs.retry_history : []
      );
      assert.deepEqual(repeated.toSorted(), failed.toSorted());
      assert.ok(trials.every(({ state }) => state !== "RUNNING"));
    },
  });

  Deno.test({
    name: `one press of Ctrl-C stops notebook and leaves the file as it was (${i})`,
    ignore,
    fn: async () => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, "slow.ipynb");
      const before = notebookText(
        codeCell("first", 'console.log("first");\n'),
        codeCell("second", "await new Promise((resolve) => setTimeout(resolve, 600_000));\n"),
      );
      Deno.writeTextFileSync(path, before);
      const output = await press("1/2.*s\\r", ["notebook", path]);
      assert.match(output, /Stopped: .* is as it was/);
      assert.equal(Deno.readTextFileSync(path), before);
    },
  });
}
