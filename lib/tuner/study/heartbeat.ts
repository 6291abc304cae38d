/** Signs of life of the trials that run here. */
import type { Storage } from "../storages/storage.ts";

/**
 * Says at intervals that the worker of some trials is alive, until it is disposed of.
 *
 * @param running The trials, as they stand at each time
 * @param storage Where it is said
 * @param interval Seconds
 * @param onError Hears what the storage throws
 */
export function beat(
  running: ReadonlyMap<{ readonly trialId: number }, unknown>,
  storage: Storage,
  interval: number,
  onError: (error: unknown) => void,
): Disposable {
  let isWriting = false; // on a busy database one may take longer than the interval
  const timer = setInterval(async () => {
    if (isWriting) return;
    isWriting = true;
    try {
      for (const { trialId } of running.keys()) await storage.heartbeat(trialId);
    } catch (error) {
      onError(error);
    } finally {
      isWriting = false;
    }
  }, interval * 1000);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
