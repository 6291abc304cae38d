/** Whether cells and columns may be timestamps, whatever their form. */
import { readUnixTime } from "../timestamps/unix_time.ts";
import { readWritten, withoutZoneName } from "../timestamps/written.ts";

/** Names that columns of timestamps go by, in small letters. */
export const TIME_NAMES = [
  "timestamp",
  "time",
  "_time",
  "@timestamp",
  "date",
  "datetime",
  "date_time",
  "ts",
];
const DAY_FIRST = /^\d{1,2}[ ./-](?:\d{1,2}|[A-Za-z]{3,9})[ ./-]\d{2,4}\b/;

/** The time that a cell names without a doubt. */
export function timeOfCell(cell: string): number | undefined {
  try {
    return readWritten(cell)?.time ?? readUnixTime(cell);
  } catch {
    return undefined; // a day that does not exist
  }
}

/** Whether a cell could be a timestamp in some form, a counter included. */
export function isTimeLike(text: string): boolean {
  return isWrittenTime(text) || /^\d{1,19}(?:\.\d{0,12})?$/.test(text);
}

/** Whether a column may be one of timestamps, by its name or by a cell. */
export function isOfTimes(name: string, cell: string): boolean {
  return TIME_NAMES.includes(name.toLowerCase()) || isWrittenTime(cell) ||
    readUnixTime(cell) !== undefined;
}

/** Whether a cell is a date or time as people write them, no bare number. */
export function isWrittenTime(text: string): boolean {
  if (text.length > 80) return false;
  try {
    return readWritten(text) !== undefined || DAY_FIRST.test(text) ||
      withoutZoneName(text) !== undefined;
  } catch {
    return true; // a day that does not exist is an error of its own, told by its line
  }
}
