/** What a watched series is. */
import type { MissingRuleOptions } from "../data/cloudwatch/mod.ts";
import type { MakeDetector } from "./watch_detector.ts";

/** Options of {@linkcode SeriesWatch}. */
export interface SeriesWatchOptions {
  /** Key of the series, the same in each run. */
  readonly key: string;
  /** Its name for people. */
  readonly name: string;
  /**
   * Points before this time are history: learned, not told; `undefined` where all is that comes
   * with the first ones.
   */
  readonly liveFrom: number | undefined;
  readonly makeDetector: MakeDetector;
  readonly rule: MissingRuleOptions;
  /** Milliseconds after which a source without periods, of which none can be missing, is silent. */
  readonly silentByClock?: number;
}
