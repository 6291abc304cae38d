/**
 * Finds the processes that a run started: they inherit a mark in their environment.
 *
 * Reading `/proc` takes all permissions, so another Deno does it (`deno eval` has them); these
 * tests need no more than to start Deno.
 */

const VARIABLE = "ELB_TEST_MARK";

export interface MarkedProcess {
  pid: number;
  command: string;
}

/** Whether processes can be listed here. */
export const canListProcesses = Deno.build.os === "linux";

/** An environment that marks a process and all that it starts. */
export function mark(): { [VARIABLE]: string } {
  return { [VARIABLE]: crypto.randomUUID() };
}

/** Living processes with the mark; zombies have no environment any more. */
export async function markedProcesses(mark: Record<string, string>): Promise<MarkedProcess[]> {
  const source = `const found = [];
    for (const { name } of Deno.readDirSync("/proc")) {
      if (!/^\\d+$/.test(name)) continue;
      try {
        const environment = Deno.readTextFileSync("/proc/" + name + "/environ").split("\\0");
        if (!environment.includes(${JSON.stringify(`${VARIABLE}=${mark[VARIABLE]}`)})) continue;
        const command = Deno.readTextFileSync("/proc/" + name + "/cmdline").replaceAll("\\0", " ");
        found.push({ pid: Number(name), command });
      } catch {} // gone, or not ours
    }
    console.log(JSON.stringify(found));`;
  return JSON.parse(await evaluate(source));
}

/** Waits up to a minute for the last marked process to end, and gives those still there. */
export async function leftOver(mark: Record<string, string>): Promise<MarkedProcess[]> {
  const deadline = Date.now() + 60_000;
  while (true) {
    const found = await markedProcesses(mark);
    if (found.length === 0 || Date.now() > deadline) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Sends a signal to a process that is not our child; false if it has ended by itself. */
export async function sendSignal(pid: number, signal: Deno.Signal): Promise<boolean> {
  const source = `try {
      Deno.kill(${pid}, ${JSON.stringify(signal)});
      console.log("true");
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      console.log("false");
    }`;
  return JSON.parse(await evaluate(source));
}

async function evaluate(source: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-config", "--no-lock", source],
    env: { [VARIABLE]: "" },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
