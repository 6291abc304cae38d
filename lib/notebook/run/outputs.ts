/** From the kernel's messages to the outputs of cells. */
import type { Output } from "../file/nbformat.ts";
import { asObject, type JsonObject, type Message } from "../kernel/message.ts";

type Display = Extract<Output, { data: JsonObject }>;

/** The displays of one `display_id`. */
interface Displays {
  /** What the last update gave; the outputs that it changed hold these very objects. */
  readonly shown: Pick<Display, "data" | "metadata">;
  /** Shown since then. */
  fresh: Display[];
}

/** Collects the outputs of a run, cell after cell. */
export class OutputCollector {
  /** Outputs that a later cell may still update, by `display_id`. */
  #displays = new Map<string, Displays>();
  #outputs: Output[] = [];
  #errors: Output[] = [];
  #isClearPending = false;
  #clean: (text: string) => string;

  /**
   * Starts without outputs.
   *
   * @param clean What is done to printed text and to errors, such as taking paths out
   */
  constructor(clean: (text: string) => string = (text) => text) {
    this.#clean = clean;
  }

  /** Starts the next cell; later updates still reach the displays of the cells before. */
  startCell(): void {
    this.#outputs = [];
    this.#errors = [];
    this.#isClearPending = false;
  }

  /** Whether the current cell has published an error. */
  get hasError(): boolean {
    return this.#errors.length > 0;
  }

  /**
   * The current cell's outputs. Errors come last: the kernel sends them past the queue in which
   * printed lines wait, so their place among these says nothing.
   *
   * The list is a copy, but a later cell may still change the displays in it.
   */
  cellOutputs(): Output[] {
    return [...this.#outputs, ...this.#errors];
  }

  /**
   * Adds an error that the kernel did not publish.
   *
   * @param ename Its name
   * @param evalue Its message
   * @param traceback Its stack, in lines
   */
  addError(ename: string, evalue: string, traceback: string[] = []): void {
    this.#errors.push({
      output_type: "error",
      ename,
      evalue: this.#clean(evalue),
      traceback: traceback.map(this.#clean),
    });
  }

  /**
   * Takes one iopub message; those that are no outputs are left out.
   *
   * @param message As the kernel sent it
   */
  add(message: Message): void {
    const { content } = message;
    switch (message.header.msg_type) {
      case "stream":
        return this.#addStream(
          content.name === "stderr" ? "stderr" : "stdout",
          this.#clean(String(content.text ?? "")),
        );
      case "display_data":
        return this.#addData({
          output_type: "display_data",
          data: asObject(content.data),
          metadata: asObject(content.metadata),
        }, content);
      case "execute_result":
        return this.#addData({
          output_type: "execute_result",
          data: asObject(content.data),
          metadata: asObject(content.metadata),
          execution_count: Number(content.execution_count),
        }, content);
      case "update_display_data":
        return this.#update(content);
      case "clear_output":
        if (content.wait === true) this.#isClearPending = true;
        else this.#clear();
        return;
      case "error":
        this.#clearIfPending();
        return this.addError(
          String(content.ename),
          String(content.evalue),
          Array.isArray(content.traceback) ? content.traceback.map(String) : [],
        );
    }
  }

  #addStream(name: string, text: string): void {
    if (text === "") return;
    this.#clearIfPending();
    const last = this.#outputs.at(-1);
    if (last?.output_type === "stream" && last.name === name) last.text += text;
    else this.#outputs.push({ output_type: "stream", name, text });
  }

  #addData(output: Display, content: JsonObject): void {
    this.#clearIfPending();
    this.#outputs.push(output);
    const id = displayId(content);
    if (id === undefined) return;
    const displays = this.#displays.get(id);
    if (displays !== undefined) displays.fresh.push(output);
    else this.#displays.set(id, { shown: { data: {}, metadata: {} }, fresh: [output] });
  }

  /** Updated displays share their data, so that the next update changes all of them at once. */
  #update(content: JsonObject): void {
    const displays = this.#displays.get(displayId(content) ?? "");
    if (displays === undefined) return;
    for (const part of ["data", "metadata"] as const) {
      const shown = displays.shown[part];
      for (const name of Object.keys(shown)) delete shown[name];
      Object.assign(shown, asObject(content[part]));
    }
    for (const output of displays.fresh) Object.assign(output, displays.shown);
    displays.fresh = [];
  }

  #clearIfPending(): void {
    if (this.#isClearPending) this.#clear();
  }

  #clear(): void {
    this.#outputs = [];
    this.#errors = [];
    this.#isClearPending = false;
  }
}

function displayId(content: JsonObject): string | undefined {
  const id = asObject(content.transient).display_id;
  return typeof id === "string" ? id : undefined;
}
