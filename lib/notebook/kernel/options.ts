/** What a kernel is asked for, and what it replies. */
import type { JsonObject, Message } from "./message.ts";

/** What a kernel needs to start. */
export interface KernelOptions {
  /** Its working folder: what relative imports and paths in cells start from. */
  cwd: string;
  /** Variables beside this process's own. */
  environment?: Record<string, string>;
  /** Whether to end this process (SIGTERM) when one above it in its process group ends. */
  watchJob?: boolean;
  /** Ends the start, and with it the kernel. */
  signal?: AbortSignal;
}

/** Options of `Kernel.execute`. */
export interface ExecuteOptions {
  /** Whether the cell is counted; it is unless told. */
  isCounted?: boolean;
  /** Answers a cell's `prompt()`; where it is not given, that gets none. */
  onInput?: (request: Message) => Promise<JsonObject>;
}

/** The reply to an executed cell. */
export interface ExecuteReply {
  /** Whether the cell ran through. */
  status: "ok" | "error";
  /** The kernel's count of cells. */
  executionCount: number | null;
  /** Name of the error. */
  ename: string;
  /** Message of the error. */
  evalue: string;
}
