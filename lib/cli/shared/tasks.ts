/**
 * The tasks of `deno.json`: which program each is, and what it may do, which is what its work needs
 * for the arguments it got and no more.
 */
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { jupyterFolder } from "../kernel.ts";
import { fromCaller } from "./caller.ts";
import { NOTHING, queueNeeds } from "./queue_needs.ts";
import { meaningOf, STORAGE_VARIABLE } from "./secret.ts";

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
    flags: () => [
      ...["--allow-read", "--allow-env", "--allow-sys=homedir"],
      write(jupyterFolder(), Deno.execPath()),
    ],
  },
  lab: {
    program: "lib/cli/lab.ts",
    flags: () => [
      ...["--allow-read", "--allow-write", "--allow-env", "--allow-sys=homedir", "--allow-run"],
    ],
    asks: true,
  },
  nab: {
    program: "lib/cli/nab.ts",
    flags: (args) => ["--allow-read", ...LIBRARIES, ...outputs(args, "--out")],
  },
  detect: {
    program: "lib/cli/detect.ts",
    flags: (args) => {
      const queue = queueNeeds(valueOf(args, "--queue"));
      return [
        "--allow-read",
        ...watching(args, queue).filter((flag) => !flag.startsWith("--allow-read")),
        ...outputFolders(args, "--out", "--html", "--state"),
        // Where the rows of many series are sorted apart.
        ...valueOf(args, "--key") === undefined ? [] : [write(tmpdir())],
        ...queue.written.length > 0 ? [write(...queue.written)] : [],
      ];
    },
  },
  worker: {
    program: "lib/cli/worker.ts",
    flags: (args) => {
      const { hosts, variables, system, files, written } = queueNeeds(valueOf(args, "--queue"));
      return [
        `--allow-read=${[ROOT, ...files].map(listed).join(",")}`,
        `--allow-env=${["INIT_CWD", ...variables].join(",")}`,
        ...system.length > 0 ? [`--allow-sys=${system.join(",")}`] : [],
        ...hosts.length > 0 ? [`--allow-net=${hosts.join(",")}`] : [],
        ...written.length > 0 ? [write(...written)] : [],
      ];
    },
  },
  tune: {
    program: "lib/cli/tune.ts",
    flags: (args) => [
      // Workers get of each kind all or nothing, and what MODULE needs is not known.
      ...["--allow-read", "--allow-write", "--allow-env", "--allow-sys", NATIVE, RUN_DENO],
      ...(args.includes("--net") || !isOnDisk(args) ? ["--allow-net"] : []),
    ],
  },
  backtest: {
    program: "lib/cli/backtest.ts",
    flags: (args) => [
      ...watching(args),
      ...outputFolders(args, "--chart", "--html"),
    ],
  },
  watch: {
    program: "lib/cli/watch.ts",
    flags: (args) => [...watching(args), ...outputs(args, "--state")],
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
  "bench:incidents": {
    program: "tests/bench/incidents_bench.ts",
    flags: () => ["--allow-read", "--allow-write=tests/bench", ...LIBRARIES],
  },
};

