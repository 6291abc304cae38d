/** What happens in a real kernel: its own behaviour, and what setupNotebook() makes of it. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Kernel } from "../../lib/notebook/kernel/kernel.ts";
import type { Message } from "../../lib/notebook/kernel/message.ts";
import { RUNNER_VARIABLE } from "../../lib/notebook/kernel/origin.ts";
import { OutputCollector } from "../../lib/notebook/run/outputs.ts";

const LIB = new URL("../../lib/notebook/", import.meta.url).href;
const CWD = fileURLToPath(new URL(".", import.meta.url));
const BURSTS = 20;

/** A kernel as Jupyter would start it: without our runner. */
async function withKernel(use: (kernel: Kernel) => Promise<void>): Promise<void> {
  const kernel = await Kernel.start({ cwd: CWD, environment: { [RUNNER_VARIABLE]: "" } });
  try {
    await use(kernel);
  } finally {
    await kernel.shutdown();
  }
}

async function run(kernel: Kernel, code: string): Promise<Message[]> {
  const messages: Message[] = [];
  const { status, evalue } = await kernel.execute(code, (message) => messages.push(message));
  assert.equal(status, "ok", evalue);
  return messages;
}

/** How many cells of many had an output come after the kernel said that it was idle. */
async function countLateCells(kernel: Kernel): Promise<number> {
  let late = 0;
  for (let cell = 0; cell < BURSTS; cell++) {
    const messages = await run(kernel, "for (let i = 0; i < 30; i++) console.log(i);");
    const types = messages.map(({ header, content }) => content.execution_state ?? header.msg_type);
    const idle = types.indexOf("idle", types.indexOf("execute_input"));
    const last = types.lastIndexOf("stream");
    if (idle >= 0 && idle < last) late++;
  }
  return late;
}

Deno.test("Deno's kernel still sends outputs after idle: else barrier and settling are no longer needed", async () => {
  await withKernel(async (kernel) => {
    assert.ok(await countLateCells(kernel) > 0);
  });
});

Deno.test("setupNotebook() makes a plain kernel reply after its outputs are out", async () => {
  await withKernel(async (kernel) => {
    const before = await countLateCells(kernel);
    await run(
      kernel,
      `const { setupNotebook } = await import("${LIB}session/setup.ts"); setupNotebook();`,
    );
    const [settles] = (await run(
      kernel,
      `(await import("${LIB}session/settle.ts")).settleOutputs() ? ["settles"] : ["does not"]`,
    )).filter(({ header }) => header.msg_type === "execute_result");
    assert.match(JSON.stringify(settles?.content.data), /settles/);
    // By a wait, which a busy machine may overrun: the kernel that we register does without.
    let after = Infinity;
    for (let time = 0; time < 5 && after > before / 2; time++) after = await countLateCells(kernel);
    assert.ok(after <= before / 2, `${before} before, ${after} after`);
  });
});

Deno.test("setupNotebook() turns the stop button into an abort, and the kernel lives on", async () => {
  await withKernel(async (kernel) => {
    const setup = `const { setupNotebook } = await import("${LIB}session/setup.ts");
      const notebook = setupNotebook();
      setupNotebook();`; // a second call is harmless
    await run(kernel, setup);
    const cell = `{
      const signal = notebook.signal;
      setTimeout(() => Deno.kill(Deno.pid, "SIGINT"), 50);
      let steps = 0;
      while (!signal.aborted) { steps++; await new Promise((resolve) => setTimeout(resolve, 1)); }
      console.log(signal.reason.name, steps > 0, notebook.signal === signal);
    }`;
    // Twice: a stopped cell can be run again.
    for (let time = 0; time < 2; time++) {
      const outputs = new OutputCollector();
      for (const message of await run(kernel, cell)) outputs.add(message);
      const expected = { output_type: "stream", name: "stdout", text: "AbortError true false\n" };
      assert.deepEqual(outputs.cellOutputs(), [expected]);
    }
  });
});

