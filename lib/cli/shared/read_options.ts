/** The options with which command lines read a series, the same for all of them. */

/** As `parseArgs` takes them; `readOptionTexts` makes options of `readSeries` of their values. */
export const READ_OPTIONS = {
  timestamp: { type: "string" },
  column: { type: "string" },
  format: { type: "string" },
  timeZone: { type: "string" },
  start: { type: "string" },
  step: { type: "string" },
  where: { type: "string", multiple: true },
  missing: { type: "string" },
  duplicates: { type: "string" },
  sort: { type: "string" },
  separator: { type: "string" },
  decimal: { type: "string" },
  timeout: { type: "string" },
} as const;

/** Their lines of a help text. */
export const READ_HELP = `How SOURCE is read (what can mean one thing only is read without them):
  --timestamp NAME   column with the timestamps; DATE+TIME where they stand apart
  --column NAME      column with the values
  --format FORM      form of the timestamps, such as "DD.MM.YYYY HH:mm"; tokens: YYYY YY, M MM MMM MMMM,
                     D DD, H HH h hh A, m mm, s ss SSS, Z, X x (Unix time in s, ms)
  --timeZone ZONE    zone of timestamps that name none, such as Europe/Berlin; unless told, that of
                     their column's name, as in "Time (UTC+2)", else UTC. The days and weeks that
                     the traffic follows are those of ZONE too; unless told, of UTC
  --start TIME, --step 5m
                     time of the first row and the step, where rows are counted 1, 2, 3
  --where NAME=VALUE one of several series; further conditions after a comma, or each after its
                     own --where
  --missing WHAT     a missing sample is a gap (default), zero or refuse
  --duplicates WHAT  several values at one time: refuse (default), first, last, mean or sum
  --sort false       refuse rows that are out of order
  --separator C, --decimal C
                     what separates columns ("tab" is one), the decimal mark
  --timeout SECONDS  until a download is given up (default 30)`;