/** Variables that AWS' client looks at. */
const AWS_VARIABLES = [
  ...["AWS_*", "_X_AMZN_TRACE_ID", "HOME", "USERPROFILE", "HOMEPATH", "HOMEDRIVE", "NODE_DEBUG"],
];
/** Variables that name a file which AWS' client reads. */
const AWS_FILES = [
  ...["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE"],
  ...["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "AWS_CA_BUNDLE"],
];
/** Where a machine or a container gets its role's credentials. */
const AWS_ROLE_HOSTS = ["169.254.169.254", "169.254.170.2", "169.254.170.23"];

/** What reading sources live, and telling of them, needs. */
function watching(args: readonly string[], more = NOTHING): string[] {
  const sources = operands(args);
  const hosts = [
    ...sources.flatMap((source) =>
      sourceHosts(meaningOf("a source", source, STORAGE_VARIABLE) ?? "")
    ),
    ...hostOf(valueOf(args, "--webhook") ?? Deno.env.get("WEBHOOK_URL")),
    ...valuesOf(args, "--net"),
    ...more.hosts,
  ];
  const isCloudWatch = sources.some((source) => /^cloudwatch:/i.test(source));
  const variables = [
    ...["WEBHOOK_SECRET", "WEBHOOK_URL", ...isCloudWatch ? AWS_VARIABLES : []],
    ...more.variables,
  ];
  const system = [...isCloudWatch ? ["osRelease", "homedir"] : [], ...more.system];
  const files = isCloudWatch
    ? [join(homedir(), ".aws"), ...AWS_FILES.flatMap((name) => Deno.env.get(name) ?? [])]
    : [];
  const paths = sources.flatMap(sourcePath);
  const named = [
    ...["--state", "--calendar"].flatMap((option) => valuesOf(args, option)).map((path) =>
      fromCaller(path)
    ),
    ...["--chart", "--html"].flatMap((option) => valuesOf(args, option))
      .map((path) => dirname(fromCaller(path))),
  ];
  return [
    `--allow-read=${[ROOT, ...files, ...paths, ...named].map(listed).join(",")}`,
    ...LIBRARIES.map((flag) =>
      flag.startsWith("--allow-env=")
        ? `${flag},${variables.join(",")}`
        : flag.startsWith("--allow-sys=")
        ? [flag, ...system].join(",")
        : flag
    ),
    ...hosts.length > 0 ? [`--allow-net=${[...new Set(hosts)].join(",")}`] : [],
  ];
}

/** The file or folder that a source names. */
function sourcePath(source: string): string[] {
  if (/^file:/i.test(source)) {
    try {
      return [fileURLToPath(source)];
    } catch {
      return []; // what is wrong with it the task says
    }
  }
  const isPath = !/^[a-z][a-z0-9+.-]+:|^-$/i.test(source);
  return isPath ? [fromCaller(source.replace(/^@/, ""))] : [];
}

function sourceHosts(source: string): string[] {
  if (!/^cloudwatch:/i.test(source)) return hostOf(source);
  const given = Deno.env.get("AWS_ENDPOINT_URL_CLOUDWATCH") ?? Deno.env.get("AWS_ENDPOINT_URL");
  if (given !== undefined) return hostOf(given);
  const region = /[?&]region=([a-z0-9-]+)/.exec(source)?.[1] ?? Deno.env.get("AWS_REGION");
  // Without a region in sight it stands in a file that AWS' client reads: any of them, then.
  const hosts = region === undefined
    ? ["*.amazonaws.com:443"]
    : [`monitoring.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}:443`];
  const hasKey = Deno.env.has("AWS_ACCESS_KEY_ID");
  const sts = Deno.env.has("AWS_WEB_IDENTITY_TOKEN_FILE") && region !== undefined
    ? [`sts.${region}.amazonaws.com:443`]
    : [];
  return [...hosts, ...hasKey ? [] : [...AWS_ROLE_HOSTS, ...sts]];
}

/** Host and port of a URL, as Deno's flags take them. */
function hostOf(text: string | undefined): string[] {
  const url = URL.parse(text ?? "");
  if (url === null || !/^https?:$/.test(url.protocol)) return [];
  return [`${url.hostname}:${url.port || (url.protocol === "https:" ? 443 : 80)}`];
}

/** What writing files that options name needs, each with a temporary one beside it. */
function outputFolders(args: readonly string[], ...options: string[]): string[] {
  const files = options.flatMap((option) => valueOf(args, option) ?? []);
  return files.length === 0 ? [] : [write(...files.map((file) => dirname(fromCaller(file))))];
}

/** Whether a study's storage is a file. */
function isOnDisk(args: readonly string[]): boolean {
  return meaningOf("--storage", valueOf(args, "--storage"), STORAGE_VARIABLE)?.startsWith(
    "sqlite",
  ) ?? true;
}

/** What writing to the folders that an option names needs; nothing where it is not given. */
function outputs(args: readonly string[], option: string): string[] {
  const value = valueOf(args, option);
  return value === undefined ? [] : [write(fromCaller(value))];
}

function write(...paths: string[]): string {
  return `--allow-write=${paths.map(listed).join(",")}`;
}

/** The options of tasks with a SOURCE that take no value; what follows any other is its value. */
const SWITCHES = new Set(["--json", "--once", "--help", "-h"]);

/** What stands beside the options, such as the sources. */
function operands(args: readonly string[]): string[] {
  const end = args.indexOf("--");
  if (end >= 0) return [...operands(args.slice(0, end)), ...args.slice(end + 1)];
  const takesNext = (arg = "") => /^--[^=]+$/.test(arg) && !SWITCHES.has(arg);
  return args.filter((arg, k) => !/^-./.test(arg) && !takesNext(args[k - 1]));
}

/** The last value that an option is given. */
function valueOf(args: readonly string[], option: string): string | undefined {
  return valuesOf(args, option).at(-1);
}

function valuesOf(args: readonly string[], option: string): string[] {
  return args.flatMap((arg, k) =>
    arg === option
      ? args.slice(k + 1, k + 2)
      : arg.startsWith(`${option}=`)
      ? [arg.slice(option.length + 1)]
      : []
  );
}

/** Deno splits lists of paths at commas: a path with one is its nearest folder without. */
function listed(path: string): string {
  return path.includes(",") ? listed(dirname(path)) : path;
}
