/** Trials as a table. */
import { requireKindIfGiven, requireKnownOptions } from "../../checks.ts";
import { pl, type Polars } from "../../packages.ts";
import type { Frame } from "../../data/mod.ts";
import type { FrozenTrial, Json } from "../storages/storage.ts";

/** The groups of columns of {@linkcode trialsFrame}. */
export type TrialsFrameColumns =
  | "number"
  | "value"
  | "datetime_start"
  | "datetime_complete"
  | "duration"
  | "params"
  | "user_attrs"
  | "system_attrs"
  | "state";

/** Which columns the table has. */
export interface TrialsFrameOptions {
  /**
   * Groups of columns, in order; all of them unless told. Those without times (`number`, `value`,
   * `params`, `state`) are the same in every run of the same seed.
   */
  columns?: readonly TrialsFrameColumns[];
}

const ALL: readonly TrialsFrameColumns[] = [
  "number",
  "value",
  "datetime_start",
  "datetime_complete",
  "duration",
  "params",
  "user_attrs",
  "system_attrs",
  "state",
];

/**
 * One row a trial, with the columns of Optuna's `trials_dataframe`: `number`, `value`,
 * `datetime_start` and `datetime_complete` (`Datetime("ms")`, UTC), `duration` (seconds), one
 * `params_<name>`, `user_attrs_<name>` and `system_attrs_<name>` each, sorted by name, and `state`.
 * What a trial lacks is null. A column of values of one kind has that kind (an integer column is
 * Int64), a parameter's column the kind of its range or choices; one of mixed kinds or of nested
 * values is JSON text.
 *
 * @throws {RangeError} If a group of columns is unknown
 */
export function trialsFrame(
  trials: readonly FrozenTrial[],
  options: TrialsFrameOptions = {},
): Frame {
  requireKnownOptions("make a trials frame", options, ["columns"]);
  requireKindIfGiven("make a trials frame", { columns: options.columns }, "a list");
  const possible = (name: string): Json[] =>
    trials.flatMap(({ distributions }) => {
      const distribution = Object.hasOwn(distributions, name) ? distributions[name] : undefined;
      if (distribution?.kind === "categorical") return [...distribution.choices];
      return distribution?.kind === "float" ? [0.5] : [];
    });
  const series = (options.columns ?? ALL).flatMap((group) => {
    switch (group) {
      case "number":
        return [pl.Series("number", trials.map((trial) => trial.number), pl.Int64)];
      case "value":
        return [pl.Series("value", trials.map((trial) => trial.values?.[0] ?? null), pl.Float64)];
      case "datetime_start":
        return [times("datetime_start", trials.map((trial) => trial.start))];
      case "datetime_complete":
        return [times("datetime_complete", trials.map((trial) => trial.complete))];
      case "duration":
        return [pl.Series("duration", trials.map(seconds), pl.Float64)];
      case "params":
        return attributes("params", trials.map((trial) => trial.params), possible);
      case "user_attrs":
        return attributes("user_attrs", trials.map((trial) => trial.userAttrs));
      case "system_attrs":
        return attributes("system_attrs", trials.map((trial) => trial.systemAttrs));
      case "state":
        return [pl.Series("state", trials.map((trial) => trial.state), pl.Utf8)];
      default:
        throw new RangeError(
          `Cannot make a trials frame as columns must be among ${
            ALL.join(", ")
          }: one is "${group}"`,
        );
    }
  });
  return pl.DataFrame(series);
}

function seconds({ start, complete }: FrozenTrial): number | null {
  return start === null || complete === null ? null : (complete.getTime() - start.getTime()) / 1000;
}

function times(name: string, dates: (Date | null)[]): Polars.Series {
  const millis = dates.map((date) => date === null ? null : date.getTime());
  return pl.Series(name, millis, pl.Int64).cast(pl.Datetime("ms"));
}

function attributes(
  group: string,
  rows: Readonly<Record<string, Json>>[],
  possible: (name: string) => Json[] = () => [],
): Polars.Series[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...names].sort().map((name) => {
    const values = rows.map((row) => Object.hasOwn(row, name) ? row[name]! : null);
    return column(`${group}_${name}`, values, [...values, ...possible(name)]);
  });
}

/** A column whose kind suits every value it could hold. */
function column(name: string, values: Json[], possible: Json[]): Polars.Series {
  const present = possible.filter((value) => value !== null);
  const kinds = new Set(present.map((value) => typeof value));
  const isAll = (kind: string) =>
    kinds.size === 0 || (kinds.size === 1 && kinds.has(kind as never));
  if (isAll("number")) {
    const whole = present.every((value) => Number.isSafeInteger(value));
    return pl.Series(name, values, whole ? pl.Int64 : pl.Float64);
  }
  if (isAll("boolean")) return pl.Series(name, values, pl.Bool);
  if (isAll("string")) return pl.Series(name, values, pl.Utf8);
  const texts = values.map((value) => value === null ? null : JSON.stringify(value));
  return pl.Series(name, texts, pl.Utf8);
}