Deno.test("progress() leaves one output with the last state, and sends few updates", async () => {
  await withKernel(async (kernel) => {
    const messages = await run(
      kernel,
      `const { progress } = await import("${LIB}display/progress.ts");
      const bar = progress(1000, "A <b> & c");
      for (let i = 1; i <= 900; i++) bar.update(i, "loss " + i);
      await new Promise((resolve) => setTimeout(resolve, 120));
      bar.update(2000);
      bar.done("loss 0.5");`,
    );
    const updates = messages.filter(({ header }) => header.msg_type === "update_display_data");
    assert.ok(updates.length >= 2 && updates.length <= 100, String(updates.length)); // of 902
    const outputs = new OutputCollector();
    for (const message of messages) outputs.add(message);
    assert.deepEqual(outputs.cellOutputs(), [{
      output_type: "display_data",
      data: {
        "text/html": '<progress max="1000" value="1000"></progress> ' +
          "A &#60;b&#62; &#38; c: 1000 of 1000, loss 0.5",
        "text/plain": "A <b> & c: 1000 of 1000, loss 0.5",
      },
      metadata: {},
    }]);
  });
});

Deno.test("progress() sends an update a tenth of a second or more after the last", async () => {
  await withKernel(async (kernel) => {
    const messages = await run(
      kernel,
      `const { progress } = await import("${LIB}display/progress.ts");
      let clock = 5000;
      performance.now = () => clock; // of the instance; the prototype keeps its own
      const bar = progress(9, "Train");
      for (const [at, done] of [[5000, 1], [5001, 2], [5099, 3], [5100, 4], [5199, 5], [5300, 6]]) {
        clock = at;
        bar.update(done);
      }
      bar.done();
      delete performance.now;`,
    );
    const shown = messages.flatMap(({ content }) => {
      const { data } = content as { data?: Record<string, string> };
      return data?.["text/plain"]?.startsWith("Train") ? [data["text/plain"]] : [];
    });
    assert.deepEqual(shown, [0, 1, 4, 6, 6].map((done) => `Train: ${done} of 9`));
  });
});

Deno.test("progress().fail() shows the first failure with its reason, and a count", async () => {
  await withKernel(async (kernel) => {
    const messages = await run(
      kernel,
      `const { progress } = await import("${LIB}display/progress.ts");
      const bar = progress(4, "Tuning");
      for (let number = 1; number < 4; number++) {
        bar.fail({ number, userAttrs: { fail_reason: "Error: no " + number } });
        bar.update(number + 1);
      }
      bar.done();`,
    );
    const outputs = new OutputCollector();
    for (const message of messages) outputs.add(message);
    const [output] = outputs.cellOutputs() as { data: Record<string, string> }[];
    assert.equal(
      output!.data["text/plain"],
      "Tuning: 4 of 4; 3 failed, the first: trial 1: Error: no 1",
    );
  });
});

Deno.test("Kernel.start() says why a kernel did not come up", async () => {
  await assert.rejects(
    Kernel.start({ cwd: CWD, environment: { DENO_V8_FLAGS: "--max-old-space-size=1" } }),
    { name: "KernelDiedError" },
  );
  await assert.rejects(Kernel.start({ cwd: CWD + "no-such-folder" }), Deno.errors.NotFound);
});

Deno.test("Kernel.finish() waits for timers and reads that run since trace(), and for nothing else", async () => {
  await withKernel(async (kernel) => {
    const never = `Deno.listen({ hostname: "127.0.0.1", port: 0 }).accept().catch(() => {});`;
    await run(kernel, `setInterval(() => {}, 3_600_000); ${never}`); // before trace()
    await kernel.trace();
    await run(
      kernel,
      `const setTimeout = undefined; // which may not break the wait
       const child = new Deno.Command(Deno.execPath(), { args: ["eval", "0"], stdout: "piped" }).spawn();

       globalThis.late = "running";
       (async () => { for await (const _ of child.stdout); globalThis.late = "ended"; })();`,
    );
    await kernel.finish(3_600_000, () => {});
    const [late] = (await run(kernel, "[late]"))
      .filter(({ header }) => header.msg_type === "execute_result");
    assert.match(JSON.stringify(late?.content.data), /ended/);
    await kernel.finish(3_600_000, () => {});
  });
});
