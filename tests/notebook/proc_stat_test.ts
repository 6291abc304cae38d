import assert from "node:assert/strict";
import { textOutput } from "../text_output.ts";

Deno.test("ifSeen() gives nothing of a process that is gone, before it is read or meanwhile", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  const module = new URL("../../lib/notebook/kernel/proc_stat.ts", import.meta.url).href;
  const script = `
    import { ifSeen, readProcStat } from ${JSON.stringify(module)};
    const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
    const parent = ifSeen(() => readProcStat(child.pid))?.parent === Deno.pid;
    const file = Deno.openSync("/proc/" + child.pid + "/stat");
    child.kill("SIGKILL");
    await child.status;
    const meanwhile = ifSeen(() => file.readSync(new Uint8Array(9)));
    const after = ifSeen(() => readProcStat(child.pid));
    let thrown;
    try {
      ifSeen(() => Deno.readTextFileSync("/proc"));
    } catch (error) {
      thrown = error.message;
    }
    console.log(JSON.stringify({ parent, meanwhile, after, thrown }));
  `;
  // with the permissions that reading of processes needs
  const { stdout, stderr } = await textOutput(Deno.execPath(), { args: ["eval", script] });
  assert.notEqual(stdout, "", stderr);
  const { thrown, ...seen } = JSON.parse(stdout);
  assert.deepEqual(seen, { parent: true });
  assert.match(thrown, /directory/);
});
