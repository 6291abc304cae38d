/** What the interactive view is made of, as it travels in a page. */

/** An alert as the view lists it. */
export interface ListedAlert {
  /** The row it fired on, or the next one. */
  readonly row: number;
  /** When it fired, epoch milliseconds, where no row came then. */
  readonly time?: number;
  /** A sentence for a person. */
  readonly text: string;
  /** How bad. */
  readonly severity: string;
}

/** One place of the slider. */
export interface Setting {
  /** The setting in words. */
  readonly name: string;
  /** Score above which a row stands out. */
  readonly cut: number;
  /** How often it would ring. */
  readonly count: number;
  /** The same a day. */
  readonly perDay: number;
  /** The rows that would ring; every row above the cut if `null`. */
  readonly rows: readonly number[] | null;
}

/** All but the columns. */
export interface ExploreHead {
  readonly title: string;
  readonly description: string;
  /** What the values are. */
  readonly label: string;
  /** IANA name of the zone whose clocks times are told by. */
  readonly timeZone: string;
  /** What the scores are; none without scores. */
  readonly scoreLabel: string | null;
  /** Rows. */
  readonly rows: number;
  /** Whether there is a column of usual values. */
  readonly hasUsual: boolean;
  /** Rows after which samples are missing. */
  readonly gaps: readonly number[];
  /** Labelled windows, epoch ms. */
  readonly windows: readonly (readonly [start: number, end: number])[];
  readonly alerts: readonly ListedAlert[];
  /** What is said about rows beside the alerts, by row. */
  readonly reasons: Readonly<Record<number, string>>;
  /** The slider's name, and its places from rarest to most often. */
  readonly slider: string | null;
  readonly settings: readonly Setting[];
  /** The place that the alerts belong to. */
  readonly setting: number;
}

/** Head and columns. */
export interface ExploreData extends ExploreHead {
  /** Epoch milliseconds. */
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
  /** NaN where unknown; empty if there are none. */
  readonly usual: Float64Array;
  /** Empty if there are none. */
  readonly scores: Float32Array;
}
