/** `deno lsp` over standard input and output, as VS Code drives it with a notebook's cells. */
import { pathToFileURL } from "node:url";
import type { Notebook } from "../../lib/notebook/file/nbformat.ts";

/** A place in a cell, lines and characters from 0. */
export interface Place {
  cell: number;
  line: number;
  character: number;
}

/** What the server finds wrong. */
export interface Diagnostic {
  cell: number;
  code: unknown;
  message: string;
  line: number;
}

/** A language server with one project. */
export class LanguageServer implements AsyncDisposable {
  #child: Deno.ChildProcess;
  #writer: WritableStreamDefaultWriter<Uint8Array>;
  #next = 1;
  #replies = new Map<number, (result: unknown) => void>();
  #diagnostics = new Map<string, { code: unknown; message: string; range: Range }[]>();
  #ended: Promise<void>;

  constructor(folder: string) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["lsp"],
      cwd: folder,
      env: { NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#ended = this.#read();
  }

  /** Shakes hands; the Deno extension turns the server on for the folder. */
  async start(folder: string): Promise<void> {
    const uri = pathToFileURL(folder).href;
    await this.ask("initialize", {
      processId: null,
      rootUri: uri,
      workspaceFolders: [{ uri, name: "project" }],
      initializationOptions: { enable: true, lint: true },
      capabilities: {
        notebookDocument: { synchronization: {} },
        textDocument: { publishDiagnostics: {}, hover: {}, completion: {}, definition: {} },
        workspace: { workspaceFolders: true, configuration: true },
      },
    });
    await this.#tell("initialized", {});
  }

  /** Opens a notebook, each code cell a document. */
  async open(path: string, notebook: Notebook): Promise<void> {
    const uri = pathToFileURL(path).href;
    const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
    await this.#tell("notebookDocument/didOpen", {
      notebookDocument: {
        uri,
        notebookType: "jupyter-notebook",
        version: 1,
        cells: cells.map((_, index) => ({ kind: 2, document: cellUri(path, index) })),
      },
      cellTextDocuments: cells.map(({ source }, index) => ({
        uri: cellUri(path, index),
        languageId: "typescript",
        version: 1,
        text: source,
      })),
    });
  }

  /** All findings of a notebook once the server has said what it thinks of every cell. */
  async diagnose(path: string, cells: number): Promise<Diagnostic[]> {
    // Diagnostics come one kind after the other; a request is answered behind them.
    for (let quiet = 0, seen = ""; quiet < 5;) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const now = JSON.stringify([...this.#diagnostics]);
      quiet = now === seen && this.#diagnostics.size >= cells ? quiet + 1 : 0;
      seen = now;
    }
    return Array.from(
      { length: cells },
      (_, cell) =>
        (this.#diagnostics.get(cellUri(path, cell)) ?? []).map(({ code, message, range }) => ({
          cell,
          code,
          message,
          line: range.start.line,
        })),
    ).flat();
  }

  /** A request about a place. */
  askAt(method: string, path: string, { cell, line, character }: Place): Promise<unknown> {
    const textDocument = { uri: cellUri(path, cell) };
    return this.ask(method, { textDocument, position: { line, character } });
  }

  ask(method: string, params?: unknown): Promise<unknown> {
    const id = this.#next++;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.#replies.set(id, resolve);
    this.#send({ jsonrpc: "2.0", id, method, params });
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ask("shutdown");
    await this.#tell("exit");
    await this.#writer.close();
    await this.#child.status;
    await this.#ended;
  }

  #tell(method: string, params?: unknown): Promise<void> {
    return this.#send({ jsonrpc: "2.0", method, params });
  }

  async #send(message: unknown): Promise<void> {
    const body = new TextEncoder().encode(JSON.stringify(message));
    const head = new TextEncoder().encode(`Content-Length: ${body.length}\r\n\r\n`);
    await this.#writer.write(new Uint8Array([...head, ...body]));
  }

  async #read(): Promise<void> {
    let bytes = new Uint8Array(0);
    for await (const chunk of this.#child.stdout) {
      bytes = new Uint8Array([...bytes, ...chunk]);
      for (;;) {
        const text = new TextDecoder("latin1").decode(bytes);
        const end = text.indexOf("\r\n\r\n");
        const length = Number(/Content-Length: (\d+)/.exec(text)?.[1]);
        if (end < 0 || bytes.length < end + 4 + length) break;
        this.#take(JSON.parse(new TextDecoder().decode(bytes.subarray(end + 4, end + 4 + length))));
        bytes = bytes.slice(end + 4 + length);
      }
    }
  }

  // deno-lint-ignore no-explicit-any
  #take(message: any): void {
    if (message.method === "textDocument/publishDiagnostics") {
      this.#diagnostics.set(message.params.uri, message.params.diagnostics);
    } else if (message.method !== undefined && message.id !== undefined) {
      const isConfiguration = message.method === "workspace/configuration";
      const result = isConfiguration
        ? message.params.items.map(() => ({ enable: true, lint: true }))
        : null;
      this.#send({ jsonrpc: "2.0", id: message.id, result });
    } else if (message.id !== undefined) {
      this.#replies.get(message.id)?.(message.result);
    }
  }
}

interface Range {
  start: { line: number; character: number };
}

function cellUri(path: string, cell: number): string {
  return `vscode-notebook-cell:${pathToFileURL(path).pathname}#W${cell}sZmlsZQ==`;
}
