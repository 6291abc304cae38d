/** What is no table of text in UTF-8, told by its first bytes, each with the way out. */

/** Names of binary formats by their first bytes. */
const BINARY: readonly (readonly [number[], string])[] = [
  [
    [0x50, 0x4b, 0x03, 0x04],
    "a ZIP archive (unpack it) or a spreadsheet such as xlsx (save it as CSV)",
  ],
  [[0xd0, 0xcf, 0x11, 0xe0], "a spreadsheet of the old kind, xls (save it as CSV)"],
  [[0x28, 0xb5, 0x2f, 0xfd], "a Zstandard archive (unpack it with zstd -d)"],
  [[0x42, 0x5a, 0x68], "a bzip2 archive (unpack it with bunzip2)"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "an xz archive (unpack it with unxz)"],
  [[0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], "an Arrow or Feather file (write Parquet or CSV)"],
  [[0xff, 0xff, 0xff, 0xff], "an Arrow stream (write Parquet or CSV)"],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20], "an SQLite database (export the query as CSV)"],
];
const COUNT_FIRST =
  "one line a request: count the requests of each period first, with a query such as CloudWatch Logs Insights' stats count(*) by bin(5m) or Athena's GROUP BY";

/** Names of texts by what stands in their first lines. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [
    /^\s*<(!doctype|html|head|body|table|tr|\?xml)/i,
    "an HTML or XML page (an error page in place of the data?)",
  ],
  [
    /^(?:\S{1,60}\r?\n)?DATAPOINTS\t/,
    "AWS' --output text, which has no header: ask for --output json",
  ],
  [
    /^(?:[^\n]{0,200}\n)?METRICDATARESULTS\t/,
    "AWS' --output text, which has no header: ask for --output json",
  ],
  [
    /^-{10,200}\r?\n\| {1,80}(?:GetMetric|DescribeAlarm)/,
    "AWS' --output table: ask for --output json",
  ],
  [/^(?:Datapoints|MetricDataResults|Label):/, "AWS' --output yaml: ask for --output json"],
  [
    /^[^[\n,;\t|]{1,300}\[\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d/,
    `an access log, ${COUNT_FIRST}`,
  ],
  [/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[[a-z]{1,20}\] /, `a server's log, ${COUNT_FIRST}`],
  [
    /^(?:https?|h2|grpcs|wss?) \d{4}-\d\d-\d\dT\S{1,40} (?:app|net)\//,
    `an access log of a load balancer, ${COUNT_FIRST}`,
  ],
  [
    /^\d{4}-\d\d-\d\dT\S{1,40} \S{1,64} [\d.a-f:]{3,64}:\d{1,5} \S{1,80} -?\d/,
    `an access log of a load balancer, ${COUNT_FIRST}`,
  ],
  [
    /^#(?:Software|Version):[^\n]{0,200}\n(?:#[^\n]{0,2000}\n){0,5}#Fields:/i,
    `an access log, ${COUNT_FIRST}`,
  ],
  [
    /^\s*(?:\u250f|\u250c[^\n]{0,2000}[A-Za-z])/,
    "a table drawn by ClickHouse: ask for FORMAT CSVWithNames",
  ],
  [
    /^# (?:HELP|TYPE) \w/,
    "the metrics of one scrape of Prometheus: ask its query_range for a series",
  ],
  [
    /^[A-Za-z_:][\w:]{0,200}\{[^\n]{0,2000}\} [-+\d.eE]{1,30}(?: \d{1,15})?\r?(?:\n|$)/,
    "the metrics of one scrape of Prometheus: ask its query_range for a series",
  ],
  [
    /^(?:-\[ RECORD 1 \]|\*{9,40} 1\. row \*| *(\w{1,80})( = |\|)[^\n]{0,1000}\n(?: *\w{1,80}\2[^\n]{0,1000}\n){1,50}\r?\n *\1\2)/,
    "one cell a line, as a database's client shows records on end (\\x, \\G, .mode line): ask it for CSV",
  ],
  [/^INSERT INTO /i, "SQL: export the query as CSV"],
  [
    /^[\w.-]{1,100}(?:,[\w.-]{1,60}=[^\s,]{1,100}){0,20} [\w.-]{1,60}=[^\s]{1,1000}(?: \d{10,19})?\r?(?:\n|$)/,
    "InfluxDB's line protocol: ask for CSV or JSON",
  ],
];

/**
 * Refuses what is, by its first bytes, no table of text in UTF-8: throws a `SyntaxError` that names
 * it and the way out.
 */
export function refuseOtherFormats(start: Uint8Array, name: string): void {
  const binary = BINARY.find(([prefix]) => prefix.every((byte, i) => start[i] === byte));
  const format = binary !== undefined
    ? binary[1]
    : start.subarray(0, 64).includes(0)
    ? "UTF-16 without a byte order mark, or binary"
    : TEXTS.find(([pattern]) => pattern.test(textStart(start)))?.[1];
  if (format === undefined) return;
  throw new SyntaxError(
    `Cannot read ${name} as it must be CSV in UTF-8, JSON or Parquet: it is ${format}`,
  );
}

function textStart(start: Uint8Array): string {
  return new TextDecoder().decode(start.subarray(0, 4096));
}
