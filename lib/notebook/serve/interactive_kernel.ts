/** What a person's kernel does with the cells that they run. */
import type { Kernel } from "../kernel/kernel.ts";
import type { JsonObject, Message } from "../kernel/message.ts";
import { explainFailure } from "../run/syntax_error.ts";
import { CellOutputs } from "./cell_outputs.ts";
import type { FrontEnd, Request } from "./front_end.ts";

/** Milliseconds that a cell which failed has for its last outputs, such as a bar's true count. */
const LAST_OUTPUTS = 150;
/** Milliseconds after which a stop that had no effect is explained. */
const PATIENCE = 1_000;
const NOT_RUN =
  "Not run, as an earlier cell failed or was stopped. Run it again when that is mended.\n";
const COMPUTES =
  "This cell does not yield, so it has not heard the stop button. Press it again to break it off.\n";
const AWAITS =
  "This cell takes no signal of setupNotebook(), so the stop button cannot end it: it ends by " +
  "itself, or with a restart of the kernel.\n";

/** Runs cells one by one; after one that fails or is stopped, those that wait do not run. */
export class InteractiveKernel {
  #kernel: Kernel;
  #front: FrontEnd;
  #waiting: Request[] = [];
  #isBusy = false;
  #count = 0;
  /** The cell that runs, and what the stop button has done to it. */
  #current: { outputs: CellOutputs; isStopped: boolean; isBroken: boolean } | undefined;

  /**
   * Starts to serve.
   *
   * @param kernel Runs the cells
   * @param front Sends them
   */
  constructor(kernel: Kernel, front: FrontEnd) {
    this.#kernel = kernel;
    this.#front = front;
    front.serve((request) => this.#take(request));
  }

  /** What the stop button does: nothing where no cell runs. */
  stop(): void {
    const cell = this.#current;
    if (cell === undefined) return;
    if (cell.isStopped && !this.#kernel.hasHeard && !cell.isBroken) {
      cell.isBroken = true;
      return this.#kernel.breakOff();
    }
    cell.isStopped = true;
    if (this.#kernel.hasHeard) this.#kernel.interrupt();
    setTimeout(() => {
      if (this.#current !== cell || cell.isBroken) return;
      cell.outputs.print("stderr", this.#kernel.hasHeard ? AWAITS : COMPUTES);
    }, PATIENCE);
  }

  async #take(request: Request): Promise<void> {
    const type = String(request.message.header.msg_type);
    if (type === "execute_request") {
      this.#waiting.push(request);
      return this.#runWaiting();
    }
    this.#say(request, "busy");
    const content = await this.#answer(type, request.message.content);
    if (content !== undefined) request.reply(type.replace(/_request$/, "_reply"), content);
    this.#say(request, "idle");
    if (type === "shutdown_request") {
      await this.#kernel.shutdown();
      Deno.exit(0);
    }
  }

  /** The reply to a request that runs no cell; undefined where there is none. */
  async #answer(type: string, content: JsonObject): Promise<JsonObject | undefined> {
    switch (type) {
      case "kernel_info_request":
        return { ...this.#kernel.info, status: "ok" };
      case "complete_request":
      case "is_complete_request":
      case "inspect_request":
        return await this.#kernel.ask(type, content);
      case "history_request":
        return { status: "ok", history: [] };
      case "comm_info_request":
        return { status: "ok", comms: {} };
      case "shutdown_request":
        return { status: "ok", restart: content.restart === true };
      case "interrupt_request":
        this.stop();
        return { status: "ok" };
    }
  }

  async #runWaiting(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#front.state = "busy";
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await this.#run(next);
    }
    this.#isBusy = false;
    this.#front.state = "idle";
  }

  /** Runs a cell; if it fails or is stopped, those that wait then do not run. */
  async #run(request: Request): Promise<void> {
    const { message } = request;
    const { code, silent, store_history, allow_stdin, stop_on_error } = message.content;
    const isCounted = silent !== true && store_history !== false;
    if (isCounted) this.#count++;
    const outputs = new CellOutputs("an earlier cell", (type, content, metadata) => {
      if (silent !== true) this.#front.publish(type, content, message, metadata);
    });
    const cell = { outputs, isStopped: false, isBroken: false };
    this.#current = cell;
    this.#say(request, "busy");
    const input = { code: code ?? "", execution_count: this.#count };
    if (silent !== true) this.#front.publish("execute_input", input, message);
    const add = (output: Message) => outputs.add(output);
    const running = this.#kernel.execute(String(code), add, {
      isCounted,
      ...(allow_stdin === true
        ? { onInput: (question: Message) => this.#front.ask(question.content, request) }
        : {}),
    });
    outputs.cell = `cell ${this.#count}`; // what came between the cells has been added by now
    const reply = await running;
    if (reply.status === "error" || cell.isStopped || outputs.errors.length > 0) {
      await this.#kernel.settle(LAST_OUTPUTS, add);
    }
    if (reply.status === "error" && outputs.errors.length === 0) {
      const { ename, evalue, traceback } = cell.isBroken
        ? { ename: "Interrupted", evalue: "the cell was broken off", traceback: [] }
        : await explainFailure(String(code), reply);
      outputs.fail(ename, evalue, [`${ename}: ${evalue}`, ...traceback]);
    }
    this.#current = undefined;
    if (cell.isStopped) await this.#kernel.renewSignal();
    outputs.end();
    const error = outputs.errors[0];
    const isWell = error === undefined && !cell.isStopped;
    // Who waits for the reply before sending the next cell means to run it.
    const dropped = isWell || stop_on_error === false ? [] : this.#waiting.splice(0);
    request.reply("execute_reply", {
      execution_count: this.#count,
      ...(error === undefined
        ? { status: "ok", user_expressions: {}, payload: [] }
        : { status: "error", ...error }),
    });
    this.#say(request, "idle");
    for (const each of dropped) this.#abort(each);
  }

  #abort(request: Request): void {
    this.#say(request, "busy");
    this.#front.publish("stream", { name: "stderr", text: NOT_RUN }, request.message);
    request.reply("execute_reply", { status: "aborted" });
    this.#say(request, "idle");
  }

  #say({ message }: Request, state: "busy" | "idle"): void {
    this.#front.publish("status", { execution_state: state }, message);
  }
}
