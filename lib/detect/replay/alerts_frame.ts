/** Alerts as a table. */
import { requireKind } from "../../checks.ts";
import type { Frame } from "../../data/mod.ts";
import { pl } from "../../packages.ts";
import type { AlertRecord } from "./alert_log.ts";

/**
 * Alerts as a frame, a row each: `start`, `end` (`Datetime("ms")`, UTC; null while it is open),
 * `usual`, `worst`, `severity`, `channel`, `reason`.
 *
 * @param alerts As {@linkcode replaySeries} gives them
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { alertsFrame } from "elb-anomaly/detect";
 *
 * assert.deepEqual(alertsFrame([]).columns.slice(0, 3), ["start", "end", "usual"]);
 * ```
 */
export function alertsFrame(alerts: readonly AlertRecord[]): Frame {
  requireKind("make a frame of alerts", { alerts }, "a list of objects");
  const times = (name: string, of: (alert: AlertRecord) => number | null) =>
    pl.Series(name, alerts.map(of), pl.Float64).cast(pl.Int64).cast(pl.Datetime("ms"));
  const finite = (value: number) => Number.isFinite(value) ? value : null;
  return pl.DataFrame([
    times("start", ({ start }) => start.getTime()),
    times("end", ({ end, isOpen }) => isOpen ? null : end.getTime()),
    pl.Series("usual", alerts.map(({ usual }) => finite(usual)), pl.Float64),
    pl.Series("worst", alerts.map(({ worst }) => finite(worst.value)), pl.Float64),
    pl.Series("severity", alerts.map(({ severity }) => severity), pl.Utf8),
    pl.Series("channel", alerts.map(({ channel }) => channel), pl.Utf8),
    pl.Series("reason", alerts.map(({ reason }) => reason), pl.Utf8),
  ]) as Frame;
}
