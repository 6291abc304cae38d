/**
 * The packages of others, each loaded when it is first used: a door then costs what is behind it,
 * and importing one needs no permission.
 *
 * They are found from this file's folder. So a program that imports the library by its path need
 * not name them in its own configuration, and keeps its own versions.
 */
import { node } from "./node.ts";
// @ts-ignore: a program that imports the library by its path checks it without the packages' types
import type * as CloudWatchSdk from "@aws-sdk/client-cloudwatch";
// @ts-ignore: as above
import type * as ObservablePlot from "@observablehq/plot";
// @ts-ignore: as above
import type * as Resvg from "@resvg/resvg-wasm";
// @ts-ignore: as above
import type * as TensorFlow from "@tensorflow/tfjs";
// @ts-ignore: as above
import type * as Fflate from "fflate";
// @ts-ignore: as above
import type Ical from "ical.js";
// @ts-ignore: as above
import type * as Linkedom from "linkedom";
// @ts-ignore: as above
import type * as Matrices from "ml-matrix";
// @ts-ignore: as above
import type * as MarkedModule from "marked";
// @ts-ignore: as above
import type * as Forests from "ml-random-forest";
// @ts-ignore: as above
import type Polars from "nodejs-polars";
// @ts-ignore: as above
import type Pg from "pg";
// @ts-ignore: as above
import type * as PgBossModule from "pg-boss";
// @ts-ignore: as above
import type * as Statistics from "simple-statistics";

export type { CloudWatchSdk, Ical, ObservablePlot, PgBossModule, Polars, TensorFlow };

/** Polars, a native library. */
export const pl: typeof Polars = lazily(() => load("nodejs-polars").default);
/** TensorFlow.js. */
export const tf: typeof TensorFlow = lazily(() => quiet(load("@tensorflow/tfjs")));
/** Observable Plot. */
export const Plot: typeof ObservablePlot = lazily(loadPlot);
/** A DOM for Observable Plot, in the build that is one file and imports nothing. */
export const linkedom: typeof Linkedom = lazily(() =>
  load(node.path.join(packageFile("linkedom"), "../../worker.js"))
);
/** SVG to pixels. */
export const resvg: typeof Resvg = lazily(() => load("@resvg/resvg-wasm"));
/** Compression. */
export const fflate: typeof Fflate = lazily(() => load("fflate"));
/** iCalendar files. */
export const ical: typeof Ical = lazily(() => load("ical.js"));
/** Matrix decompositions. */
export const matrices: typeof Matrices = lazily(() => load("ml-matrix"));
/** Markdown. */
export const marked: typeof MarkedModule = lazily(() => load("marked"));
/** Random forests. */
export const forests: typeof Forests = lazily(() => load("ml-random-forest"));
/** AWS' client of CloudWatch. */
export const cloudWatchSdk: typeof CloudWatchSdk = lazily(() => load("@aws-sdk/client-cloudwatch"));
/** PostgreSQL's client. */
export const pg: typeof Pg = lazily(() => load("pg"));
/** A queue of jobs in PostgreSQL. */
export const pgBoss: typeof PgBossModule = lazily(() => load("pg-boss"));
/** Means, medians, deviations. */
export const statistics: typeof Statistics = lazily(() => load("simple-statistics"));

/** The path of a file of a package. */
export function packageFile(name: string): string {
  return node.module.createRequire(import.meta.url).resolve(name);
}

/** What `get` gives, which is called when the first property is read. */
function lazily<T extends object>(get: () => T): T {
  let target: T | undefined;
  return new Proxy({} as T, {
    get: (_, key) => Reflect.get(target ??= get(), key),
  });
}

// deno-lint-ignore no-explicit-any -- each package is given its own type above
function load(name: string): any {
  try {
    return node.module.createRequire(import.meta.url)(name);
  } catch (error) {
    if ((error as { code?: string }).code !== "MODULE_NOT_FOUND") throw error;
    throw new Error(
      `Cannot load the package ${name} as it must be installed: run "deno install" in your project, or in ${
        new URL("../", import.meta.url).pathname
      }`,
      { cause: error },
    );
  }
}

/**
 * TensorFlow.js without its banner, which in a notebook would land in a cell's output, and without
 * its WebGL backend, which looks for a canvas and in a worker prints a page of errors.
 */
function quiet(tensorflow: typeof TensorFlow): typeof TensorFlow {
  tensorflow.enableProdMode();
  if (tensorflow.findBackendFactory("webgl") !== null) tensorflow.removeBackend("webgl");
  return tensorflow;
}

/**
 * Observable Plot's ES modules; its UMD build where Deno resolves what they import by the rules of
 * a project that does not know them.
 */
function loadPlot(): typeof ObservablePlot {
  try {
    return load("@observablehq/plot");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const plot = packageFile("@observablehq/plot");
    const d3 = node.module.createRequire(plot).resolve("d3");
    const beside = (main: string, file: string) => node.path.join(main, "../../dist", file);
    return runUmd(beside(plot, "plot.umd.min.js"), runUmd(beside(d3, "d3.min.js")));
  }
}

/** What a UMD build exports, given the one module that it requires. */
// deno-lint-ignore no-explicit-any -- as above
function runUmd(path: string, required?: unknown): any {
  const module = { exports: {} };
  const run = new Function(
    "module",
    "exports",
    "require",
    node.fs.readFileSync(path, "utf8"),
  );
  run(module, module.exports, () => required);
  return module.exports;
}
