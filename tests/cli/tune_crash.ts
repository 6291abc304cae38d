/** Runs a study in workers that are killed at random moments, and checks what is left of it. */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { type FrozenTrial, openStorage } from "../../lib/tuner/mod.ts";
import { Mt19937 } from "../../lib/math/mod.ts";
import { objective, TuneProcess } from "./tune_process.ts";

export interface Crash {
  storage: string;
  trials: number;
  workers: number;
  /** How many workers are killed, at moments that the seed chooses. */
  kills: number;
  seed: number;
  /** Seconds between heartbeats, and of silence after which a worker counts as dead. */
  heartbeat?: number;
  grace?: number;
  /** Called in the middle. */
  restart?: () => Promise<void>;
}

/** How many trials were repeated, for the curious. */
export async function survive(crash: Crash): Promise<{ repeated: number; killed: number }> {
  const random = new Mt19937(crash.seed);
  const task = new TuneProcess([
    objective("mixed"),
    ...["--storage", crash.storage, "--study", "crash", "--trials", String(crash.trials)],
    ...["--workers", String(crash.workers), "--sampler", "random", "--seed", String(crash.seed)],
    ...["--heartbeat", String(crash.heartbeat ?? 0.3), "--grace", String(crash.grace ?? 1.2)],
    ...["--retries", "50", "--wait", "300", "--json"],
  ]);
  let ended = false;
  const result = task.result.then((given) => {
    ended = true;
    return given;
  });
  const storage = await openStorage(crash.storage, { timeout: 300 });
  const seen = new Map<number, FrozenTrial>();
  let killed = 0;
  const observe = async (): Promise<number> => {
    const study = await storage.findStudy("crash");
    if (study === undefined) return 0;
    for (const trial of await storage.readTrials(study.studyId)) {
      if (trial.state !== "RUNNING" && trial.state !== "WAITING" && !seen.has(trial.number)) {
        seen.set(trial.number, structuredClone(trial));
      }
    }
    return seen.size;
  };
  try {
    const kills = async () => {
      for (let k = 0; k < crash.kills && !ended; k++) {
        // the k-th kill comes when about that share of the trials has ended
        const after = crash.trials * (k + random.random()) / (crash.kills + 1);
        while (!ended && await observe() < after) await delay(20);
        await delay(random.integer(60));
        const workers = await task.workers();
        if (workers.length === 0) continue;
        try {
          Deno.kill(workers[random.integer(workers.length - 1)]!, "SIGKILL");
          killed++;
        } catch (error) {
          if (!(error instanceof Deno.errors.NotFound)) throw error; // it ended just now
        }
      }
    };
    const restart = async () => {
      while (!ended && await observe() < crash.trials / 2) await delay(20);
      await crash.restart?.();
    };
    await Promise.all([kills(), restart(), result]);
    const { code, stdout, stderr } = await result;
    assert.equal(code, 0, stderr);

    const study = (await storage.findStudy("crash"))!;
    const trials = await storage.readTrials(study.studyId);
    assert.deepEqual(trials.map(({ number }) => number), trials.map((_, i) => i));
    const complete = trials.filter(({ state }) => state === "COMPLETE");
    const failed = trials.filter(({ state }) => state === "FAIL");
    assert.equal(complete.length, crash.trials);
    assert.equal(complete.length + failed.length, trials.length, "all trials have ended");
    for (const { params, values, intermediateValues, start, complete: end } of complete) {
      const { x, n, c } = params as { x: number; n: number; c: string };
      assert.deepEqual(values, [x * x + n + (c === "a" ? 0 : 1)]);
      assert.deepEqual([...intermediateValues], [[0, x]]);
      assert.ok(start !== null && end !== null);
    }
    // every failed one was repeated, once
    const repeated = trials.flatMap(({ systemAttrs }) =>
      (systemAttrs.retry_history as number[] | undefined)?.slice(-1) ?? []
    );
    assert.deepEqual(repeated.sort((a, b) => a - b), failed.map(({ number }) => number));
    // what was finished at any time stayed as it was
    for (const [number, trial] of seen) assert.deepEqual(trials[number], trial);
    const { repeated: said, ...summary } = JSON.parse(stdout);
    assert.equal(said, failed.length);
    assert.deepEqual(
      [summary.ended, summary.complete, summary.failed, summary.running],
      [crash.trials, crash.trials, 0, 0],
    );
    return { repeated: failed.length, killed };
  } finally {
    await storage.close();
    if (!ended) task.kill("SIGKILL");
  }
}
