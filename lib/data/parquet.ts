/** Parquet to the collector of a series, through Polars. */
import { pl, type Polars } from "../packages.ts";
import type { SeriesCollector } from "./reading/collector.ts";
import { DAY } from "../time.ts";

const SAMPLE_ROWS = 50;

/** Whether bytes start as Parquet does. */
export function isParquet(start: Uint8Array): boolean {
  return new TextDecoder().decode(start.subarray(0, 4)) === "PAR1";
}

/** Reads a Parquet file into a collector; throws a `SyntaxError` that names the source. */
export async function readParquet(bytes: Uint8Array, collector: SeriesCollector): Promise<void> {
  const { Buffer } = await import("node:buffer");
  let frame: Polars.DataFrame;
  try {
    frame = pl.readParquet(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (cause) {
    throw collector.error(`it must be whole Parquet: ${(cause as Error).message}`, cause);
  }
  const columns = (frame.columns as string[]).flatMap((name) => {
    const cells = cellsOf(frame.getColumn(name));
    return cells === undefined ? [] : [{ name, cells }];
  });
  const row = (i: number) => columns.map(({ cells }) => cells(i));
  collector.header({
    names: columns.map(({ name }) => name),
    place: "it",
    sample: Array.from({ length: Math.min(SAMPLE_ROWS, frame.height) }, (_, i) => row(i)),
    unit: "row",
  });
  for (let i = 0; i < frame.height; i++) collector.row(row(i), i + 1);
}

/** Units of Polars' times in milliseconds. */
const UNITS: Readonly<Record<string, number>> = { ms: 1, us: 1e3, ns: 1e6 };

/** A column's cells as text; undefined for lists and structures. */
export function cellsOf(column: Polars.Series): ((row: number) => string) | undefined {
  const type = String(column.dtype); // such as DataType(Datetime(us,UTC))
  if (/^DataType\((?:List|Struct|Array|Binary|Object)/.test(type)) return undefined;
  if (/^DataType\(Decimal/.test(type)) return cellsOf(column.cast(pl.Float64));
  const times = timesOf(column);
  if (times === undefined) {
    const cells = column.toArray();
    return (row) => cells[row] === null || cells[row] === undefined ? "" : String(cells[row]);
  }
  const end = /^DataType\(Datetime\(\w+,.+\)\)$/.test(type) ? "Z" : "";
  return (row) => {
    const time = times(row);
    return typeof time === "string" ? time : new Date(time).toISOString().slice(0, -1) + end;
  };
}

/**
 * Epoch milliseconds of a column of dates or times, as if those without a zone were in UTC, and ""
 * where there is none; undefined for other columns.
 */
export function timesOf(column: Polars.Series): ((row: number) => number | "") | undefined {
  const type = String(column.dtype);
  const unit = /^DataType\(Datetime\((\w+),.*\)\)$/.exec(type)?.[1];
  if (unit === undefined && type !== "DataType(Date)") return undefined;
  const times = column.cast(unit === undefined ? pl.Int32 : pl.Int64).cast(pl.Float64).toArray();
  const perMillisecond = unit === undefined ? 1 / DAY : UNITS[unit]!;
  return (row) => {
    const time = times[row] as number | null;
    // Nanoseconds are no exact doubles: a thousandth keeps a whole millisecond one.
    return time === null ? "" : Math.floor(time / perMillisecond + 1e-3);
  };
}
