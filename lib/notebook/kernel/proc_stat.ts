/** What Linux says of a process in `/proc/PID/stat`. */

/** A process and where it belongs. */
export interface ProcStat {
  /** `Z` and `X` are dead. */
  readonly state: string;
  /** Process id of its parent. */
  readonly parent: number;
  /** Id of its process group. */
  readonly group: number;
  /** Id of its session: what one terminal, or `setsid`, has started. */
  readonly session: number;
}

/** Reads it; throws as the system does where the process is gone. */
export function readProcStat(pid: number): ProcStat {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything.
  const [state, parent, group, session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    state: state!,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
  };
}

/** What is read of a process in `/proc`; undefined where it is gone, or hidden from this user. */
export function ifSeen<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const isUnseen = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.PermissionDenied ||
      /\(os error 3\)/.test((error as Error).message); // it went while it was read: no code is given
    if (!isUnseen) throw error;
  }
}
