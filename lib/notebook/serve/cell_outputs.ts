/** What a cell of an interactive notebook shows, on its way to the front end. */
import type { JsonObject, Message } from "../kernel/message.ts";

/** Milliseconds for which printed text is collected; a front end takes 1,000 messages a second. */
const FLUSH_DELAY = 50;
const PASSED_ON = ["display_data", "execute_result", "update_display_data", "clear_output"];

/** Puts printed text together, and errors last, as the kernel sends them past it. */
export class CellOutputs {
  /** What traces call the cell. */
  cell: string;
  #publish: (type: string, content: JsonObject, metadata: JsonObject) => void;
  #name = "";
  #text = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #errors: JsonObject[] = [];

  /**
   * Starts without outputs.
   *
   * @param cell What traces call the cell
   * @param publish Sends a message to the front end
   */
  constructor(
    cell: string,
    publish: (type: string, content: JsonObject, metadata: JsonObject) => void,
  ) {
    this.cell = cell;
    this.#publish = publish;
  }

  /** The errors so far. */
  get errors(): readonly JsonObject[] {
    return this.#errors;
  }

  /** Takes a message of the kernel; those that are no outputs are left out. */
  add({ header, content, metadata }: Message): void {
    const type = String(header.msg_type);
    if (type === "stream") {
      return this.print(
        content.name === "stderr" ? "stderr" : "stdout",
        String(content.text ?? ""),
      );
    }
    if (type === "error") {
      const lines = Array.isArray(content.traceback) ? content.traceback.map(String) : [];
      return this.fail(String(content.ename), String(content.evalue), lines);
    }
    if (!PASSED_ON.includes(type)) return;
    this.flush();
    this.#publish(type, content, metadata);
  }

  /** Prints text. */
  print(name: "stdout" | "stderr", text: string): void {
    if (name !== this.#name) this.flush();
    this.#name = name;
    this.#text += text;
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_DELAY);
  }

  /** Adds an error, shown at the end. */
  fail(ename: string, evalue: string, traceback: string[]): void {
    const head = `${ename}: ${evalue}`;
    const frames = traceback.filter((line) => /^\s+at /.test(line)).flatMap((line) => {
      // The kernel's and our own frames say nothing about the cell.
      if (/\bext:|\/notebook\/session\//.test(line)) return [];
      return [line.replace(/<anonymous>:\d+:\d+/, this.cell)];
    });
    const others = traceback.filter((line) => line !== "" && !/^\s+at /.test(line));
    const text = others.length > 0 ? others : [head];
    this.#errors.push({ ename, evalue, traceback: [...text, ...frames] });
  }

  /** Sends what is collected. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#text !== "") this.#publish("stream", { name: this.#name, text: this.#text }, {});
    this.#text = "";
  }

  /** Sends everything, errors last. */
  end(): void {
    this.flush();
    for (const error of this.#errors) this.#publish("error", error, {});
  }
}
