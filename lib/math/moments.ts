/** Mean and variance of numbers that come one after the other. */

/** The running mean and sum of squared distances from it, by Welford's update. */
export class Moments {
  /** How many numbers. */
  count = 0;
  /** Their mean; 0 before the first. */
  mean = 0;
  /** The sum of their squared distances from it. */
  squares = 0;

  /** The moments of numbers that are all there. */
  static of(values: Iterable<number>): Moments {
    const moments = new Moments();
    for (const value of values) moments.add(value);
    return moments;
  }

  /** Takes a number. */
  add(value: number): void {
    this.count++;
    const distance = value - this.mean;
    this.mean += distance / this.count;
    this.squares += distance * (value - this.mean);
  }

  /** Their population standard deviation; NaN before the first. */
  get deviation(): number {
    return Math.sqrt(this.squares / this.count);
  }
}
