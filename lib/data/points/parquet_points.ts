/** Points of many series from Parquet, some row groups at a time. */
import { pl, type Polars } from "../../packages.ts";
import { cellsOf, isParquet, timesOf } from "../parquet.ts";
import {
  type Cell,
  type Point,
  PointCollector,
  type ReadPointsOptions,
} from "./point_collector.ts";

/**
 * Rows that are read at a time. Polars decodes the pages of a slice only, whatever the row groups:
 * one of 16 million rows takes no more memory and time than 162 of 100,000.
 */
const SLICE = 131_072;

/** Whether a file starts as Parquet does. */
export async function isParquetFile(path: string): Promise<boolean> {
  using file = await Deno.open(path);
  const start = new Uint8Array(4);
  return (await file.read(start)) === 4 && isParquet(start);
}

/**
 * Reads the points of a Parquet file as `readPoints` reads those of a text, in its rows' order.
 *
 * @throws {SyntaxError} If it is not whole, or lacks a column
 */
export async function* readParquetPoints(
  path: string,
  options: ReadPointsOptions,
): AsyncGenerator<Point[]> {
  const { name = path } = options;
  const collector = new PointCollector(options);
  const table = pl.scanParquet(path);
  let columns: string[];
  try {
    columns = table.columns;
  } catch (cause) {
    throw new SyntaxError(`Cannot read ${name} as it must be whole Parquet`, { cause });
  }
  const start = table.slice(0, 1).collectSync();
  const first = columns.flatMap((name) => {
    const cell = cellsOf(start.getColumn(name));
    return cell === undefined ? [] : [{ name, text: start.height === 0 ? "" : cell(0) }];
  });
  collector.header(
    first.map(({ name }) => name),
    start.height === 0 ? undefined : first.map(({ text }) => text),
  );
  const wanted = collector.columns;
  const hasForm = options.format !== undefined || options.timeZone !== undefined;
  for (let from = 0;; from += SLICE) {
    const frame = table.select(...new Set(wanted)).slice(from, SLICE).collectSync();
    const cells = wanted.map((column, place) =>
      place === 0
        ? numbersOf(frame.getColumn(column))
        : (hasForm ? undefined : timesOf(frame.getColumn(column))) ??
          cellsOf(frame.getColumn(column))
    );
    for (let row = 0; row < frame.height; row++) {
      collector.add(from + row + 1, cells.map((cell) => cell?.(row)));
    }
    const points = collector.take();
    if (points.length > 0) yield points;
    if (frame.height < SLICE) break;
    // Polars' memory is given back when nothing else is to be done
    await new Promise((resolve) => setTimeout(resolve));
  }
  collector.finish();
}

/** A column's numbers; what is none as text. */
function numbersOf(column: Polars.Series): ((row: number) => Cell) | undefined {
  if (!/^DataType\((?:U?Int|Float)\d/.test(String(column.dtype))) return cellsOf(column);
  const numbers = column.cast(pl.Float64).toArray();
  return (row) => (numbers[row] as number | null) ?? "";
}
