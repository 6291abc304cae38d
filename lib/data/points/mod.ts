/**
 * What other folders need of this room.
 *
 * @module
 */
export { noteCounters } from "./counter_points.ts";
export { isParquetFile, readParquetPoints } from "./parquet_points.ts";
export { pointOptions } from "./point_options.ts";
