/**
 * Many series on many machines: a queue in PostgreSQL, by pg-boss.
 *
 * @module
 */
export { QueueError } from "./database.ts";
export {
  countWorkers,
  type JobQueue,
  openQueue,
  type OpenQueueOptions,
  type WorkerCount,
} from "./job_queue.ts";
export { QueuedRun, type RunProgress } from "./queued_run.ts";
export { type BatchReport, serveQueue } from "./serve.ts";
