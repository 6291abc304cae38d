/**
 * The processes below this one, and their end.
 *
 * On Linux a process can ask to become the parent of every orphan below it. Then nothing that was
 * started here, however detached, gets out of its sight. Elsewhere only process groups are left.
 */
import { ifSeen, readProcStat } from "./proc_stat.ts";
import { signalProcess } from "./signals.ts";

/** `PR_SET_CHILD_SUBREAPER` of `prctl(2)`. */
const SET_SUBREAPER = 36;
/** Rounds of killing: one that forks meanwhile is met in the next. */
const MOST_ROUNDS = 100;

/**
 * From now on, orphans below this process become its children, where the system can do that. Needs
 * all permissions.
 */
export function adoptOrphans(): void {
  if (Deno.build.os !== "linux") return;
  try {
    const library = Deno.dlopen("libc.so.6", {
      prctl: { parameters: ["i32", "usize", "usize", "usize", "usize"], result: "i32" },
    });
    library.symbols.prctl(SET_SUBREAPER, 1n, 0n, 0n, 0n);
  } catch {
    // another C library
  }
}

/**
 * Ends every process below this one with SIGKILL, down to the last. Does nothing where
 * {@linkcode adoptOrphans} cannot.
 */
export function killDescendants(): void {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = descendants(Deno.pid);
    if (found.length === 0) return;
    for (const pid of found) signalProcess(pid, "SIGKILL");
  }
}

/** Living processes below one. */
function descendants(root: number): number[] {
  if (Deno.build.os !== "linux") return [];
  const children = Map.groupBy(listProcesses(), ({ parent }) => parent);
  const below = (pid: number): number[] =>
    (children.get(pid) ?? []).flatMap(({ pid, isDead }) => [
      ...(isDead ? [] : [pid]),
      ...below(pid),
    ]);
  return below(root);
}

function listProcesses(): { pid: number; parent: number; isDead: boolean }[] {
  return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
    if (!/^\d+$/.test(name)) return [];
    const pid = Number(name);
    const stat = ifSeen(() => readProcStat(pid));
    if (stat === undefined) return [];
    return [{ pid, parent: stat.parent, isDead: /^[ZX]$/.test(stat.state) }];
  });
}
