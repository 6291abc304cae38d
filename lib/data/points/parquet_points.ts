/**
 * Points of many series from Parquet, some row groups at a time.
 *
 * @module
 */
import { pl } from "../../packages.ts";
import { cellsOf, isParquet } from "../parquet.ts";
import { type Point, PointCollector, type ReadPointsOptions } from "./point_collector.ts";

/** Rows that are read at a time. */
const SLICE = 262_144;

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
export function* readParquetPoints(path: string, options: ReadPointsOptions): Generator<Point[]> {
  const { name = path } = options;
  const collector = new PointCollector(options);
  const table = pl.scanParquet(path);
  let columns: string[];
  try {
    columns = table.columns;
  } catch (cause) {
    throw new SyntaxError(`Cannot read ${name} as it must be whole Parquet`, { cause });
  }
  collector.header(columns);
  const wanted = collector.columns;
  for (let from = 0;; from += SLICE) {
    const frame = table.select(...new Set(wanted)).slice(from, SLICE).collectSync();
    const cells = wanted.map((column) => cellsOf(frame.getColumn(column)));
    for (let row = 0; row < frame.height; row++) {
      collector.add(from + row + 1, cells.map((cell) => cell?.(row)));
    }
    const points = collector.take();
    if (points.length > 0) yield points;
    if (frame.height < SLICE) break;
  }
  collector.finish();
}
