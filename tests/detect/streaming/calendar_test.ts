/** Calendars in the shapes in which programs write them, and events in lists. */
import assert from "node:assert/strict";
import { type CalendarEvent, readCalendar, StreamingDetector } from "elb-anomaly/detect";
import { Calendar } from "../../../lib/detect/streaming/hour/calendar.ts";
import fc from "fast-check";

const MAY = "2024-05-01T10:00 2024-05-01T11:00";
const TIMES = "DTSTART:20240501T100000Z\nDTEND:20240501T110000Z";
const TWICE = `UID:a\n${TIMES}\nRRULE:FREQ=DAILY;COUNT=2`;
const MOVED =
  "UID:a\nRECURRENCE-ID:20240502T100000Z\nDTSTART:20240502T150000Z\nDTEND:20240502T160000Z";
/** As Outlook exports it: a zone with a name and rules of its own. */
const OUTLOOK = `BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
`;

const calendar = (...events: string[]): string =>
  `BEGIN:VCALENDAR\n${
    events.map((one) => one.startsWith("BEGIN") ? one : `BEGIN:VEVENT\n${one}\nEND:VEVENT\n`).join(
      "",
    )
  }END:VCALENDAR\n`;

function spans(text: string): string[] {
  const minute = (time: Date | number) => new Date(time).toISOString().slice(0, 16);
  return readCalendar(text, { timeZone: "Europe/Berlin" })
    .map(({ start, end }) => `${minute(start)} ${minute(end)}`);
}

Deno.test("readCalendar() reads events as programs write them", () => {
  const cases: [what: string, text: string, spans: string[]][] = [
    ["a day of 23 hours", calendar("DTSTART;VALUE=DATE:20240331"), [
      "2024-03-30T23:00 2024-03-31T22:00",
    ]],
    [
      "a day that ends on itself",
      calendar("DTSTART;VALUE=DATE:20240501\nDTEND;VALUE=DATE:20240501"),
      [
        "2024-04-30T22:00 2024-05-01T22:00",
      ],
    ],
    ["a moment", calendar("DTSTART:20240501T100000Z"), []],
    ["a cancelled one", calendar(`${TIMES}\nSTATUS:CANCELLED`), []],
    ["a moved occurrence", calendar(TWICE, MOVED), [MAY, "2024-05-02T15:00 2024-05-02T16:00"]],
    ["a cancelled occurrence", calendar(`${MOVED}\nSTATUS:CANCELLED`, TWICE), [MAY]],
    ["another event's move", calendar(TWICE, MOVED.replace("UID:a", "UID:b")), [
      MAY,
      "2024-05-02T10:00 2024-05-02T11:00",
      "2024-05-02T15:00 2024-05-02T16:00",
    ]],
    ["a birthday in February", calendar("DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY;COUNT=2"), [
      "2024-02-28T23:00 2024-02-29T23:00",
      "2028-02-28T23:00 2028-02-29T23:00",
    ]],
    ["further dates", calendar(`${TIMES}\nRDATE:20240510T100000Z`), [
      MAY,
      "2024-05-10T10:00 2024-05-10T11:00",
    ]],
    [
      "an end of repetitions and an exception in UTC, over a change of clocks",
      calendar(
        "DTSTART;TZID=Europe/Berlin:20240330T060000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20240401T040000Z\nEXDATE;TZID=Europe/Berlin:20240331T060000",
      ),
      ["2024-03-30T05:00 2024-03-30T06:00", "2024-04-01T04:00 2024-04-01T05:00"],
    ],
    [
      "a flight",
      calendar(
        "DTSTART;TZID=Asia/Kolkata:20240501T120000\nDTEND;TZID=America/New_York:20240501T120000",
      ),
      ["2024-05-01T06:30 2024-05-01T16:00"],
    ],
    [
      "a zone of the text's own",
      calendar(
        OUTLOOK,
        "DTSTART;TZID=W. Europe Standard Time:20240701T090000\nDURATION:PT1H",
        "DTSTART;TZID=W. Europe Standard Time:20241201T090000\nDURATION:PT1H",
      ),
      ["2024-07-01T07:00 2024-07-01T08:00", "2024-12-01T08:00 2024-12-01T09:00"],
    ],
    [
      "several calendars, and what is no event",
      calendar(TIMES, "BEGIN:VTODO\nEND:VTODO\n") + calendar(TIMES),
      [
        MAY,
        MAY,
      ],
    ],
    [
      "a byte order mark, and lines that are folded",
      `\uFEFF${calendar(TIMES.replace("T10", "T1\n 0"))}`,
      [MAY],
    ],
  ];
  for (const [what, text, expected] of cases) assert.deepEqual(spans(text), expected, what);
});

