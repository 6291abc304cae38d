/** The kernel that Jupyter starts, met as a front end meets it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Conversation } from "../../lib/notebook/kernel/conversation.ts";
import type { JsonObject, Message } from "../../lib/notebook/kernel/message.ts";
import type { Connection, KernelProcess } from "../../lib/notebook/kernel/process.ts";
import { FrontEnd } from "../../lib/notebook/serve/front_end.ts";
import { canListProcesses, leftOver, mark } from "./marked_processes.ts";

const PROGRAM = fileURLToPath(new URL("../../lib/notebook/serve/main.ts", import.meta.url));
const SETUP = `const { setupNotebook } = await import(${
  JSON.stringify(new URL("../../lib/notebook/session/setup.ts", import.meta.url).href)
});
const notebook = setupNotebook();`;
const NOT_RUN =
  "Not run, as an earlier cell failed or was stopped. Run it again when that is mended.\n";

/** What became of a cell. */
interface Ran {
  reply: JsonObject;
  /** Its outputs; printed text as it came, so several may follow each other. */
  outputs: { type: string; content: JsonObject }[];
  /** All that it printed. */
  text: string;
}

/** Ports that nobody listens on. */
function freeConnection(): Connection {
  const listeners = Array.from(
    { length: 5 },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const [shell, iopub, stdin, control, heartbeat] = listeners.map((listener) => {
    const { port } = listener.addr as Deno.NetAddr;
    listener.close();
    return port;
  });
  return {
    ...{ ip: "127.0.0.1", key: "secret", shell_port: shell!, iopub_port: iopub! },
    ...{ stdin_port: stdin!, control_port: control!, hb_port: heartbeat! },
  };
}

/** A conversation is with a kernel's process; here that is the program, or nothing that ends. */
function talkTo(
  connection: Connection,
  exit: Promise<Deno.CommandStatus> = new Promise(() => {}),
): Conversation {
  return new Conversation(
    {
      connection,
      exit: exit.then(({ code }) => ({ code, stderr: "" })),
      removeConnectionFile: () => Promise.resolve(),
      kill: () => Promise.resolve(),
    } as unknown as KernelProcess,
  );
}

/** A front end with its kernel. */
class Front implements AsyncDisposable {
  readonly mark = mark();
  exit!: Promise<Deno.CommandStatus>;
  talk!: Conversation;
  #child!: Deno.ChildProcess;
  #folder!: string;
  #published: Message[] = [];
  #news = Promise.withResolvers<void>();

  static async start(): Promise<Front> {
    const front = new Front();
    front.#folder = await Deno.makeTempDir();
    const connection = freeConnection();
    const file = join(front.#folder, "connection.json");
    await Deno.writeTextFile(file, JSON.stringify(connection));
    front.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-config", "--no-lock", "--allow-all", PROGRAM, file],
      cwd: front.#folder,
      env: front.mark,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    front.exit = front.#child.status;
    front.talk = talkTo(connection, front.exit);
    front.talk.onOutput = (message) => {
      front.#published.push(message);
      front.#news.resolve();
      front.#news = Promise.withResolvers();
    };
    await front.talk.connect();
    // Until its idle comes, the subscription may not be known.
    while (!front.#published.some(({ content }) => content.execution_state === "idle")) {
      await front.talk.ask("kernel_info_request", {});
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return front;
  }

  /** Runs cells as "Run All" does: all requests at once. */
  run(...cells: string[]): Promise<Ran[]> {
    return Promise.all(cells.map((code) => this.#run(code)));
  }

  async #run(code: string): Promise<Ran> {
    let id = "";
    const request = {
      ...{ code, silent: false, store_history: true, user_expressions: {} },
      ...{ allow_stdin: true, stop_on_error: true },
    };
    const reply = await this.talk.ask("execute_request", request, (given) => id = given);
    const own = () => this.#published.filter(({ parent }) => parent.msg_id === id);
    while (!own().some(({ content }) => content.execution_state === "idle")) {
      await this.#news.promise;
    }
    const outputs = own().map(({ header, content }) => ({
      type: String(header.msg_type),
      content,
    })).filter(({ type }) => type !== "status" && type !== "execute_input");
    const text = outputs.map(({ type, content }) => type === "stream" ? content.text : "").join("");
    return { reply, outputs, text };
  }

  /** Waits until something is printed. */
  async untilPrinted(text: string): Promise<void> {
    while (!this.#published.some(({ content }) => String(content.text).includes(text))) {
      await this.#news.promise;
    }
  }

  stop(): void {
    this.talk.tell("interrupt_request", {});
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.talk.tell("shutdown_request", { restart: false });
    await this.exit;
    this.talk.close();
    await Deno.remove(this.#folder, { recursive: true });
    if (canListProcesses) assert.deepEqual(await leftOver(this.mark), []);
  }
}

Deno.test({
  name: "FrontEnd has its ports from the start, and who connects before it serves is served then",
  sanitizeResources: false, // it listens as long as its program runs
  sanitizeOps: false,
  async fn() {
    const connection = freeConnection();
    const front = new FrontEnd(connection);
    for (const port of [connection.shell_port, connection.hb_port]) {
      assert.throws(() => Deno.listen({ hostname: connection.ip, port }), Deno.errors.AddrInUse);
    }
    const talk = talkTo(connection);
    const connected = talk.connect();
    front.serve(({ reply }) => reply("kernel_info_reply", { status: "ok" }));
    await connected;
    assert.equal((await talk.ask("kernel_info_request", {})).status, "ok");
    talk.close();
  },
});

Deno.test("the kernel puts each output under its cell, in few messages, and 10,000 lines arrive", async () => {
  await using front = await Front.start();
  const chatty = Array.from(
    { length: 20 },
    (_, n) => `for (let i = 0; i < 30; i++) console.log(${n}, i);\n[${n}];`,
  );
  for (const [n, { reply, outputs, text }] of (await front.run(...chatty)).entries()) {
    assert.equal(reply.status, "ok");
    assert.equal(reply.execution_count, n + 1);
    assert.equal(text, Array.from({ length: 30 }, (_, i) => `${n} ${i}\n`).join(""));
    assert.deepEqual(outputs.at(-1)!.content.data, { "text/plain": `[ ${n} ]` });
  }
  const [flood] = await front.run(
    'for (let i = 0; i < 10000; i++) console.log("line", i);\n"end";',
  );
  assert.equal(flood!.text, Array.from({ length: 10_000 }, (_, i) => `line ${i}\n`).join(""));
  assert.deepEqual(flood!.outputs.at(-1)!.content.data, { "text/plain": '"end"' });
  assert.ok(flood!.outputs.length < 1000, String(flood!.outputs.length));
});

Deno.test("the kernel shows syntax errors, prints before a throw, and what kind of error it is", async () => {
  await using front = await Front.start();
  const [syntax] = await front.run("const a = 1;\nconst b = ;");
  assert.match(String(syntax!.reply.evalue), /^Expression expected \(line 2, column 11\)$/);
  const trace = syntax!.outputs[0]!.content.traceback as string[];
  assert.match(trace.join("\n"), /^SyntaxError: Expression expected[^]*const b = ;\n.*~/);
  const [thrown] = await front.run(
    "for (let i = 0; i < 30; i++) console.log(i);\nthrow new RangeError('boom');",
  );
  assert.equal(thrown!.text, Array.from({ length: 30 }, (_, i) => `${i}\n`).join(""));
  assert.deepEqual(thrown!.outputs.at(-1), {
    type: "error",
    content: {
      ename: "RangeError",
      evalue: "boom",
      traceback: ["RangeError: boom", "    at cell 2"],
    },
  });
  const [floating] = await front.run("Promise.reject(new TypeError('nobody'));\n1;");
  assert.equal(
    (floating!.outputs.at(-1)!.content.traceback as string[])[0],
    "TypeError: unhandled rejection: nobody",
  );
});

Deno.test("after a cell that fails or is stopped, those that wait do not run", async () => {
  await using front = await Front.start();
  const [failed, ...rest] = await front.run("throw new Error('no');", "1;", "2;");
  assert.equal(failed!.reply.status, "error");
  for (const { reply, text, outputs } of rest) {
    assert.equal(reply.status, "aborted");
    assert.equal(text, NOT_RUN);
    assert.equal(outputs.length, 1);
  }
  const [again] = await front.run("3;");
  assert.deepEqual(again!.outputs[0]!.content.data, { "text/plain": "3" });

  await front.run(SETUP);
  // Twice: a cell that was stopped can run again.
  for (const name of ["first", "second"]) {
    const stopped = front.run(
      `console.log("${name}");
      for (;;) {
        notebook.signal.throwIfAborted();
        await new Promise((resolve) => setTimeout(resolve, 1));
      }`,
      "4;",
    );
    await front.untilPrinted(name);
    front.stop();
    const [cell, later] = await stopped;
    assert.deepEqual(cell!.outputs.at(-1)!.content, {
      ename: "AbortError",
      evalue: "Interrupted",
      traceback: ["AbortError: Interrupted"],
    });
    assert.equal(later!.text, NOT_RUN);
  }
});

Deno.test("the stop button says what it cannot do, and ends what computes when pressed again", async () => {
  await using front = await Front.start();
  front.stop(); // before the first cell, and with none running: nothing
  const [first] = await front.run("1;");
  assert.equal(first!.reply.status, "ok");
  const spins = front.run('const kept = 5;\nconsole.log("spins");\nwhile (true);', "2;");
  await front.untilPrinted("spins");
  front.stop();
  await front.untilPrinted("Press it again");
  front.stop();
  const [broken, later] = await spins;
  assert.equal(broken!.reply.ename, "Interrupted");
  assert.equal(later!.text, NOT_RUN);
  const waits = front.run(
    'console.log("waits");\nawait new Promise((resolve) => globalThis.goOn = resolve);\nkept;',
  );
  await front.untilPrinted("waits");
  front.stop();
  await front.untilPrinted("takes no signal");
  front.stop(); // must not wedge the kernel
  front.talk.tell("shutdown_request", { restart: false });
  await assert.rejects(waits, { name: "KernelDiedError" });
});

Deno.test("the kernel asks the user, completes names, and goes when its Deno kernel does", async () => {
  await using front = await Front.start();
  const asked: JsonObject[] = [];
  front.talk.onInput = ({ content }) => {
    asked.push(content);
    return Promise.resolve({ value: "42" });
  };
  const [answered] = await front.run('prompt("threshold?", "80");');
  assert.deepEqual(answered!.outputs[0]!.content.data, { "text/plain": '"42"' });
  assert.deepEqual(asked, [{ prompt: "threshold? [80]", password: false }]);
  await front.run("const answer = { deep: 42 };");
  const { matches } = await front.talk.ask("complete_request", { code: "answer.", cursor_pos: 7 });
  assert.ok((matches as string[]).includes("deep"));
  const exits = front.run("Deno.exit(5);");
  await assert.rejects(exits, { name: "KernelDiedError" });
  assert.equal((await front.exit).code, 5);
});

Deno.test("the kernel leaves nothing behind when Jupyter kills it", {
  ignore: !canListProcesses,
}, async () => {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    await using front = await Front.start();
    await front.run('new Deno.Command("sleep", { args: ["300"], detached: true }).spawn();');
    front.kill(signal);
    await front.exit;
  }
});

Deno.test("the kernel says what may be wrong where Deno's gives no reason", async () => {
  await using front = await Front.start();
  const [stuck] = await front.run("await new Promise(() => {});");
  assert.match(String(stuck!.reply.evalue), /may await what nothing settles/);
});
