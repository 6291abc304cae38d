/** Every task ends with what started it, and leaves nothing behind. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Mt19937 } from "../../lib/math/random.ts";
import { TASKS } from "../../lib/cli/shared/tasks.ts";
import { FixtureCopy } from "../notebook/fixture.ts";
import {
  canListProcesses,
  leftOver,
  mark,
  markedProcesses,
  sendSignal,
} from "../notebook/marked_processes.ts";
import { signalChild } from "../../lib/notebook/kernel/mod.ts";
import { withNabFolder } from "../evaluate/nab/nab_folder.ts";
import { textOutput } from "../text_output.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LAUNCHER = fileURLToPath(new URL("./launch_like_npx.ts", import.meta.url));
const OBJECTIVE = fileURLToPath(new URL("../fixtures/tune/slow.ts", import.meta.url));

/** How many processes are killed; with ELB_FULL, many. */
const KILLS = Deno.env.get("ELB_FULL") ? 60 : 12;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const;
/** Who is killed: npx's stand-in, its shell, `deno task`, the launcher, the task itself. */
const VICTIMS = [
  /launch_like_npx/,
  /^\S*sh -c/,
  /^\S*deno task/,
  /lib\/cli\/launch\.ts/,
  /--no-prompt/,
];

/** Tasks at work that would go on for longer than a test waits, by the folder they work in. */
const WORK: Readonly<Record<string, (folder: string, nab: string) => string[]>> = {
  notebook: (folder) => ["notebook", join(folder, "refuses_to_end.ipynb")],
  tune: (folder) => [
    ...["tune", OBJECTIVE, "--storage", `sqlite:///${folder}/study.db`, "--study", "s"],
    ...["--trials", "1000", "--workers", "2"],
  ],
  nab: (_folder, nab) => [
    ...["nab", "--data", join(nab, "data"), "--labels", join(nab, "labels.json")],
    ...["--detector", "all"],
  ],
  "check:notebooks": (folder) => ["check:notebooks", join(folder, "refuses_to_end.ipynb")],
};

function start(args: string[], folder: string, marked: Record<string, string>): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", LAUNCHER, ...args],
    env: { ...marked, NO_COLOR: "1", INIT_CWD: folder, TMPDIR: join(folder, "tmp") },
    stdin: "null",
    stdout: "null",
    stderr: "null",
    detached: true, // a group of its own, as a terminal gives each job
  }).spawn();
}

Deno.test({
  name: `tasks end with any process above them, at any signal and moment: ${KILLS} kills`,
  ignore: !canListProcesses,
  fn: () =>
    withNabFolder(async (nab) => {
      const random = new Mt19937(20140414);
      const pick = <Item>(items: readonly Item[]): Item => items[random.integer(items.length - 1)]!;
      for (let kill = 0; kill < KILLS; kill++) {
        const [name, makeArgs] = pick(Object.entries(WORK));
        const [victim, signal] = [pick(VICTIMS), pick(SIGNALS)];
        const delay = 300 + 2_000 * random.random();
        await using copy = await FixtureCopy.of("refuses_to_end");
        await Deno.mkdir(join(copy.folder, "tmp"));
        const before = await Deno.readTextFile(copy.file);
        const marked = mark();
        const child = start(makeArgs(copy.folder, nab), copy.folder, marked);
        await new Promise((resolve) => setTimeout(resolve, delay));
        const found = (await markedProcesses(marked)).find(({ command }) => victim.test(command));
        const hit = found !== undefined && await sendSignal(found.pid, signal);
        if (!hit) signalChild(child, "SIGKILL"); // not yet there, or over: then the first of them
        await child.status;
        const what = `kill ${kill}: ${name}, ${victim}, ${signal}, after ${delay.toFixed(0)} ms`;
        assert.deepEqual(await leftOver(marked), [], what);
        assert.equal(await Deno.readTextFile(copy.file), before, what);
        const rest = [...Deno.readDirSync(copy.folder)].map(({ name }) => name)
          .filter((name) => !/^study\.db|^started$|^tmp$/.test(name));
        assert.deepEqual(rest, ["refuses_to_end.ipynb"], what);
        if (signal !== "SIGKILL" && hit) {
          assert.deepEqual([...Deno.readDirSync(join(copy.folder, "tmp"))], [], what);
        }
      }
    }),
});

