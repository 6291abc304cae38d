/**
 * What other folders need of this room.
 *
 * @module
 */
export { isParquetFile, readParquetPoints } from "./parquet_points.ts";
