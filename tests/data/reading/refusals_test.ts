/** Files that are refused: one a kind, with the whole message. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { ReadSeriesOptions } from "../../../lib/data/mod.ts";
import { readText } from "./read_text.ts";

/** Rows under a header; the second column is `value`. */
const rows = (...lines: string[]) => ["timestamp,value", ...lines, ""].join("\n");
const TOTALS = "a row of totals or notes is to be taken out of the file";
const EXPECTED =
  'not a timestamp, expected YYYY-MM-DD HH:MM:SS, another form with the year first or the month by name, or Unix time of 10 digits (s), 12-13 (ms), 15-16 (us) or 19 (ns); for another form tell it (format: "DD.MM.YYYY HH:mm")';

const refusals: Record<string, [text: string, message: string, options?: ReadSeriesOptions]> = {
  "an empty file": ["", "it must have a header and rows: it is empty"],
  "a file of blank lines": ["\n\n", "it must have a header and rows: it is empty"],
  "a header only": ["timestamp,value\n", "it must have rows: it has a header only"],
  "a header and blank lines": ["timestamp,value\n\n\n", "it must have rows: it has a header only"],
  "rows that are all missing": [
    rows("2014-04-10,", "2014-04-11,NA"),
    "it must have rows with values: 2 rows without one",
  ],
  "a column that was told and is missing": [
    "time,requests\n2014-04-10,1\n",
    'the header on line 1 must have a column "hits": its columns are "time", "requests" (to take another: value: "requests")',
    { value: "hits" },
  ],
  "a header without a time": [
    "name,requests\nx,1\n",
    'the header on line 1 must have a column "timestamp": its columns are "name", "requests" (to take another: timestamp: "requests")',
  ],
  "columns that all can be meant": [
    "timestamp,m1,m2\n2014-04-10,1,2\n",
    'the header on line 1 must tell which column holds the values: it can be "m1", "m2" (value: "m1")',
  ],
  "timestamps that all can be meant": [
    "start_at,end_at,value\n2014-04-10,2014-04-11,2\n",
    'the header on line 1 must tell which column holds the timestamps: it can be "start_at", "end_at" (timestamp: "start_at")',
  ],
  "a file without a header": [
    "2014-04-10,1\n2014-04-11,2\n",
    'it must have a header above its rows: line 1 holds data already, "2014-04-10,1" (add a line with the names of the columns, such as timestamp,value)',
  ],
  "a column twice": [
    "timestamp,value,value\n2014-04-10,1,2\n",
    'the header on line 1 must have one column "value", the other of another name: its columns are "timestamp", "value", "value"',
  ],
  "a row of data above all, the time within it": [
    "lb.requests,2014-04-10 00:00:00,1746.5\n",
    'it must have a header above its rows: line 1 holds data already, "lb.requests,2014-04-10 00:00:00,1746.5" (add a line with the names of the columns, such as column1,timestamp,value)',
  ],
  "a row of data above all, of many columns": [
    `2014-04-10${",7".repeat(11)}\n`,
    'it must have a header above its rows: line 1 holds data already, "2014-04-10,7,7,7,7,7,7,7,7,7,7,7" (add a line with the names of the columns, such as timestamp,value,column3,column4,column5,column6,column7,column8 and so on, 12 in all)',
  ],
  "date and time as numbers": [
    "Date,Time,n\n20140410,000500,1\n20140410,001000,2\n",
    'the header on line 1 must tell which column holds the timestamps: it can be "Date", "Time" (timestamp: "Date+Time")',
  ],
  "text where a number belongs": [
    rows("2014-04-10,1", "2014-04-11,many"),
    'line 3, column 2 (value) must hold a finite number: current value is "many"',
  ],
  "a number with a unit": [
    rows("2014-04-10,0.70 K"),
    'line 2, column 2 (value) must hold a finite number: current value is "0.70 K", which has a unit: export raw values, without unit (in Grafana: Formatted data off)',
  ],
  "two units": [
    rows("2014-04-10,464 ms", "2014-04-11,1.2 s"),
    'line 3, column 2 (value) must hold a finite number: current value is "1.2 s", where those before it have the unit "ms": export raw values, without unit (in Grafana: Formatted data off)',
  ],
  "a unit in some rows": [
    rows("2014-04-10,464", "2014-04-11,1.2 GiB"),
    'line 3, column 2 (value) must hold a finite number: current value is "1.2 GiB", where those before it have no unit: export raw values, without unit (in Grafana: Formatted data off)',
  ],
  "a duration of two units": [
    rows("2014-04-10,5m 30s"),
    'line 2, column 2 (value) must hold a finite number: current value is "5m 30s", which has a unit: export raw values, without unit (in Grafana: Formatted data off)',
  ],
  "a percentage among shares": [
    rows("2014-04-10,0.5", "2014-04-11,12%"),
    'line 3, column 2 (value) must hold a finite number: current value is "12%", where those before it have no percent sign',
  ],
  "columns of numbers with units": [
    "timestamp,m1,m2\n2014-04-10,0.70 req/s,12%\n",
    'the header on line 1 must tell which column holds the values: it can be "m1", "m2" (value: "m1")',
  ],
  "no column of numbers": [
    "timestamp,m1,m2\n2014-04-10,up,down\n",
    'the header on line 1 must have a column of numbers: its columns are "timestamp", "m1", "m2"',
  ],
  "a hexadecimal number": [
    rows("2014-04-10,0x10"),
    'line 2, column 2 (value) must hold a finite number: current value is "0x10"',
  ],
  "a decimal comma between commas": [
    rows('2014-04-10,"1,5"'),
    'line 2, column 2 (value) must hold a finite number: current value is "1,5" (for a decimal comma: decimal: ",")',
  ],
  "commas between some thousands only": [
    rows("2014-04-10,12345", '2014-04-11,"1,234"'),
    'line 3, column 2 (value) must hold numbers that can be read in one way; both a decimal comma and groups of thousands can be meant; say which (decimal: "," or decimal: "."): current value is "1,234"',
  ],
  "a comma that may be either": [
    "timestamp;value\n2014-04-10;697\n2014-04-11;1,234\n",
    'line 3, column 2 (value) must hold numbers that can be read in one way; both a decimal comma and groups of thousands can be meant; say which (decimal: "," or decimal: "."): current value is "1,234"',
  ],
  "points that may be either": [
    "timestamp;value\n2014-04-10;697\n2014-04-11;1.234\n",
    'line 3, column 2 (value) must hold numbers that can be read in one way; points may be decimal or group thousands; say which (decimal: "." or decimal: ","): current value is "1.234"',
  ],
  "points that may be either between commas": [
    rows("2014-04-10,697", "2014-04-11,1.234"),
    'line 3, column 2 (value) must hold numbers that can be read in one way; points may be decimal or group thousands; say which (decimal: "." or decimal: ","): current value is "1.234"',
  ],
  "points that may be either between semicolons, no number below 1000": [
    "timestamp;value\n2014-04-10;1.697\n2014-04-11;1.234\n",
    'line 2, column 2 (value) must hold numbers that can be read in one way; points may be decimal or group thousands; say which (decimal: "." or decimal: ","): current value is "1.697"',
  ],
  "infinity": [
    rows("2014-04-10,-inf"),
    'line 2, column 2 (value) must hold a finite number: current value is infinite ("-inf"); as NaN it is a missing sample',
  ],
  "a number beyond a double": [
    rows("2014-04-10,1e999"),
    'line 2, column 2 (value) must hold a finite number: current value is infinite ("1e999"); as NaN it is a missing sample',
  ],
  "an empty timestamp": [
    rows(" ,1"),
    `line 2, column 1 (timestamp) must hold a timestamp: the cell is empty (${TOTALS})`,
  ],
  "a row too short": [
    rows("2014-04-10,1", "2014-04-11"),
    'line 3 must have 2 fields as the header has: it has 1, "2014-04-11"',
  ],
  "a row too long": [
    rows("2014-04-10,1,5"),
    'line 2 must have 2 fields as the header has: it has 3, "2014-04-10,1,5"',
  ],
  "a totals row": [
    rows("2014-04-10,1", "Total,1"),
    `line 3, column 1 (timestamp) must hold a timestamp: not a timestamp (${TOTALS}): current value is "Total"`,
  ],
  "a row of totals above the others": [
    rows("Total,1", "2014-04-10,1"),
    `line 2, column 1 (timestamp) must hold a timestamp: not a timestamp (${TOTALS}): current value is "Total"`,
  ],
  "a time of day without its date": [
    rows("00:05,1"),
    'line 2, column 1 (timestamp) must hold a timestamp: a time of day has no date; name the columns of both (timestamp: "DATE+TIME"), or give the rows a date: current value is "00:05"',
  ],
  "a timestamp that is long": [
    rows(`${"0x".repeat(50_000)},1`, "2014-04-10,1"),
    `line 2, column 1 (timestamp) must hold a timestamp: ${EXPECTED}: current value is "${
      "0x".repeat(30)
    }"... (100000 characters)`,
  ],
  "a day that does not exist": [
    rows("2014-02-28,1", "2014-02-30,1"),
    'line 3, column 1 (timestamp) must hold a timestamp: not a timestamp, day 30 does not exist in 2014-02: current value is "2014-02-30"',
  ],
  "day or month first": [
    rows("10.04.2014 0:05,1"),
    'line 2, column 1 (timestamp) must hold a timestamp: day or month first is not guessed; say which (format: "D.M.YYYY H:mm" or format: "M.D.YYYY H:mm"): current value is "10.04.2014 0:05"',
  ],
  "day first in one row, month first in another": [
    rows("13/4/2014 00:05:01,1", "4/14/2014 00:05:01,1"),
    'line 3, column 1 (timestamp) must hold a timestamp: day and month must stand in one order, that of "13/4/2014 00:05:01": current value is "4/14/2014 00:05:01"',
  ],
  "day first for certain, but the end of a day": [
    rows("13/4/2014 24:00,1"),
    'line 2, column 1 (timestamp) must hold a timestamp: day or month first is not guessed; say which (format: "D/M/YYYY H:mm"): current value is "13/4/2014 24:00"',
  ],
  "month first with a half of the day": [
    rows("4/13/14 1:05 PM,1"),
    'line 2, column 1 (timestamp) must hold a timestamp: day or month first is not guessed; say which (format: "M/D/YY h:mm A"): current value is "4/13/14 1:05 PM"',
  ],
  "a year of two digits that may stand first": [
    rows("26-01-05 0:05,1"),
    'line 2, column 1 (timestamp) must hold a timestamp: day or month first is not guessed; say which (format: "D-M-YY H:mm" or format: "YY-M-D H:mm"): current value is "26-01-05 0:05"',
  ],
  "ticks of .NET, of 18 digits": [
    rows("639032000000000000,1"),
    'line 2, column 1 (timestamp) must hold a timestamp: a number like this is no time; for a counter 1, 2, 3 tell the time of its first row and the step (start: "2025-03-03T00:00Z", step: "5m"): current value is "639032000000000000"',
  ],
  "a calendar stamp that is a Unix time as well": [
    rows("2025030300,1", "2025030301,1"),
    'line 2, column 1 (timestamp) must hold a timestamp: a number that can be YYYYMMDDHH as well as the Unix time of 2034-03-03 is not guessed; say which (format: "YYYYMMDDHH" or format: "X"): current value is "2025030300"',
  ],
  "seconds of nine digits": [
    rows("795000000,1", "795000300,1"),
    'line 2, column 1 (timestamp) must hold a timestamp: a number of nine digits is not guessed; it can be the Unix time of 1995-03-12 (format: "X"), or seconds since 2001 as Apple\'s programs count them, of 2026-03-12 (add 978307200 to each): current value is "795000000"',
  ],
  "a calendar stamp of 14 digits": [
    rows("20250303000000,1"),
    'line 2, column 1 (timestamp) must hold a timestamp: a number that can be YYYYMMDDHHmmss is not guessed; say which (format: "YYYYMMDDHHmmss"): current value is "20250303000000"',
  ],
  "a counter": [
    rows("1,1", "2,1"),
    'line 2, column 1 (timestamp) must hold a timestamp: a number like this is no time; for a counter 1, 2, 3 tell the time of its first row and the step (start: "2025-03-03T00:00Z", step: "5m"): current value is "1"',
  ],
  "a spreadsheet's day number": [
    rows("45719.5,1"),
    'line 2, column 1 (timestamp) must hold a timestamp: a number like this is no time (a spreadsheet\'s day number? give the column a date format before saving); for a counter 1, 2, 3 tell the time of its first row and the step (start: "2025-03-03T00:00Z", step: "5m"): current value is "45719.5"',
  ],
  "a text of another form than was told": [
    rows("2014-04-10,1"),
    'line 2, column 1 (timestamp) must hold a timestamp: not a timestamp, expected the form "DD.MM.YYYY": current value is "2014-04-10"',
    { format: "DD.MM.YYYY" },
  ],
  "two values at one time": [
    rows("2014-04-10,1", "2014-04-11,1", "2014-04-11T02:00:00+02:00,2"),
    'line 4 must not repeat a timestamp with another value (duplicates: "last", or first, mean, sum, makes one of them): 2014-04-11T00:00:00.000Z is also on line 3',
  ],
  "time running backwards where rows are not to be sorted": [
    rows("2014-04-11,1", "2014-04-10,1"),
    "line 3 must not run back in time (sort: true sorts the rows): it is 2014-04-10T00:00:00.000Z and line 2 is 2014-04-11T00:00:00.000Z",
    { sort: false },
  ],
  "the hour that occurs twice without its zone": [
    rows("2024-11-03 01:00,1", "2024-11-03 01:30,2", "2024-11-03 01:00,3", "2024-11-03 01:30,4"),
    'line 4 must not repeat a timestamp with another value (duplicates: "last", or first, mean, sum, makes one of them; local times in the hour that occurs twice need their zone (timeZone: "America/New_York")): 2024-11-03T01:00:00.000Z is also on line 2',
  ],
  "the hour that occurs twice without its zone, its values equal": [
    rows(...["00:30", "01:00", "01:30", "01:00", "01:30", "02:00"].map((t) => `2024-11-03 ${t},5`)),
    'line 5 must not repeat a timestamp (duplicates: "last", or first, mean, sum, makes one of them; local times in the hour that occurs twice need their zone (timeZone: "America/New_York")): 2024-11-03T01:00:00.000Z is also on line 3',
  ],
  "the hour that occurs twice without its zone, in rows of an hour": [
    rows(...["01:00", "02:00", "02:00", "03:00"].map((t, i) => `2025-10-26 ${t},${i}`)),
    'line 4 must not repeat a timestamp with another value (duplicates: "last", or first, mean, sum, makes one of them; local times in the hour that occurs twice need their zone (timeZone: "America/New_York")): 2025-10-26T02:00:00.000Z is also on line 3',
  ],
  "dates whose hours stand in a column of their own": [
    "Date,Hour,requests\n2014-04-10,0,5\n2014-04-10,1,6\n2014-04-11,0,7\n2014-04-11,1,8\n",
    'line 3 must not repeat the date of line 2: if column "Hour" ("0", "1") holds the time of day, take both (timestamp: "Date+Hour"); if it tells series apart, take one (where: { Hour: "0" })',
    { value: "requests" },
  ],
  "series that take turns at seconds of their own": [
    [
      "timestamp,node,value",
      ...[0, 1, 2, 3].flatMap((i) => [`2014-04-10 00:0${i}:00,1,5`, `2014-04-10 00:0${i}:07,2,9`]),
      "",
    ].join("\n"),
    'it holds several series, told apart by column "node" ("1", "2"), each at steps of its own: take one with where: { node: "1" }',
  ],
  "two columns of Unix times": [
    "begin,end,value\n1767571200,1767571500,5\n",
    'the header on line 1 must tell which column holds the timestamps: it can be "begin", "end" (timestamp: "begin")',
  ],
  "a local time that does not exist": [
    rows("2024-03-10 02:30,1"),
    'line 2, column 1 (timestamp) must hold a timestamp: the clocks of America/New_York are put forward over this time, so it does not exist: current value is "2024-03-10 02:30"',
    { timeZone: "America/New_York" },
  ],
  "the hour that occurs twice in rows of no order": [
    rows("2024-11-03 03:30,1", "2024-11-03 01:30,2", "2024-11-03 02:30,4"),
    "line 3, column 1 (timestamp) must tell its offset from UTC, such as +02:00: it occurs twice in America/New_York, and the rows are not in order of time",
    { timeZone: "America/New_York" },
  ],
  "several series": [
    "timestamp,elb,value\n2014-04-10,a,1\n2014-04-10,b,1\n2014-04-11,a,2\n2014-04-11,b,1\n",
    'it holds several series, told apart by column "elb" ("a", "b"), so that line 3 repeats 2014-04-10T00:00:00.000Z of line 2: take one with where: { elb: "a" }',
  ],
  "several series told apart by two columns": [
    [
      "timestamp,lb,az,value",
      ...["a,x", "b,x", "a,y", "b,y"].map((key) => `2014-04-10,${key},1`),
      "",
    ]
      .join("\n"),
    'it holds several series, told apart by columns "lb" ("a", "b") and "az" ("x", "y"), so that line 3 repeats 2014-04-10T00:00:00.000Z of line 2: take one with where: { lb: "a", az: "x" }',
  ],
  "several series beyond those that are told": [
    [
      "timestamp,lb,az,value",
      ...["a,x", "b,x", "a,y", "b,y"].map((key) => `2014-04-10,${key},1`),
      "",
    ]
      .join("\n"),
    'it holds several series, told apart by column "az" ("x", "y"), so that line 4 repeats 2014-04-10T00:00:00.000Z of line 2: take one with where: { lb: "a", az: "x" }',
    { where: { lb: "a" } },
  ],
  "values without times": [
    "value\n1\n2\n",
    'the header on line 1 must have a column "timestamp": its columns are "value"; for values alone tell the time of the first and the step (start: "2025-03-03T00:00Z", step: "5m")',
  ],
  "metadata rows above several columns": [
    '"Label","a","b"\n"Period","300","300"\n"Timestamp","m1","m2"\n"2025/03/03 00:00:00","1","2"\n',
    'the header on line 3 must tell which column holds the values: it can be "m1", "m2" (value: "m1")',
  ],
  "a series that is not there": [
    "timestamp,elb,value\n2014-04-10,a,1\n2014-04-11,b,1\n",
    'it must have rows where elb is "c": there it holds "a", "b"',
    { where: { elb: "c" } },
  ],
  "a column of where that is not there": [
    rows("2014-04-10,1"),
    'the header on line 1 must have the column "elb" of where: its columns are "timestamp", "value"',
    { where: { elb: "c" } },
  ],
  "an access log": [
    '10.0.0.1 - - [03/Mar/2025:00:00:00 +0000] "GET / HTTP/1.1" 200 5\n',
    "it must be CSV in UTF-8, JSON or Parquet: it is an access log, one line a request: count the requests of each period first, with a query such as CloudWatch Logs Insights' stats count(*) by bin(5m) or Athena's GROUP BY",
  ],
  "a load balancer's log": [
    'h2 2025-03-03T00:00:00.186641Z app/my/50dc 10.0.1.2:2817 10.0.0.1:80 0.0 "GET"\n',
    "it must be CSV in UTF-8, JSON or Parquet: it is an access log of a load balancer, one line a request: count the requests of each period first, with a query such as CloudWatch Logs Insights' stats count(*) by bin(5m) or Athena's GROUP BY",
  ],
  "AWS' output as text": [
    "RequestCount\nDATAPOINTS\t831.0\t2025-03-03T22:35:00+00:00\tCount\n",
    "it must be CSV in UTF-8, JSON or Parquet: it is AWS' --output text, which has no header: ask for --output json",
  ],
  "AWS' output as a table": [
    "---------------------------------\n|      GetMetricStatistics      |\n",
    "it must be CSV in UTF-8, JSON or Parquet: it is AWS' --output table: ask for --output json",
  ],
  "a spreadsheet": [
    "PK\u0003\u0004...",
    "it must be CSV in UTF-8, JSON or Parquet: it is a ZIP archive (unpack it) or a spreadsheet such as xlsx (save it as CSV)",
  ],
  "a Feather file": [
    "ARROW1\0\0",
    "it must be CSV in UTF-8, JSON or Parquet: it is an Arrow or Feather file (write Parquet or CSV)",
  ],
  "psql's expanded records": [
    "-[ RECORD 1 ]----\ntimestamp | 2026-01-01 00:00:00\nvalue     | 1\n",
    "it must be CSV in UTF-8, JSON or Parquet: it is one cell a line, as a database's client shows records on end (\\x, \\G, .mode line): ask it for CSV",
  ],
  "psql's expanded records without lines": [
    "timestamp|2026-01-01 00:00:00\nvalue|1\n\ntimestamp|2026-01-01 00:05:00\nvalue|2\n",
    "it must be CSV in UTF-8, JSON or Parquet: it is one cell a line, as a database's client shows records on end (\\x, \\G, .mode line): ask it for CSV",
  ],
  "mysql's records on end": [
    "*************************** 1. row ***************************\ntimestamp: 2026-01-01\n",
    "it must be CSV in UTF-8, JSON or Parquet: it is one cell a line, as a database's client shows records on end (\\x, \\G, .mode line): ask it for CSV",
  ],
  "SQLite's lines": [
    "timestamp = 2026-01-01 00:00:00\n    value = 1\n\ntimestamp = 2026-01-01 00:05:00\n    value = 2\n",
    "it must be CSV in UTF-8, JSON or Parquet: it is one cell a line, as a database's client shows records on end (\\x, \\G, .mode line): ask it for CSV",
  ],
  "ClickHouse's table": [
    "┌──────────────────ts─┬─n─┐\n│ 2026-01-01 00:00:00 │ 1 │\n└─────────────────────┴───┘\n",
    "it must be CSV in UTF-8, JSON or Parquet: it is a table drawn by ClickHouse: ask for FORMAT CSVWithNames",
  ],
  "a scrape of Prometheus without comments": [
    'requests_total{lb="a",code="200"} 1027 1767571200000\n',
    "it must be CSV in UTF-8, JSON or Parquet: it is the metrics of one scrape of Prometheus: ask its query_range for a series",
  ],
  "statements of SQL": [
    "INSERT INTO \"table\" VALUES('2026-01-01 00:00:00',2004);\n",
    "it must be CSV in UTF-8, JSON or Parquet: it is SQL: export the query as CSV",
  ],
  "a table of HTML": [
    "<TR><TH>ts</TH>\n<TH>n</TH>\n",
    "it must be CSV in UTF-8, JSON or Parquet: it is an HTML or XML page (an error page in place of the data?)",
  ],
  "a date without a year": [
    rows("Aug  1 00:00:00,1"),
    'line 2, column 1 (timestamp) must hold a timestamp: a date without a year is not guessed; write the year, as journalctl -o short-iso does: current value is "Aug  1 00:00:00"',
  ],
  "the counts of uniq -c": [
    "   2004 2026-08-01T00:00\n     76 2026-08-01T00:05\n",
    'it must have a header above its rows: line 1 holds data already, "2004 2026-08-01T00:00" (add a line with the names of the columns, such as value timestamp)',
  ],
  "InfluxDB's line protocol in seconds": [
    "elb,host=web-1 requests=309i,errors=3i 1767571200\n",
    "it must be CSV in UTF-8, JSON or Parquet: it is InfluxDB's line protocol: ask for CSV or JSON",
  ],
  "a web page": [
    "\n <!DOCTYPE html>\n<title>404</title>",
    "it must be CSV in UTF-8, JSON or Parquet: it is an HTML or XML page (an error page in place of the data?)",
  ],
  "binary": [
    "a\0b\0",
    "it must be CSV in UTF-8, JSON or Parquet: it is UTF-16 without a byte order mark, or binary",
  ],
};

