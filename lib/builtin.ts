/**
 * The runtime's own `node:` modules, loaded when they are first used: one import of them costs as
 * much as a small room of this library.
 *
 * @module
 */

/** Those that the library uses where a door is cheap. */
interface Builtins {
  readonly "node:buffer": typeof import("node:buffer");
  readonly "node:crypto": typeof import("node:crypto");
  readonly "node:fs": typeof import("node:fs");
  readonly "node:module": typeof import("node:module");
  readonly "node:net": typeof import("node:net");
  readonly "node:path": typeof import("node:path");
  readonly "node:sqlite": typeof import("node:sqlite");
  readonly "node:timers/promises": typeof import("node:timers/promises");
  readonly "node:url": typeof import("node:url");
  readonly "node:worker_threads": typeof import("node:worker_threads");
  readonly "node:zlib": typeof import("node:zlib");
}

/** The module of that name. */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  const { process } = globalThis as unknown as {
    process: { getBuiltinModule(name: Name): Builtins[Name] };
  };
  return process.getBuiltinModule(name);
}
