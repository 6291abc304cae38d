/** A web server on this machine for tests, which may misbehave below the level of HTTP. */
export interface TestServer extends AsyncDisposable {
  /** Address of `path` on it. */
  url(path?: string): URL;
}

/** Serves with Deno's own server. */
export function serve(handler: (request: Request) => Response | Promise<Response>): TestServer {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler);
  return {
    url: (path = "/series.csv") => new URL(path, `http://127.0.0.1:${server.addr.port}`),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Answers each connection with raw bytes and then closes it, or leaves it open until the end. */
export function serveRaw(answer: string, keepOpen = false): TestServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open: Deno.Conn[] = [];
  const running = (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(4096));
      await connection.write(new TextEncoder().encode(answer));
      if (keepOpen) open.push(connection);
      else connection.close();
    }
  })();
  return {
    url: (path = "/series.csv") => new URL(path, `http://127.0.0.1:${listener.addr.port}`),
    [Symbol.asyncDispose]: async () => {
      listener.close();
      open.forEach((connection) => connection.close());
      await running;
    },
  };
}

/** The address of a port on which nobody listens. */
export function closedPort(): URL {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return new URL(`http://127.0.0.1:${listener.addr.port}/series.csv`);
}
