/**
 * The tasks of `deno.json`: which program each is, and what it may do, which is what its work needs
 * for the arguments it got and no more.
 *
 * @module
 */
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { jupyterFolder } from "../kernel.ts";
import { fromCaller } from "./caller.ts";

/** A task. */
export interface Task {
  /** Its program, from the project's folder. */
  readonly program: string;
  /**
   * Deno's flags for it.
   *
   * @param args What the user gave
   */
  readonly flags: (args: readonly string[]) => readonly string[];
  /** Whether the task itself decides what one Ctrl-C on a terminal means, as JupyterLab asks. */
  readonly asks?: boolean;
}

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const RUN_DENO = `--allow-run=${listed(Deno.execPath())}`;
const NATIVE = `--allow-ffi=${listed(join(ROOT, "node_modules"))}`;
/** What Polars, a native library, and TensorFlow.js look at. */
const LIBRARIES = [
  "--allow-env=INIT_CWD,NAPI_RS_FORCE_WASI,NAPI_RS_NATIVE_LIBRARY_PATH",
  "--allow-sys=cpus,networkInterfaces,hostname",
  NATIVE,
];

/** The tasks by name. */
export const TASKS: Readonly<Record<string, Task>> = {
  notebook: {
    program: "lib/cli/notebook.ts",
    flags:
      () => ["--allow-net=127.0.0.1", RUN_DENO, "--allow-read", "--allow-write", "--allow-env"],
  },
  test: {
    program: "lib/cli/test.ts",
    flags: () => [`--allow-read=${listed(ROOT)}`, "--allow-env=INIT_CWD", RUN_DENO],
  },
  kernel: {
    program: "lib/cli/kernel.ts",
    flags: () => ["--allow-read", "--allow-env", write(jupyterFolder(), Deno.execPath())],
  },
  lab: {
    program: "lib/cli/lab.ts",
    flags: () => ["--allow-read", "--allow-write", "--allow-env", "--allow-run"],
    asks: true,
  },
  nab: {
    program: "lib/cli/nab.ts",
    flags: (args) => ["--allow-read", ...LIBRARIES, ...outputs(args, "--out")],
  },
  tune: {
    program: "lib/cli/tune.ts",
    flags: (args) => [
      // Workers get of each kind all or nothing, and what MODULE needs is not known.
      ...["--allow-read", "--allow-write", "--allow-env", "--allow-sys", NATIVE, RUN_DENO],
      ...(args.includes("--net") || !valueOf(args, "--storage")?.startsWith("sqlite")
        ? ["--allow-net"]
        : []),
    ],
  },
  "check:notebooks": {
    program: "lib/cli/check_notebooks.ts",
    flags: () => ["--allow-read", write(tmpdir()), "--allow-env", RUN_DENO],
  },
  "data:simulate": {
    program: "lib/cli/simulate.ts",
    flags: (args) => {
      const output = valueOf(args, "--output");
      const folder = output === undefined ? join(ROOT, "data") : dirname(fromCaller(output));
      return ["--allow-read", ...LIBRARIES, write(folder)];
    },
  },
  "kernel:build": {
    program: "lib/cli/build_kernel.ts",
    flags: () => [
      ...["--no-config", "--no-lock", "--node-modules-dir=none", "--allow-read"],
      ...["--allow-env=CI", write(join(ROOT, "lib/autoencoder/wasm"))],
    ],
  },
  bench: {
    program: "tests/bench/trainer_bench.ts",
    flags: () => ["--allow-read", "--allow-write", "--allow-env", "--allow-sys", "--allow-run"],
  },
  "bench:detector": {
    program: "tests/bench/detector/run.ts",
    flags: () => ["--allow-read", ...LIBRARIES],
  },
};

/** What writing to the folders that an option names needs; nothing where it is not given. */
function outputs(args: readonly string[], option: string): string[] {
  const value = valueOf(args, option);
  return value === undefined ? [] : [write(fromCaller(value))];
}

function write(...paths: string[]): string {
  return `--allow-write=${paths.map(listed).join(",")}`;
}

/** The last value that an option is given. */
function valueOf(args: readonly string[], option: string): string | undefined {
  const given = args.flatMap((arg, k) =>
    arg === option
      ? args.slice(k + 1, k + 2)
      : arg.startsWith(`${option}=`)
      ? [arg.slice(option.length + 1)]
      : []
  );
  return given.at(-1);
}

/** Deno splits lists of paths at commas: a path with one is its nearest folder without. */
function listed(path: string): string {
  return path.includes(",") ? listed(dirname(path)) : path;
}
