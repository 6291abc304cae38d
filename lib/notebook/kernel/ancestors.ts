/**
 * The processes above a command: npx passes hardly a signal on, so who is started by it has to
 * notice that it is gone.
 */
import { ifSeen, readProcStat } from "./proc_stat.ts";

const INTERVAL = 250;
/** Milliseconds between two looks after which the first says nothing any more. */
const MOST_DELAY = 1_000;
/** The command line, its words ended by NUL, of the shell that npx starts. */
const WAITING_SHELL = /^(\S*\/)?sh\0-c\0[^]*\bdeno\b/;
/** Bit of SIGHUP in the mask of ignored signals. */
const HANGUP_BIT = 1n;

/** A process as others see it. */
interface ProcessRow {
  /** Process id of its parent. */
  readonly parent: number;
  /** Id of its process group. */
  readonly group: number;
  /** Its command line. */
  readonly command: string;
  /** Whether it ignores SIGHUP, as what `nohup` starts does. */
  readonly ignoresHangup: boolean;
  /** How often it has gone to sleep. */
  readonly sleeps: number;
}

/**
 * Calls back once, within a second, when one of a process's job is gone or interrupted, with the
 * signal to end by. Gives what ends the watch.
 *
 * The job is the process's ancestors in its own process group, upward, such as `deno task`, `sh`,
 * `npm exec`. A shell that a person types into is in another group, and a script that starts a
 * command with `nohup` does not ignore SIGHUP itself: what was started to outlive them does. On
 * Windows, where a dead ancestor cannot be told from a living one, nothing happens. Needs all
 * permissions.
 *
 * npx passes an interrupt (SIGINT) on to its `sh`, which keeps it for itself until what it waits
 * for has ended. On Linux that is seen: nothing else wakes a shell that waits.
 */
export function watchAncestors(
  pid: number,
  onEnd: (signal: "SIGINT" | "SIGTERM") => void,
): () => void {
  const chain = Deno.build.os === "windows" ? [pid] : seeJob(pid);
  let [before, since] = [lookAt(chain), Date.now()];
  const timer = setInterval(() => {
    const now = lookAt(chain);
    const isWhole = chain.slice(1).every((parent, k) => now.get(chain[k]!)?.parent === parent);
    // After a sleep of the machine, or of the job, every process has been woken.
    const isSteady = Date.now() - since < MOST_DELAY;
    const isWoken = isSteady && chain.some((pid) => {
      const [old, fresh] = [before.get(pid), now.get(pid)];
      return old !== undefined && WAITING_SHELL.test(old.command) && old.sleeps !== fresh?.sleeps &&
        !Number.isNaN(old.sleeps);
    });
    [before, since] = [now, Date.now()];
    if (isWhole && !isWoken) return;
    clearInterval(timer);
    onEnd(isWhole ? "SIGINT" : "SIGTERM");
  }, INTERVAL);
  Deno.unrefTimer(timer);
  return () => clearInterval(timer);
}

/** Whether a process ignores SIGHUP; not known but on Linux. */
export function ignoresHangup(pid: number): boolean {
  return lookAt([pid]).get(pid)?.ignoresHangup ?? false;
}

/** A process and its job, upward. */
function seeJob(start: number): number[] {
  const own = lookAt([start]).get(start);
  const chain = [start];
  let isNpmSeen = false;
  for (let parent = own?.parent ?? 0; parent > 1;) {
    const row = lookAt([parent]).get(parent);
    if (row === undefined || row.group !== own!.group) break;
    if (row.ignoresHangup !== own!.ignoresHangup) break;
    isNpmSeen ||= /np[mx]/.test(row.command);
    chain.push(parent);
    parent = row.parent;
  }
  // npx is in the group of what it starts: if it is missing, it died before we looked, and 0 is
  // nobody's parent.
  const isNpmGone = Deno.env.get("npm_lifecycle_event") === "npx" && !isNpmSeen &&
    !own?.ignoresHangup;
  return isNpmGone ? [...chain, 0] : chain;
}

/** Facts about some processes; those that are gone are missing. */
function lookAt(pids: number[]): Map<number, ProcessRow> {
  return Deno.build.os === "linux" ? lookInProc(pids) : askPs(pids);
}

function lookInProc(pids: number[]): Map<number, ProcessRow> {
  const table = new Map<number, ProcessRow>();
  for (const pid of pids) {
    const row = ifSeen((): ProcessRow => {
      const { parent, group } = readProcStat(pid);
      const command = Deno.readTextFileSync(`/proc/${pid}/cmdline`);
      const status = Deno.readTextFileSync(`/proc/${pid}/status`);
      const [, ignored] = /^SigIgn:\s*(\w+)$/m.exec(status)!;
      return {
        parent,
        group,
        command,
        ignoresHangup: (BigInt(`0x${ignored}`) & HANGUP_BIT) !== 0n,
        sleeps: Number(/^voluntary_ctxt_switches:\s*(\d+)$/m.exec(status)?.[1]),
      };
    });
    if (row !== undefined) table.set(pid, row);
  }
  return table;
}

function askPs(pids: number[]): Map<number, ProcessRow> {
  const table = new Map<number, ProcessRow>();
  const { stdout } = new Deno.Command("ps", {
    args: ["-o", "pid=,ppid=,pgid=,args=", "-p", pids.join(",")],
    stderr: "null",
  }).outputSync();
  for (const line of new TextDecoder().decode(stdout).split("\n")) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s(.*)$/.exec(line);
    if (match === null) continue;
    const [pid, parent, group] = match.slice(1, 4).map(Number);
    table.set(pid!, {
      parent: parent!,
      group: group!,
      command: match[4]!,
      ignoresHangup: false,
      sleeps: 0,
    });
  }
  return table;
}
