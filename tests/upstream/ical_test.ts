/** What ical.js does otherwise than RFC 5545; see README.md beside. */
import assert from "node:assert/strict";
import ICAL from "ical.js";

function starts(lines: string): string[] {
  const text = `BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n${lines}\r\nEND:VEVENT\r\nEND:VCALENDAR`;
  const calendar = new ICAL.Component(ICAL.parse(text));
  const iterator = new ICAL.Event(calendar.getFirstSubcomponent("vevent")!).iterator();
  const found: string[] = [];
  for (let next = iterator.next(); next && found.length < 3; next = iterator.next()) {
    found.push(next.toString());
  }
  return found;
}

Deno.test("ical.js takes the 1st of March for a 29th of February that is not there", () => {
  assert.deepEqual(starts("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY;COUNT=2"), [
    "2024-02-29",
    "2025-03-01",
  ]);
});

Deno.test("ical.js leaves out the start of an event that has further dates and no rule", () => {
  assert.deepEqual(starts("DTSTART;VALUE=DATE:20240501\r\nRDATE;VALUE=DATE:20240510"), [
    "2024-05-10",
  ]);
});
