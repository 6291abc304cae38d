/** Why trials fail, in words, and how often. */
import type { FrozenTrial } from "../storages/storage.ts";
import type { OptimizeSummary } from "./optimize_options.ts";

/** A place in this library, which tells an objective's author nothing. */
const OURS = new URL("../../", import.meta.url).href;

/** What was thrown, and where in the objective. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const frame = error.stack?.split("\n").find((line) =>
    /^\s*at .*:\d+:\d+\)?$/.test(line) && !line.includes(OURS) && !/\b(ext|node):/.test(line)
  );
  const place = frame?.split(/[/\\\s(]/).at(-1)?.match(/^.+\.[cm]?[jt]sx?:\d+:\d+(?=\)?$)/)?.[0];
  return `${error.name}: ${error.message}${place === undefined ? "" : ` (${place})`}`;
}

/** Counts how trials ended, and why some failed. */
export class Tally {
  readonly #counts = { complete: 0, pruned: 0, failed: 0 };
  readonly #reasons = new Map<string, number>();

  /** Counts a trial that has ended. */
  add({ state, userAttrs }: FrozenTrial): void {
    if (state === "COMPLETE") this.#counts.complete++;
    if (state === "PRUNED") this.#counts.pruned++;
    if (state !== "FAIL") return;
    this.#counts.failed++;
    const reason = String(userAttrs.fail_reason ?? "its worker died");
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
  }

  /** What was counted. */
  summary(): OptimizeSummary {
    const reasons = [...this.#reasons].map(([reason, count]) => ({ reason, count }));
    return { ...this.#counts, reasons };
  }
}