for (const [what, [text, message, options]] of Object.entries(refusals)) {
  Deno.test(`readSeries() refuses ${what}, saying where and what helps`, async () => {
    await assert.rejects(readText(text, options), {
      name: "SyntaxError",
      message: `Cannot read my.csv as ${message}`,
    });
  });
}

Deno.test("readSeries() names options as a notebook's parameters and a command line have them", async () => {
  const text = "timestamp,my elb,m1,m2\n03.03.2025,a,1,2\n";
  const message = async (options: ReadSeriesOptions) => {
    const error = await readText(text, options).catch((error: Error) => error);
    return (error as Error).message;
  };
  assert.match(await message({ wayIn: "notebook" }), /\(-p column=m1\)$/);
  assert.match(await message({ wayIn: "command" }), /\(--column m1\)$/);
  const value = "m1";
  assert.match(
    await message({ wayIn: "notebook", value }),
    /\(-p format=D\.M\.YYYY or -p format=M/,
  );
  assert.match(
    await message({ wayIn: "command", value }),
    /\(--format D\.M\.YYYY or --format M/,
  );
});

Deno.test("readSeries() refuses options that it does not know or that have another kind", async () => {
  const wrong: [unknown, string, RegExp][] = [
    [{ sorted: true }, "TypeError", /there is no option "sorted"/],
    [{ missing: "zeros" }, "RangeError", /missing must be/],
    [{ duplicates: "all" }, "RangeError", /duplicates must be/],
    [{ separator: ", " }, "TypeError", /separator must be one character/],
    [{ decimal: ";" }, "RangeError", /decimal must be/],
    [{ timeZone: "Berlin" }, "RangeError", /timeZone must be a name such as "Europe\/Berlin"/],
    [{ format: "dd.MM.yyyy" }, "SyntaxError", /format must not hold "d"/],
    [{ format: "HH:mm" }, "SyntaxError", /format must hold a year or a Unix time/],
    [
      { start: "2025-03-03" },
      "TypeError",
      /start and step must be given together: step is missing/,
    ],
    [{ start: "3.3.2025", step: 1 }, "SyntaxError", /start must be a time/],
    [{ start: "2025-03-03", step: "5 weeks" }, "RangeError", /step must be seconds above 0/],
    [{ where: "elb=a" }, "TypeError", /where must be an object/],
    [{ timestamp: 1 }, "TypeError", /timestamp must be a text/],
    [{ timeout: 0 }, "RangeError", /timeout must be/],
  ];
  for (const [options, name, message] of wrong) {
    await assert.rejects(readText(rows("2014-04-10,1"), options as ReadSeriesOptions), {
      name,
      message,
    });
  }
});

Deno.test("readSeries() refuses a gzip archive that is cut short", async () => {
  const whole = gzipSync(rows("2014-04-10,1"));
  await assert.rejects(readText(whole.subarray(0, -9)), {
    name: "SyntaxError",
    message: /^Cannot read my.csv as its gzip archive must be whole/,
  });
});
