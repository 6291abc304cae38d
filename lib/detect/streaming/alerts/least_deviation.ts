/** How far from the usual value a value must be to be worth an alert. */

/** The least distances, both to be reached. */
export interface LeastDistances {
  /** In the unit of the series. */
  readonly absolute: number;
  /** As a share of the usual value. */
  readonly relative: number;
}

/** What is asked for: a number is a distance in the unit of the series. */
export function leastDistances(asked: number | Partial<LeastDistances>): LeastDistances {
  const { absolute = 0, relative = 0 } = typeof asked === "number" ? { absolute: asked } : asked;
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
