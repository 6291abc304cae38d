/**
 * Outliers, scaling, windows: what happens to numbers before a model sees them.
 *
 * @module
 */
export {
  type OutlierSplit,
  removeOutliers,
  type RemoveOutliersOptions,
  zscores,
} from "./outliers.ts";
export { fitMinMax, type FitMinMaxOptions, type MinMaxScaler } from "./min_max.ts";
export {
  slidingWindows,
  type SlidingWindowsOptions,
  windowErrorsToPoints,
  type WindowErrorsToPointsOptions,
} from "./sliding_windows.ts";
