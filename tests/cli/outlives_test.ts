/** A task goes on where it was meant to: nohup, &, a terminal under npx, a container. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../data/temporary_folder.ts";

const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

/** Who started whom is read from /proc. */
const onlyLinux = { ignore: Deno.build.os !== "linux" };
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A notebook that says that it has started and goes on once it is told to. */
const NOTEBOOK = JSON.stringify({
  cells: [{
    ...{ cell_type: "code", id: "waits", metadata: {}, outputs: [], execution_count: null },
    source: `Deno.writeTextFileSync("started", "");
      while (![...Deno.readDirSync(".")].some(({ name }) => name === "go")) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }`,
  }],
  ...{ metadata: {}, nbformat: 4, nbformat_minor: 5 },
});

/**
 * Starts a shell script in a session of its own, in which "$@" is a task at work and `started`
 * waits for that, and gives what the task has printed at its end, which comes after the script's.
 */
async function outputOf(script: string, variables: Record<string, string> = {}): Promise<string> {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(join(folder.path, "n.ipynb"), NOTEBOOK);
  const child = new Deno.Command("sh", {
    args: [
      "-c",
      `started() { for i in $(seq 300); do [ -e started ] && return; sleep 0.1; done; }\n${script}`,
      "sh",
      ...["deno", "task", "--config", CONFIG, "notebook", "n.ipynb"],
    ],
    cwd: folder.path,
    env: {
      ...variables,
      INIT_CWD: folder.path,
      NO_COLOR: "1",
      // Its own name in the list of processes, wherever it is installed.
      PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}`,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn();
  let isOver = false;
  // It ends with the last process that holds the pipes.
  const output = child.output().finally(() => isOver = true);
  const isStarted = () => [...Deno.readDirSync(folder.path)].some(({ name }) => name === "started");
  while (!isOver && !isStarted()) await sleep(50);
  await sleep(1_500); // in which a task that takes its start for its end would stop
  await Deno.writeTextFile(join(folder.path, "go"), "");
  const printed = await output;
  return new TextDecoder().decode(printed.stdout) + new TextDecoder().decode(printed.stderr);
}

for (
  const [what, script, variables] of [
    ["a terminal under npx", 'exec "$@"', { npm_lifecycle_event: "npx" }],
    ["a script that ends, with nohup", 'nohup "$@" & started'],
    ["the terminal, with nohup", 'nohup "$@" & started; kill -HUP 0'],
    ["a script that ends, in the background", '"$@" & started'],
    ["a shell in the background", '( "$@" & ); started'],
    ["a script that ends, in a session of its own", 'setsid "$@" & started'],
    ["what is before it in a pipe", 'sleep 1 | "$@"'],
  ] as const
) {
  Deno.test({
    name: `a task outlives ${what}`,
    ...onlyLinux,
    fn: async () => {
      const printed = await outputOf(script, variables);
      assert.match(printed, /^Done in .*n\.ipynb$/m, printed);
    },
  });
}
