/** What goes on in an alert that is open, and is no news. */
import type { AlertRow } from "./alert.ts";
import {
  goesOn,
  isOff,
  isStillNothing,
  isStillOff,
  isWorseThan,
  type OpenAlert,
} from "./open_alert.ts";
import { isNothing } from "./standstill.ts";
import type { RuleParts } from "./rule_parts.ts";

/** Whether a row is away as the open alert has been, and so are the last minutes. */
export function staysAway(row: AlertRow, { usual, hour }: RuleParts, open: OpenAlert): boolean {
  return goesOn(usual, open) && isOff(row, usual, open) && hour.isAway;
}

/** Whether a row is of the open alert: the series was not back in between, and goes no further. */
export function isOfAlert(
  row: AlertRow,
  parts: RuleParts,
  open: OpenAlert | undefined,
): boolean {
  const { usual } = parts;
  if (open === undefined || !usual.known) return false;
  if (isStillNothing(row, open)) return true;
  const isOn = open.isOn || isStillOff(open) || staysAway(row, parts, open);
  return isOn && goesOn(usual, open) && !isNothing(row) && !isWorseThan(row, usual, open);
}