Deno.test("launch answers an unknown task with code 2", async () => {
  const args = ["run", "-A", join(ROOT, "lib/cli/launch.ts"), "magic"];
  const { code, stderr } = await textOutput(Deno.execPath(), { args });
  assert.equal(code, 2);
  assert.match(stderr, /must be one of notebook, test/);
});

Deno.test("deno.json's tasks are those of the launcher", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  const launched = Object.entries<{ command: string }>(tasks).flatMap(([name, { command }]) =>
    command.endsWith(`--allow-all lib/cli/launch.ts ${name}`) ? [name] : []
  );
  assert.deepEqual(launched.sort(), Object.keys(TASKS).sort());
});

Deno.test("TASKS gives no task more than its work needs", () => {
  const flags = (name: string, ...args: string[]) => TASKS[name]!.flags(args).join(" ");
  const data = ["--data", "d", "--labels", "l.json"];
  assert.doesNotMatch(flags("nab", ...data), /--allow-(write|net|run)/);
  assert.match(flags("nab", ...data, "--out", "/o"), /--allow-write=\/o( |$)/);
  assert.match(flags("nab", ...data, "--out=/o,p/q"), /--allow-write=\/( |$)/);
  assert.doesNotMatch(flags("data:simulate"), /--allow-(net|run)/);
  assert.match(flags("data:simulate", "--output", "/o/s.csv"), /--allow-write=\/o( |$)/);
  assert.doesNotMatch(flags("tune", "m.ts", "--storage", "sqlite:///s.db"), /--allow-net/);
  assert.match(flags("tune", "m.ts", "--storage", "sqlite:///s.db", "--net"), /--allow-net/);
  assert.match(flags("tune", "m.ts", "--storage", "postgresql://host/db"), /--allow-net/);
  const worker = flags("worker", "--queue", "postgresql://u:p@db.example.org/d");
  assert.match(worker, /--allow-net=db\.example\.org:5432( |$)/);
  assert.doesNotMatch(worker, /--allow-(write|run|ffi)|--allow-(read|env|sys)( |$)/);
  assert.match(
    flags("worker", "--queue=postgresql://u@[::1]:5433/d"),
    /--allow-net=\[::1\]:5433( |$)/,
  );
  assert.match(
    flags("worker", "--queue", "postgresql:///d?host=/run"),
    /--allow-net=unix:\/run\/\.s\.PGSQL\.5432 --allow-write=\/run\/\.s\.PGSQL\.5432$/,
  );
  const many = flags("detect", "t.csv", "--key", "k", "--queue", "postgresql://u@db:5/d");
  assert.match(many, /--allow-net=db:5( |$)/);
  assert.doesNotMatch(flags("detect", "t.csv", "--key", "k"), /--allow-net/);
  const reads = (name: string, ...args: string[]) =>
    new Set(/--allow-read=(\S+)/.exec(flags(name, ...args))![1]!.split(","));
  const values = ["--key", "/k", "--where=/w", "--column", "/c", "--every", "https://e.example"];
  const sources = ["/a.csv", "file:///b%2Bc.csv", "@/d", "-"];
  for (const name of ["watch", "backtest"]) {
    const own = reads(name);
    assert.deepEqual(
      reads(name, ...values, "--once", ...sources, "--calendar", "/e.ics", "--", "/-f.csv"),
      new Set([...own, "/a.csv", "/b+c.csv", "/d", "/-f.csv", "/e.ics"]),
    );
    assert.deepEqual(
      reads(name, "--json", "/a.csv", "--calendar=/e.ics", "--state=/s").size - own.size,
      3,
    );
    assert.doesNotMatch(flags(name, "/a.csv", ...values), /--allow-net/);
  }
  assert.doesNotMatch(flags("check:notebooks"), /--allow-(net|write( |$))/);
  for (const [name, task] of Object.entries(TASKS)) {
    assert.doesNotMatch(task.flags([]).join(" "), /--allow-all|-A\b/, name);
  }
});
