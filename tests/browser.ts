/**
 * A headless Chromium, driven over its DevTools protocol: for tests of what a page does. They are
 * skipped where there is none.
 */

const NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/** The path of Chromium; `undefined` where it is not installed. */
export const chromium = findChromium();

function findChromium(): string | undefined {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    for (const name of NAMES) {
      try {
        if (Deno.statSync(`${folder}/${name}`).isFile) return `${folder}/${name}`;
      } catch { /* not in this folder */ }
    }
  }
}

/** An answer of the protocol. */
// deno-lint-ignore no-explicit-any -- its shape depends on the method
type Answer = any;

/** One page. */
export class Page {
  /** What the page wrote to its console as an error, threw, or asked the network for. */
  readonly faults: string[] = [];
  readonly #socket: WebSocket;
  readonly #end: () => Promise<void>;
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>();
  readonly #events = new Map<string, PromiseWithResolvers<void>>();
  #id = 0;

  private constructor(socket: WebSocket, end: () => Promise<void>) {
    this.#socket = socket;
    this.#end = end;
    socket.onmessage = ({ data }) => this.#take(JSON.parse(data));
  }

  /** Starts a browser with one empty page and no network. */
  static async open(size = { width: 1000, height: 900 }): Promise<Page> {
    const profile = await Deno.makeTempDir();
    const child = new Deno.Command(chromium!, {
      // deno-fmt-ignore
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--hide-scrollbars", `--user-data-dir=${profile}`, "--remote-debugging-port=0", "about:blank"],
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const end = async () => {
      child.kill("SIGKILL");
      await child.status;
      await Deno.remove(profile, { recursive: true }).catch(() => {}); // its helpers may still write
    };
    const browser = await endpoint(child.stderr);
    const response = await fetch(`http://${new URL(browser).host}/json/list`);
    const [{ webSocketDebuggerUrl }] = await response.json();
    const socket = new WebSocket(webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const page = new Page(socket, end);
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await page.send(`${domain}.enable`);
    await page.send("Network.emulateNetworkConditions", {
      offline: true,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
    await page.resize(size);
    return page;
  }

  /** Calls a method of the protocol. */
  async send(method: string, params: object = {}): Promise<Answer> {
    const id = ++this.#id;
    const waiting = Promise.withResolvers<Answer>();
    this.#waiting.set(id, waiting);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return await waiting.promise;
  }

  /** Sets the size of the window. */
  async resize(
    { width, height, mobile = false }: { width: number; height: number; mobile?: boolean },
  ) {
    await this.send("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile,
    });
  }

  /** Opens a file or a page and waits until it is loaded. */
  async go(url: string): Promise<void> {
    const loaded = Promise.withResolvers<void>();
    this.#events.set("Page.loadEventFired", loaded);
    await this.send("Page.navigate", { url });
    await loaded.promise;
  }

  /** What an expression gives in the page; promises are awaited. */
  async evaluate(expression: string): Promise<Answer> {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  /** Waits until an expression is true in the page. */
  async until(expression: string): Promise<void> {
    await this.evaluate(`new Promise((resolve, reject) => {
      const end = Date.now() + 120_000;
      const look = () => (${expression}) ? resolve() : Date.now() > end ? reject(new Error("never true")) : setTimeout(look, 20);
      look();
    })`);
  }

  /** A picture of the whole page, as a PNG. */
  async picture(): Promise<Uint8Array> {
    const { data } = await this.send("Page.captureScreenshot", { captureBeyondViewport: true });
    return Uint8Array.fromBase64(data);
  }

  /** The page on A4. */
  async pdf(): Promise<Uint8Array> {
    const { data } = await this.send("Page.printToPDF", { paperWidth: 8.27, paperHeight: 11.69 });
    return Uint8Array.fromBase64(data);
  }

  /** Ends the browser. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#socket.onclose = resolve);
    this.#socket.close();
    await closed;
    await this.#end();
  }

  #take(message: Answer): void {
    const { id, method, params, result, error } = message;
    if (id !== undefined) {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) waiting?.reject(new Error(error.message));
      else waiting?.resolve(result);
    } else if (method === "Runtime.exceptionThrown") {
      this.faults.push(
        params.exceptionDetails.exception?.description ?? params.exceptionDetails.text,
      );
    } else if (method === "Log.entryAdded" && params.entry.level === "error") {
      this.faults.push(`${params.entry.text} ${params.entry.url ?? ""}`);
    } else if (method === "Runtime.consoleAPICalled" && params.type === "error") {
      this.faults.push(params.args.map((arg: Answer) => arg.description ?? arg.value).join(" "));
    } else if (method === "Network.requestWillBeSent" && /^https?:/.test(params.request.url)) {
      this.faults.push(`asked for ${params.request.url}`);
    }
    this.#events.get(method)?.resolve();
  }
}

/** Where the browser listens: it says so on standard error. */
async function endpoint(stderr: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  const reader = stderr.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    text += decoder.decode(value, { stream: true });
    const found = /DevTools listening on (ws:\S+)/.exec(text);
    if (found !== null) {
      reader.cancel();
      return found[1]!;
    }
    if (done) throw new Error(`Chromium did not start: ${text}`);
  }
}
