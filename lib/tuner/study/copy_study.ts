/**
 * Copying a study from one storage to another.
 *
 * @module
 */
import { openIfUrl, requireStudy } from "./create_study.ts";
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
 * Copies a study with all its trials and attributes: from memory to a file, say, or from a file to a
 * server. Numbers, times and values stay; RUNNING trials are copied as FAIL, since nobody runs the
 * copies.
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
  const from = await openIfUrl(options.from);
  const to = options.to === options.from ? from : await openIfUrl(options.to);
  try {
    const study = await requireStudy(from, name);
    const copy = await to.createStudy(options.name ?? name, study.directions);
    for (const [key, value] of Object.entries(study.userAttrs)) {
      await to.setStudyUserAttr(copy.studyId, key, value);
    }
    for (const [key, value] of Object.entries(study.systemAttrs)) {
      await to.setStudySystemAttr(copy.studyId, key, value);
    }
    for (const trial of await from.readTrials(study.studyId)) {
      const { trialId: _id, number: _number, ...template } = trial;
      await to.createTrial(
        copy.studyId,
        template.state === "RUNNING"
          ? { ...template, state: "FAIL", complete: new Date() }
          : template,
      );
    }
    return (await to.findStudy(copy.name))!;
  } finally {
    if (from !== options.from) await from.close();
    if (to !== options.to && to !== from) await to.close();
  }
}
