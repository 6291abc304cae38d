/**
 * The runtime's own `node:` modules, each loaded when it is first used: an import of one would cost
 * as much as all of a room of this library.
 */

/** Those that the library uses where its doors are to be cheap. */
interface NodeModules {
  readonly buffer: typeof import("node:buffer");
  readonly crypto: typeof import("node:crypto");
  readonly fs: typeof import("node:fs");
  readonly module: typeof import("node:module");
  readonly net: typeof import("node:net");
  readonly path: typeof import("node:path");
  readonly process: typeof import("node:process");
  readonly sqlite: typeof import("node:sqlite");
  readonly timers: typeof import("node:timers");
  readonly url: typeof import("node:url");
  readonly worker_threads: typeof import("node:worker_threads");
  readonly zlib: typeof import("node:zlib");
}

/** `node.fs` is the module `node:fs`. */
export const node: NodeModules = new Proxy({} as NodeModules, {
  get: (_, name: string) => {
    const { process } = globalThis as unknown as { process: { getBuiltinModule: GetModule } };
    return process.getBuiltinModule(`node:${name}`);
  },
});

type GetModule = (name: string) => unknown;
