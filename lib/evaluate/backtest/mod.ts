/**
 * How a detector would have done on a person's own last weeks.
 *
 * @module
 */
export {
  backtest,
  type BacktestAlert,
  type BacktestLine,
  type BacktestOptions,
  type BacktestRecall,
  type BacktestReport,
  type BacktestSensitivity,
} from "./backtest.ts";
