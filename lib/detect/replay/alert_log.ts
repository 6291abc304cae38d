/** Alerts as they are told once they are over: one record each. */
import type { Alert } from "../streaming/alerts/alert.ts";
import type { DetectorResult } from "../streaming/result.ts";
import { MINUTE } from "../../time.ts";

/** One alert, from its first row to its last. */
export interface AlertRecord {
  /** When it began: see {@linkcode Alert.since}. */
  readonly start: Date;
  /** When it fired; where that was before the first row that is told of, when it began. */
  readonly fired: Date;
  /** Last row that stood out; where it is still open, the newest row. */
  readonly end: Date;
  /** Whether it was not resolved when the data ended. */
  readonly isOpen: boolean;
  /** `critical` if it ever was. */
  readonly severity: Alert["severity"];
  /** Which way the value went. */
  readonly direction: Alert["direction"];
  /** Usual value where it was worst; NaN before there is one. */
  readonly usual: number;
  /** The row that stood out furthest. */
  readonly worst: {
    readonly time: Date;
    readonly value: number;
    readonly usual: number;
    readonly deviation: number;
  };
  /** Which pattern broke as it fired. */
  readonly channel: Alert["channel"];
  /** The sentence with which it fired. */
  readonly reason: string;
}

/** Collects what a detector says about rows and ticks. */
export class AlertLog {
  readonly #records: AlertRecord[] = [];
  #fired: Alert | undefined;
  #isCritical = false;

  /** Takes a result. */
  add({ alert }: DetectorResult): void {
    if (alert === undefined) return;
    if (alert.ended !== undefined) this.#close(alert.ended, false);
    this.#isCritical ||= alert.severity === "critical";
    if (alert.state === "resolved") this.#close(alert, false);
    else this.#fired ??= alert;
  }

  /**
   * All alerts in order of time.
   *
   * @param open What the detector's `end()` gives
   */
  finish(open: Alert | undefined): AlertRecord[] {
    if (open !== undefined) this.#close(open, true);
    return this.#records;
  }

  /** The number of the alert that each row lies in, 1 first; 0 for none. */
  static numbers(timestamps: Float64Array, alerts: readonly AlertRecord[]): number[] {
    let begun = 0;
    return Array.from(timestamps, (time) => {
      while (begun < alerts.length && alerts[begun]!.start.getTime() <= time) begun++;
      return begun > 0 && time <= alerts[begun - 1]!.end.getTime() ? begun : 0;
    });
  }

  #close(last: Alert, isOpen: boolean): void {
    const { since, severity, direction, worst = last, minutes = 0 } = last;
    const { channel, text: reason } = this.#fired ?? last; // a restored detector's has fired before
    this.#records.push({
      start: new Date(since),
      fired: new Date(this.#fired?.time ?? since),
      end: new Date(since + Math.round(minutes * MINUTE)),
      isOpen,
      severity: this.#isCritical ? "critical" : severity,
      direction,
      usual: worst.usual,
      worst: {
        time: new Date(worst.time),
        value: worst.value,
        usual: worst.usual,
        deviation: worst.deviation,
      },
      channel,
      reason,
    });
    this.#fired = undefined;
    this.#isCritical = false;
  }
}
