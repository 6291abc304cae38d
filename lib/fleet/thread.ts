/** A Worker that detects in one job after another. */
import { JobThread } from "../job_thread.ts";
import type { FleetResult } from "./detect_series.ts";
import type { FleetRequest } from "./worker.ts";

/** One Worker. */
export class FleetThread extends JobThread<FleetRequest, FleetResult[]> {
  /** Starts it. */
  constructor() {
    super(new URL("./worker.ts", import.meta.url));
  }
}
