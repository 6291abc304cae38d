/** The command line of `deno task tune`. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { requireOneOf } from "../../checks.ts";
import { sqlitePath } from "../../tuner/storages/mod.ts";
import { callerFolder } from "../shared/caller.ts";
import { toFinite, toInteger, UsageError, type Values } from "../shared/command.ts";
import { readSecret, STORAGE_VARIABLE } from "../shared/secret.ts";
import type { TuneJob } from "./job.ts";
import { SAMPLERS } from "./study_module.ts";

/** What `deno task tune` was asked for. */
export interface TuneOptions extends Omit<TuneJob, "first"> {
  readonly workers: number;
  readonly folder: string;
  readonly json: boolean;
}

/** The options as `parseArgs` takes them. */
export const OPTIONS = {
  storage: { type: "string" },
  study: { type: "string" },
  trials: { type: "string" },
  workers: { type: "string", default: "1" },
  sampler: { type: "string" },
  direction: { type: "string" },
  seed: { type: "string", default: "0" },
  heartbeat: { type: "string", default: "10" },
  grace: { type: "string" },
  retries: { type: "string", default: "3" },
  count: { type: "string", default: "good" },
  "trial-timeout": { type: "string" },
  wait: { type: "string" },
  net: { type: "boolean", default: false }, // for the launcher, which gives the permission
  json: { type: "boolean", default: false },
} as const;

/** Checks the command line. @throws {Error} Where it is wrong */
export function readOptions(
  values: Values<typeof OPTIONS>,
  module: string | undefined,
): TuneOptions {
  if (module === undefined) throw new UsageError("Cannot tune as there must be a MODULE");
  const required = (name: "study" | "trials"): string => {
    const value = values[name];
    if (value === undefined) throw new UsageError(`Cannot tune as --${name} must be given`);
    return value;
  };
  const { sampler, direction } = values;
  requireOneOf("read --sampler", { it: sampler }, [...Object.keys(SAMPLERS), undefined]);
  requireOneOf("read --direction", { it: direction }, ["minimize", "maximize", undefined]);
  requireOneOf("read --count", { it: values.count }, ["good", "all"]);
  const folder = callerFolder();
  const optional = <Name extends string>(name: Name, text: string | undefined, option: string) =>
    text === undefined
      ? {}
      : { [name]: toFinite(option, text, { above: 0, max: 1e6 }) } as Record<Name, number>;
  const heartbeat = toFinite("--heartbeat", values.heartbeat, { above: 0 });
  const grace = values.grace === undefined
    ? 3 * heartbeat
    : toFinite("--grace", values.grace, { min: heartbeat });
  return {
    module: moduleUrl(module, folder),
    storage: absoluteStorage(storageOf(values.storage), folder),
    study: required("study"),
    trials: toInteger("--trials", required("trials"), { min: 1 }),
    countFailed: values.count === "all",
    ...optional("trialTimeout", values["trial-timeout"], "--trial-timeout"),
    ...optional("wait", values.wait, "--wait"),
    workers: toInteger("--workers", values.workers, { min: 1 }),
    ...(sampler === undefined ? {} : { sampler }),
    ...(direction === undefined ? {} : { direction }),
    seed: toInteger("--seed", values.seed, { min: 0, max: 0xffffffff }),
    heartbeat,
    grace,
    retries: toInteger("--retries", values.retries, { min: 0 }),
    folder,
    json: values.json,
  };
}

function storageOf(given: string | undefined): string {
  const url = readSecret("--storage", given, STORAGE_VARIABLE);
  if (url !== undefined) return url;
  throw new UsageError(`Cannot tune as --storage or ${STORAGE_VARIABLE} must be given`);
}

function moduleUrl(module: string, folder: string): string {
  if (/^[a-z]{2,}:/.test(module)) return module;
  const path = resolve(folder, module);
  try {
    Deno.statSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new RangeError(`Cannot tune as MODULE must be a file that exists: there is no ${path}`);
  }
  return pathToFileURL(path).href;
}

/** SQLite paths are relative to the caller's folder; a database in memory has no second process. */
function absoluteStorage(url: string, folder: string): string {
  if (!url.startsWith("sqlite")) return url;
  const path = sqlitePath(url);
  if (path === ":memory:") {
    throw new RangeError(`Cannot tune as --storage must be shared by processes: it is ${url}`);
  }
  return `sqlite:///${resolve(folder, path)}`;
}
