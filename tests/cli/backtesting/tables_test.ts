/** The tables of a backtest, from reports made by hand. */
import assert from "node:assert/strict";
import { backtestParts } from "../../../lib/cli/backtesting/tables.ts";
import type { BacktestSensitivity } from "../../../lib/evaluate/backtest/mod.ts";
import type { Alert } from "../../../lib/detect/mod.ts";

Deno.test("backtestParts() tells severity and minutes of each sensitivity, once where they agree", () => {
  const at = (sensitivity: number, severity: string, minutes?: number): BacktestSensitivity => ({
    ...{ name: `${sensitivity}`, days: 10, sensitivity, rings: [0], recall: [] },
    alerts: [0, 3_600_000].map((since) => ({
      fired: { since, severity: since === 0 ? severity : "warning", text: "0" } as Alert,
      ...(since === 0 ? minutes === undefined ? {} : { minutes } : { minutes: 5 }),
    })),
  });
  const sensitivities = [at(7, "critical"), at(30, "critical", 60), at(90, "warning", 60)];
  const report = { from: 0, to: 1, days: 10, sensitivities, bands: [] };
  const { tables } = backtestParts({ name: "a", notes: [], report, timeZone: "UTC" });
  assert.deepEqual(tables.at(-1)!.rows.slice(1), [
    ["1970-01-01 00:00", "open, 60, 60", "7, 30, 90", "critical, critical, warning", "0"],
    ["1970-01-01 01:00", "5", "7, 30, 90", "warning", "0"],
  ]);
});
