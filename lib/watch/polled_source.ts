/** A source that is asked again and again. */
import type { AnsweredPeriod, CloudWatchMissing } from "../data/cloudwatch/mod.ts";

/** One series of a source. */
export interface SourceSeries {
  /** The same in each run. */
  readonly key: string;
  /** For people. */
  readonly name: string;
  /** What a period without a point means. */
  readonly missing: CloudWatchMissing;
  /** Whether the values are counts. */
  readonly isCount: boolean;
  /** Milliseconds of a period; 0 where a source has points only, and no periods. */
  readonly period: number;
  /**
   * Start of what is not history, where nothing was taken of it in an earlier run; `undefined`
   * where all is history that comes with its first answer.
   */
  readonly liveFrom: number | undefined;
}

/** A series of rows, which are no counts and in no periods that are known. */
export function rowSeries(key: string, liveFrom?: number): SourceSeries {
  return { key, name: key, missing: "gap", isCount: false, period: 0, liveFrom };
}

/** A period, or a row of a file or URL. */
export interface PolledPeriod extends AnsweredPeriod {
  /** Whether its value may not be whole yet: it is taken once the next look finds the same one. */
  readonly mayGrow?: boolean;
  /** Whether it may be one that was taken before, as all that stands before it is read anew. */
  readonly isReread?: boolean;
}

/** What a source says of a series: periods that are over, why there are none, what is wrong. */
export type SourceAnswer =
  | { readonly periods: readonly PolledPeriod[]; readonly error?: Error }
  | { readonly periods?: undefined; readonly error: Error };

/** A source that is asked again and again. */
export interface PolledSource {
  /** As it was written. */
  readonly name: string;
  /** Whether what it stands for may change, so that it is looked up again. */
  readonly isOpenEnded: boolean;
  /** Whether it is one of so many that its failure at the start must not stop the others. */
  readonly isOneOfMany?: boolean;
  /**
   * The series that it stands for now, in a fixed order.
   *
   * @param known Keys that were found before; those that are this source's stay found while there
   * is hope
   */
  find(known: readonly string[], now: number): Promise<SourceSeries[]>;
  /**
   * The periods after the newest that was taken, and a few before it to compare.
   *
   * @param last Newest period taken, by key; `undefined` asks for the history
   */
  poll(last: ReadonlyMap<string, number | undefined>, now: number): Promise<
    ReadonlyMap<string, SourceAnswer>
  >;
  /** Requests and metrics of one poll, after {@linkcode find}; `undefined` where they are free. */
  readonly load?: { readonly metrics: number; readonly listPages: number };
  /** Lets its connections go. */
  close(): void;
}
