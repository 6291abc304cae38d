/** Copying a study from one storage to another. */
import { requireKnownOptions } from "../../checks.ts";
import { openIfUrl, requireStudy } from "./create_study.ts";
import { encodeDate } from "../storages/rdb/values.ts";
import type { FrozenStudy, Storage } from "../storages/storage.ts";

/** Where a study is copied from and to. */
export interface CopyStudyOptions {
  /** Where the study is. */
  from: Storage | string;
  /** Where the copy goes; may be the same storage with another name. */
  to: Storage | string;
  /** Name of the copy; the study's own unless told. */
  name?: string;
}

/**
 * Copies a study with all its trials and attributes: from memory to a file, say, or from a file to
 * a server. It is there as a whole or not at all. Numbers, times, values and their order stay as
 * they are stored, Python's long integers and NaN among them; RUNNING trials are copied as FAIL,
 * since nobody runs the copies.
 *
 * @param name The study
 * @param options See {@linkcode CopyStudyOptions}
 * @returns The copy
 * @throws {RangeError} If there is no such study, or the copy's name is taken
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { copyStudy, MemoryStorage } from "elb-anomaly/tuner";
 *
 * const [from, to] = [new MemoryStorage(), new MemoryStorage()];
 * await from.createStudy("elb", ["minimize"]);
 * assert.equal((await copyStudy("elb", { from, to })).name, "elb");
 * ```
 */
export async function copyStudy(name: string, options: CopyStudyOptions): Promise<FrozenStudy> {
  requireKnownOptions("copy a study", options, ["from", "to", "name"]);
  const from = await openIfUrl(options.from);
  const to = options.to === options.from ? from : await openIfUrl(options.to);
  try {
    const { studyId } = await requireStudy(from, name);
    const dump = await from.dumpStudy(studyId);
    const now = encodeDate(new Date());
    const trials = dump.trials.map((trial) =>
      trial.state === "RUNNING" ? { ...trial, state: "FAIL", datetime_complete: now } : trial
    );
    return await to.restoreStudy(options.name ?? name, { ...dump, trials });
  } finally {
    if (from !== options.from) await from.close();
    if (to !== options.to && to !== from) await to.close();
  }
}
