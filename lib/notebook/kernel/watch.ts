/**
 * What runs in the kernel to end it when nobody is there any more to use it.
 *
 * SIGKILL cannot be caught, and npx passes hardly any signal on: the processes below have to notice.
 * The functions here are sent to the kernel as source text, so each uses nothing but globals and its
 * arguments.
 *
 * @module
 */

/** What the watcher in the kernel has to know about the processes above it. */
export interface Watch {
  /** Process id of the guard, the kernel's parent. */
  guard: number;
  /** Process id of the runner. */
  runner: number;
  /**
   * Whether to end the runner (SIGTERM) when one of its ancestors in its own process group dies.
   * A command line wants this; a library in someone's program does not.
   */
  job: boolean;
}

/** A process as others see it. */
export interface ProcessRow {
  /** Process id of its parent. */
  parent: number;
  /** Id of its process group. */
  group: number;
  /** Its command line. */
  command: string;
}

/**
 * TypeScript that starts the watcher in a Worker, which runs on when a cell does not yield.
 *
 * @param watch The processes to watch
 */
export function watchSource(watch: Watch): string {
  const worker = [
    `const look = ${lookAt};`,
    `(${watchOver})(${JSON.stringify(watch)}, CHAIN, look);`,
  ].join("\n");
  // The Worker takes half a second to start; what is to be watched is seen before the first cell.
  return [
    `const chain = (${seeJob})(${JSON.stringify(watch)}, ${lookAt});`,
    `const source = ${JSON.stringify(worker)}.replace("CHAIN", JSON.stringify(chain));`,
    `new Worker("data:text/javascript," + encodeURIComponent(source), { type: "module" });`,
  ].join("\n");
}

/**
 * The runner's job: itself and its ancestors in its own process group, upward, such as `deno task`,
 * `sh`, `npm exec`. A shell that a person types into is in another group, so closing it ends
 * nothing that was started to outlive it. Just the runner on Windows, where a dead ancestor cannot
 * be told from a living one.
 */
function seeJob(watch: Watch, look: (pids: number[]) => Map<number, ProcessRow>): number[] {
  const chain = [watch.runner];
  if (!watch.job || Deno.build.os === "windows") return chain;
  const group = look(chain).get(watch.runner)?.group;
  let isNpmSeen = false;
  for (let pid = watch.runner;;) {
    const parent = look([pid]).get(pid)?.parent ?? 0;
    const row = look([parent]).get(parent);
    if (parent <= 1 || row === undefined || row.group !== group) break;
    isNpmSeen ||= /np[mx]/.test(row.command);
    chain.push(parent);
    pid = parent;
  }
  // npx is in the group of what it starts: if it is missing, it died before we looked, and 0 is
  // nobody's parent.
  const isNpmGone = Deno.env.get("npm_lifecycle_event") === "npx" && !isNpmSeen;
  return isNpmGone ? [...chain, 0] : chain;
}

/** Facts about some processes; those that are gone are missing. */
function lookAt(pids: number[]): Map<number, ProcessRow> {
  const table = new Map<number, ProcessRow>();
  if (Deno.build.os === "linux") {
    for (const pid of pids) {
      try {
        const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
        const command = Deno.readTextFileSync(`/proc/${pid}/cmdline`);
        // The name in parentheses may hold anything; state, parent and group follow it.
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        table.set(pid, { parent: Number(fields[1]), group: Number(fields[2]), command });
      } catch {
        continue; // gone
      }
    }
    return table;
  }
  const { stdout } = new Deno.Command("ps", {
    args: ["-o", "pid=,ppid=,pgid=,args=", "-p", pids.join(",")],
    stderr: "null",
  }).outputSync();
  for (const line of new TextDecoder().decode(stdout).split("\n")) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s(.*)$/.exec(line);
    if (match === null) continue;
    const [pid, parent, group] = match.slice(1, 4).map(Number);
    table.set(pid!, { parent: parent!, group: group!, command: match[4]! });
  }
  return table;
}

/** Looks at the processes above four times a second. */
function watchOver(
  watch: Watch,
  chain: number[],
  look: (pids: number[]) => Map<number, ProcessRow>,
): void {
  setInterval(() => {
    if (Deno.ppid !== watch.guard) {
      // The kernel leads its process group, so this ends what its cells started as well.
      Deno.kill(Deno.build.os === "windows" ? Deno.pid : -Deno.pid, "SIGKILL");
      return;
    }
    if (chain.length < 2) return;
    const table = look(chain);
    const isJobWhole = chain.slice(1).every((parent, index) =>
      table.get(chain[index]!)?.parent === parent
    );
    if (!isJobWhole) Deno.kill(watch.runner, "SIGTERM");
  }, 250);
}