Deno.test("readCalendar() says at which event it cannot be read, and why", () => {
  const cases: [text: string, kind: ErrorConstructor, message: RegExp][] = [
    ["DTEND:20240501T100000Z", SyntaxError, /event "Launch": it must have a start/],
    ["DTSTART:20240501T100000Z\nDTEND:20240501T090000Z", SyntaxError, /must not end before/],
    ["DTSTART:yesterday", SyntaxError, /event "Launch": invalid date-time/],
    ["DTSTART;TZID=Pacific Standard Time:20240501T100000", SyntaxError, /"Pacific Standard Time"/],
    // not by the zone that a text before had
    ["DTSTART;TZID=W. Europe Standard Time:20240701T090000", SyntaxError, /VTIMEZONE/],
    ["DTSTART:20240501T100000Z\nRRULE:FREQ=HOURLY", RangeError, /not recur more than 20000 times/],
  ];
  for (const [event, kind, message] of cases) {
    const error = thrownBy(() => readCalendar(calendar(`SUMMARY:Launch\n${event}`)));
    assert.ok(error instanceof kind, error.message);
    assert.match(error.message, message);
  }
  const options = (given: unknown) => () => readCalendar(calendar(), given as { until: number });
  assert.throws(options({ timezone: "UTC" }), /no option "timezone"/);
  assert.throws(options({ expect: "silence" }), /expect must be/);
  assert.throws(options({ until: NaN }), /until must be/);
  assert.throws(options({ timeZone: 5 }), TypeError);
});

function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  return assert.fail("nothing was thrown");
}

Deno.test("Calendar.expects() is what any of the events says, quiet before another day", () => {
  const event = fc.record({
    start: fc.integer({ min: 0, max: 60 }),
    length: fc.integer({ min: 1, max: 20 }),
    expect: fc.constantFrom("quiet" as const, "another day" as const),
  });
  fc.assert(fc.property(fc.array(event), fc.integer({ min: -1, max: 90 }), (list, time) => {
    const events = list.map(({ start, length, expect }) => ({
      start,
      end: start + length,
      expect,
    }));
    const covers = (expect: string) =>
      events.some((one) => one.expect === expect && one.start <= time && time < one.end);
    const expected = ["quiet", "another day"].find(covers);
    assert.equal(new Calendar(events, "UTC").expects(time), expected);
  }));
});

Deno.test("Calendar.of() reads a text once for all detectors of one zone, and a list each time", () => {
  const text = calendar("DTSTART:20240501T100000\nDURATION:PT1H");
  const at = (hour: number) => Date.UTC(2024, 4, 1, hour);
  const utc = Calendar.of(text, "UTC");
  assert.equal(Calendar.of(text, "UTC"), utc);
  assert.equal(utc.expects(at(10)), "another day");
  const berlin = Calendar.of(text, "Europe/Berlin");
  assert.deepEqual([berlin.expects(at(8)), berlin.expects(at(10))], ["another day", undefined]);
  const other = Calendar.of(calendar("DTSTART:20240501T110000\nDURATION:PT1H"), "Europe/Berlin");
  assert.deepEqual([other.expects(at(8)), other.expects(at(9))], [undefined, "another day"]);
  const list: CalendarEvent[] = [];
  Calendar.of(list, "UTC");
  list.push({ start: 0, end: 2, expect: "quiet" });
  assert.equal(Calendar.of(list, "UTC").expects(1), "quiet");
});

Deno.test("new StreamingDetector() checks the events of a list by place and name", () => {
  const whole = { start: 1, end: 5, expect: "quiet" };
  const cases: [event: unknown, kind: ErrorConstructor, message: RegExp][] = [
    [null, TypeError, /calendar\[1\] must be an event/],
    [{ ...whole, title: "Launch" }, TypeError, /calendar\[1\].*no option "title"/],
    [{ ...whole, start: "2024-01-01" }, TypeError, /calendar\[1\].start must be a Date/],
    [{ ...whole, start: new Date(NaN) }, RangeError, /calendar\[1\] must end after/],
    [{ start: 1, end: 5 }, TypeError, /calendar\[1\].expect/],
  ];
  for (const [event, kind, message] of cases) {
    const events = [whole, event] as CalendarEvent[];
    const error = thrownBy(() => new StreamingDetector({ seed: 1, calendar: events }));
    assert.ok(error instanceof kind, error.message);
    assert.match(error.message, message);
  }
});

Deno.test("a time zone is the same however it is written", () => {
  const detector = new StreamingDetector({ seed: 1, timeZone: "europe/berlin" });
  const other = new StreamingDetector({ seed: 1, timeZone: "Europe/Berlin" });
  other.restore(detector.snapshot());
  assert.throws(
    () => new StreamingDetector({ seed: 1, timeZone: "Europe/Paris" }).restore(detector.snapshot()),
    /timeZone must be "Europe\/Paris": it is "europe\/berlin"/,
  );
});
