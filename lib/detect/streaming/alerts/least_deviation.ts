/** How far from the usual value a value must be to be worth an alert. */
import { excerpt, requireKnownOptions, requireNumber } from "../../../checks.ts";

/** The least distances, both to be reached. */
export interface LeastDistances {
  /** In the unit of the series. */
  readonly absolute: number;
  /** As a share of the usual value. */
  readonly relative: number;
}

/** The option `leastDeviation`, checked: a number is a distance in the unit of the series. */
export function leastDistances(
  action: string,
  asked: number | Partial<LeastDistances>,
): LeastDistances {
  if (typeof asked !== "number" && (Object(asked) !== asked || Array.isArray(asked))) {
    throw new TypeError(
      `Cannot ${action} as leastDeviation must be a number or { absolute, relative }: current value is ${
        excerpt(asked)
      }`,
    );
  }
  const distances = typeof asked === "number" ? { absolute: asked } : asked;
  requireKnownOptions(`${action}, in leastDeviation,`, distances, ["absolute", "relative"]);
  const { absolute = 0, relative = 0 }: Partial<LeastDistances> = distances;
  const named = { "leastDeviation.absolute": absolute, "leastDeviation.relative": relative };
  requireNumber(action, named, { min: 0 });
  return { absolute, relative };
}

/** Whether a value is at least so far from an expected one. */
export function isFarEnough(
  value: number,
  expected: number,
  { absolute, relative }: LeastDistances,
): boolean {
  if (absolute === 0 && relative === 0) return true;
  const distance = Math.abs(value - expected);
  return distance >= absolute && distance >= relative * Math.abs(expected);
}
