/** What Deno's own kernel does wrong, each fault by itself; see README.md beside. */
import assert from "node:assert/strict";
import { Conversation } from "../../lib/notebook/kernel/conversation.ts";
import type { JsonObject, Message } from "../../lib/notebook/kernel/message.ts";
import { KernelProcess } from "../../lib/notebook/kernel/process.ts";

/** Deno's kernel as it is, with nothing of ours in it. */
async function withPlainKernel(
  use: (talk: Conversation, kernel: KernelProcess, published: Message[]) => Promise<void>,
): Promise<void> {
  const kernel = await KernelProcess.spawn(Deno.cwd(), { NO_COLOR: "1" }, false);
  const talk = new Conversation(kernel);
  const published: Message[] = [];
  talk.onOutput = (message) => published.push(message);
  try {
    await talk.connect();
    await talk.ask("kernel_info_request", {});
    await use(talk, kernel, published);
  } finally {
    await kernel.kill();
    talk.close();
  }
}

function execute(talk: Conversation, code: string): Promise<JsonObject> {
  return talk.ask("execute_request", {
    ...{ code, silent: false, store_history: true, user_expressions: {} },
    ...{ allow_stdin: false, stop_on_error: true },
  });
}

/** Gives late messages their time. */
const soon = () => new Promise((resolve) => setTimeout(resolve, 500));
const types = (published: Message[]) => published.map(({ header }) => header.msg_type);

Deno.test("Deno's kernel says nothing of a syntax error", () =>
  withPlainKernel(async (talk, _kernel, published) => {
    assert.equal((await execute(talk, "const x = ;")).evalue, "Execution failed");
    await soon();
    assert.ok(!types(published).includes("error"));
  }));

Deno.test("Deno's kernel drops unhandled rejections", () =>
  withPlainKernel(async (talk, _kernel, published) => {
    const code = 'Promise.reject(new Error("nobody listens"));\n1;';
    assert.equal((await execute(talk, code)).status, "ok");
    await soon();
    assert.ok(!types(published).includes("error"));
  }));

Deno.test("Deno's kernel runs on after an error, though it is told to stop", () =>
  withPlainKernel(async (talk) => {
    const [first, second] = await Promise.all([
      execute(talk, 'throw new Error("no");'),
      execute(talk, "2;"),
    ]);
    assert.deepEqual([first.status, second.status], ["error", "ok"]);
  }));

Deno.test("Deno's kernel ends at SIGINT, which is Jupyter's stop button", {
  ignore: Deno.build.os === "windows",
}, () =>
  withPlainKernel(async (talk, kernel) => {
    await execute(talk, "1;");
    kernel.interrupt();
    assert.equal((await kernel.exit).code, 130);
  }));

Deno.test("Deno's kernel is wedged by an interrupt while it awaits", () =>
  withPlainKernel(async (talk, _kernel, published) => {
    const code = 'console.log("begun"); await new Promise((resolve) => setTimeout(resolve, 2000));';
    const cell = execute(talk, code);
    cell.catch(() => {}); // ends with the kernel
    while (!types(published).includes("stream")) {
      await new Promise((resolve) => setTimeout(resolve));
    }
    await new Promise((resolve) => setTimeout(resolve, 100)); // at once, it is answered
    talk.tell("interrupt_request", {});
    const late = new Promise((resolve) => setTimeout(resolve, 4_000, "wedged"));
    assert.equal(await Promise.race([cell.then(() => "answered"), late]), "wedged");
  }));

Deno.test("Deno's kernel knows no documentation", () =>
  withPlainKernel(async (talk) => {
    const request = { code: "console.log", cursor_pos: 9, detail_level: 0 };
    assert.equal((await talk.ask("inspect_request", request)).found, false);
  }));
