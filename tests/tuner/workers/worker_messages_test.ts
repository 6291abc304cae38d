import assert from "node:assert/strict";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { newReply, writeReply } from "../../../lib/tuner/workers/worker_messages.ts";

Deno.test("waitForReply() sleeps on when it is woken for an answer that it has already", async () => {
  const reply = newReply();
  const worker = new Worker(new URL("../../fixtures/tuner/waiting_worker.ts", import.meta.url), {
    workerData: reply,
  });
  try {
    assert.deepEqual(await once(worker, "message"), ["waiting"]);
    const cells = new Int32Array(reply, 0, 1);
    let woken = 0;
    for (let i = 0; i < 4000 && woken < 3; i++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      woken += Atomics.notify(cells, 0);
    }
    assert.equal(woken, 3); // it slept again each time
    const answer = once(worker, "message");
    writeReply(reply, 0.5);
    assert.deepEqual(await answer, [0.5]);
  } finally {
    await worker.terminate();
  }
});
