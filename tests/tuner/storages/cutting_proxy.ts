/**
 * Stands between a client and PostgreSQL, and cuts the connection when a COMMIT passes: before the
 * server sees it, or after the server did it and before the client hears of it.
 */
export type Cut = "before" | "after";

export class CuttingProxy {
  #listener: Deno.TcpListener;
  #serverPort: number;
  #cut: Cut | undefined;
  #skip = 0;
  #connections = new Set<Deno.TcpConn>();
  #cuts = 0;

  constructor(serverPort: number) {
    this.#serverPort = serverPort;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#accept();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** How many connections were cut. */
  get cuts(): number {
    return this.#cuts;
  }

  /** A COMMIT is cut off: the next, or the one after `skip` others. */
  cutNext(cut: Cut, skip = 0): void {
    this.#cut = cut;
    this.#skip = skip;
  }

  close(): void {
    this.#listener.close();
    for (const connection of this.#connections) tryClose(connection);
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      const server = await Deno.connect({ hostname: "127.0.0.1", port: this.#serverPort });
      this.#connections.add(client).add(server);
      const pair = { client, server, deaf: false };
      this.#pipe(client, (bytes) => this.#toServer(pair, bytes), pair);
      this.#pipe(server, (bytes) => this.#toClient(pair, bytes), pair);
    }
  }

  async #pipe(
    from: Deno.TcpConn,
    forward: (bytes: Uint8Array) => Promise<void>,
    { client, server }: Pair,
  ): Promise<void> {
    const buffer = new Uint8Array(65536);
    try {
      for (let n = await from.read(buffer); n !== null; n = await from.read(buffer)) {
        await forward(buffer.subarray(0, n));
      }
    } catch {
      // cut, or closed by the other side
    }
    tryClose(client);
    tryClose(server);
  }

  async #toServer(pair: Pair, bytes: Uint8Array): Promise<void> {
    // The zero ends the statement: BEGIN ... READ COMMITTED is not meant.
    if (
      this.#cut !== undefined && new TextDecoder().decode(bytes).includes("COMMIT\0") &&
      this.#skip-- === 0
    ) {
      const cut = this.#cut;
      this.#cut = undefined;
      this.#cuts++;
      if (cut === "before") throw new Error("cut");
      pair.deaf = true; // the answer ends it
    }
    await writeAll(pair.server, bytes);
  }

  async #toClient(pair: Pair, bytes: Uint8Array): Promise<void> {
    if (pair.deaf) throw new Error("cut");
    await writeAll(pair.client, bytes);
  }
}

interface Pair {
  client: Deno.TcpConn;
  server: Deno.TcpConn;
  deaf: boolean;
}

async function writeAll(to: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  while (bytes.length > 0) bytes = bytes.subarray(await to.write(bytes));
}

function tryClose(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // closed already
  }
}
