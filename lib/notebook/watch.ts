/**
 * The watcher that runs in a Worker of the kernel.
 *
 * @module
 */

/**
 * Ends the kernel when the guard above it is gone, and tells the runner to stop when its job is
 * gone: SIGKILL cannot be caught, and npx passes hardly any signal on.
 *
 * The job is the chain of the runner's ancestors in its own process group, such as `npm exec`,
 * `sh`, `deno task`. A shell that a person types into is in another group, so closing it ends
 * nothing that was started to outlive it. Not on Windows, where a dead ancestor cannot be told from
 * a living one.
 *
 * This function is sent to the kernel as source text, so it uses nothing but globals.
 *
 * @param watch The processes to watch
 * @param interval Milliseconds between two looks
 */
export function watchOver(
  watch: { guard: number; runner: number; job: boolean },
  interval = 250,
): void {
  /** Parent and process group of some processes; those that are gone are missing. */
  const look = (pids: number[]): Map<number, { parent: number; group: number }> => {
    const table = new Map<number, { parent: number; group: number }>();
    if (Deno.build.os === "linux") {
      for (const pid of pids) {
        let stat: string;
        try {
          stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
        } catch {
          continue; // gone
        }
        // The command in parentheses may hold anything; state, parent and group follow it.
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        table.set(pid, { parent: Number(fields[1]), group: Number(fields[2]) });
      }
    } else {
      const { stdout } = new Deno.Command("ps", {
        args: ["-o", "pid=,ppid=,pgid=", "-p", pids.join(",")],
        stderr: "null",
      }).outputSync();
      for (const line of new TextDecoder().decode(stdout).trim().split("\n")) {
        const [pid, parent, group] = line.trim().split(/\s+/).map(Number);
        table.set(pid!, { parent: parent!, group: group! });
      }
    }
    return table;
  };

  const chain = [watch.runner];
  if (watch.job && Deno.build.os !== "windows") {
    const group = look([watch.runner]).get(watch.runner)?.group;
    for (let pid = watch.runner;;) {
      const parent = look([pid]).get(pid)?.parent ?? 0;
      if (parent <= 1 || look([parent]).get(parent)?.group !== group) break;
      chain.push(parent);
      pid = parent;
    }
    // runner, deno task, and then npm's shell or npm: if they are missing, they died before us.
    const isNpmGone = Deno.env.get("npm_lifecycle_event") === "npx" && chain.length < 3;
    if (isNpmGone) chain.push(0);
  }

  const isJobGone = () => {
    const table = look(chain);
    return chain.some((pid, index) =>
      index + 1 < chain.length && table.get(pid)?.parent !== chain[index + 1]
    );
  };

  setInterval(() => {
    if (Deno.ppid !== watch.guard) {
      // The kernel leads its process group, so this ends what its cells started as well.
      Deno.kill(Deno.build.os === "windows" ? Deno.pid : -Deno.pid, "SIGKILL");
    } else if (chain.length > 1 && isJobGone()) {
      Deno.kill(watch.runner, "SIGTERM");
    }
  }, interval);
}
