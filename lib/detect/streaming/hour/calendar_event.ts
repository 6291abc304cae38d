/** What the owner of a series knows beforehand. */

/** Something known beforehand: a holiday, maintenance, a launch. */
export interface CalendarEvent {
  /** Its first moment. */
  readonly start: Date | number;
  /** The moment after its last. */
  readonly end: Date | number;
  /** What it is, for the reader. */
  readonly name?: string;
  /**
   * `another day`: what any of the last four weeks' days had at this hour is usual too, the rest
   * rings. `quiet`: nothing rings; what goes on when it ends rings then. Neither is learned as
   * usual at its hour.
   */
  readonly expect: "another day" | "quiet";
}

/** What can be expected in an event. */
export const EXPECTATIONS: readonly CalendarEvent["expect"][] = ["another day", "quiet"];
