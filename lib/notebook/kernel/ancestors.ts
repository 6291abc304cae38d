/**
 * The processes above a command: npx passes hardly a signal on, so who is started by it has to
 * notice that it is gone.
 */
import { ifSeen, readProcStat } from "./proc_stat.ts";

const INTERVAL = 250;
/** Milliseconds between two looks after which the first says nothing any more. */
const MOST_DELAY = 1_000;
/** The command line, its words ended by NUL, of the shell that npx starts, which runs only Deno. */
const WAITING_SHELL = /^(\S*\/)?sh\0-c\0'?deno\b/;
/** Bit of SIGHUP in the mask of ignored signals. */
const HANGUP_BIT = 0b01n;
/** Of it and SIGINT: a shell without job control has what it puts in the background ignore that. */
const OUTLIVING_BITS = 0b11n;

/** A process as others see it. */
interface ProcessRow {
  /** Process id of its parent. */
  readonly parent: number;
  /** Id of its process group. */
  readonly group: number;
  /** Id of its session; 0 where that is not known. */
  readonly session: number;
  /** Its command line. */
  readonly command: string;
  /** Which of SIGHUP and SIGINT it ignores, as what `nohup` or `&` starts does. */
  readonly ignored: bigint;
  /** How often it has gone to sleep. */
  readonly sleeps: number;
}

/**
 * Calls back once, within a second, when one of a process's job is gone or interrupted, with the
 * signal to end by. Gives what ends the watch.
 *
 * The job is the process's ancestors in its own process group, upward, such as `deno task`, `sh`,
 * `npm exec`. A shell that a person types into is in another group, and a script that starts a
 * command with `nohup` or `&` does not ignore SIGHUP or SIGINT itself: what was started to outlive
 * it does. To be called before the process listens to signals, as then it ignores none. On Windows,
 * where a dead ancestor cannot be told from a living one, nothing happens. Needs all permissions.
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
  return ((lookAt([pid]).get(pid)?.ignored ?? 0n) & HANGUP_BIT) !== 0n;
}

/** A process and its job, upward. */
function seeJob(start: number): number[] {
  const own = lookAt([start]).get(start);
  if (own === undefined) return [start];
  const chain = [start];
  let isNpmSeen = false;
  let above: ProcessRow | undefined;
  for (let parent = own.parent; parent > 0; parent = above.parent) {
    above = lookAt([parent]).get(parent);
    if (above === undefined || above.group !== own.group) break;
    // The direct parent is `deno task`, which listens to every signal and so ignores none.
    if (chain.length > 1 && (own.ignored & ~above.ignored) !== 0n) break;
    isNpmSeen ||= /np[mx]/.test(above.command);
    chain.push(parent);
  }
  // npx is in the group of what it starts, and does not lead it from below. If it is missing there,
  // and what is left has come to a parent that is not of this terminal, it died before we looked;
  // 0 is nobody's parent. Without all that, its variable came from further up.
  const isNpmGone = Deno.env.get("npm_lifecycle_event") === "npx" && !isNpmSeen &&
    own.ignored === 0n && !chain.includes(own.group) &&
    (above === undefined || above.parent === 0 || above.session !== own.session);
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
      const { parent, group, session } = readProcStat(pid);
      const command = Deno.readTextFileSync(`/proc/${pid}/cmdline`);
      const status = Deno.readTextFileSync(`/proc/${pid}/status`);
      const [, ignored] = /^SigIgn:\s*(\w+)$/m.exec(status)!;
      return {
        parent,
        group,
        session,
        command,
        ignored: BigInt(`0x${ignored}`) & OUTLIVING_BITS,
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
      session: 0,
      command: match[4]!,
      ignored: 0n,
      sleeps: 0,
    });
  }
  return table;
}
