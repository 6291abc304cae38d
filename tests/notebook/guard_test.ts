import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { signalChild, signalProcess } from "../../lib/notebook/kernel/signals.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { codeCell, notebookText } from "./fixture.ts";

/** Who started whom is read from /proc. */
const onlyLinux = { ignore: Deno.build.os !== "linux" };
const GUARD = fileURLToPath(new URL("../../lib/notebook/kernel/guard.ts", import.meta.url));

Deno.test({
  name: "a kernel's guard outlives its runner and what started that, and ends when the pipe closes",
  ...onlyLinux,
  fn: async () => {
    await using folder = await temporaryFolder();
    // A runner and, above it in its group, a shell.
    const shell = new Deno.Command("sh", {
      args: ["-c", "sleep 1000 & echo $!; wait"],
      stdout: "piped",
      detached: true,
    }).spawn();
    const lines = shell.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const runner = Number((await lines.read()).value);
    await lines.cancel();
    const [shell_port, iopub_port, stdin_port, control_port, hb_port] = freePorts(5);
    const connection = {
      ...{ transport: "tcp", ip: "127.0.0.1", key: "k", signature_scheme: "hmac-sha256" },
      ...{ shell_port, iopub_port, stdin_port, control_port, hb_port },
    };
    const file = join(folder.path, "kernel", "connection.json");
    await Deno.mkdir(join(folder.path, "kernel"));
    await Deno.writeTextFile(file, JSON.stringify(connection));
    const guard = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-config", "--no-lock", "--quiet", GUARD, file, "{}", String(runner)],
      stdin: "piped",
      stdout: "null",
      stderr: "piped",
      detached: true,
    }).spawn();
    let hasEnded = false;
    guard.status.then(() => hasEnded = true);
    await untilListening(shell_port!);
    signalProcess(runner, "SIGKILL");
    await shell.status;
    await new Promise((resolve) => setTimeout(resolve, 1000)); // four looks at the runner
    assert.equal(hasEnded, false);
    await guard.stdin.close();
    const { code, stderr } = await guard.output();
    assert.equal(code, 137, new TextDecoder().decode(stderr));
    assert.deepEqual(folder.list(), []);
    signalProcess(runner, "SIGTERM"); // has ended, and so has the next
    signalChild(shell, "SIGTERM");
  },
});

Deno.test({
  name: "runNotebook() with watchJob ends its program when what started that dies",
  ...onlyLinux,
  fn: async () => {
    await using folder = await temporaryFolder();
    const wait = "await new Promise((done) => setTimeout(done, 60_000));";
    await Deno.writeTextFile(join(folder.path, "wait.ipynb"), notebookText(codeCell("a", wait)));
    const door = JSON.stringify(new URL("../../lib/notebook/mod.ts", import.meta.url));
    const program = `import { runNotebook } from ${door};
      await runNotebook("wait.ipynb", { watchJob: true, onCell: ({ state }) => console.log(state) });
      console.log("the cell was not waited for");`;
    await Deno.writeTextFile(join(folder.path, "own.ts"), program);
    const shell = new Deno.Command("sh", {
      args: ["-c", `"$0" run -A --no-config --no-lock --quiet own.ts & wait`, Deno.execPath()],
      cwd: folder.path,
      stdout: "piped",
      detached: true, // leads the group in which the program is
    }).spawn();
    let told = "";
    for await (const text of shell.stdout.pipeThrough(new TextDecoderStream())) {
      told += text;
      signalChild(shell, "SIGKILL"); // the pipe stays the program's until that ends
    }
    await shell.status;
    assert.equal(told, "start\n");
  },
});

function freePorts(count: number): number[] {
  const listeners = Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map((listener) => (listener.addr as Deno.NetAddr).port);
  for (const listener of listeners) listener.close();
  return ports;
}

async function untilListening(port: number): Promise<void> {
  for (;;) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch (error) {
      if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
