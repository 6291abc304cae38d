/** A watch in simulated time: a clock that jumps, a server that follows, a plain detector. */
import { watchSources } from "../../lib/watch/loop.ts";
import {
  type Clock,
  type CycleReport,
  type DetectorAlert,
  memoryStore,
  openCloudWatchSource,
  type PolledSource,
  type StateStore,
  type WatchDetector,
  Watcher,
  type WatchEvent,
} from "../../lib/watch/mod.ts";
import { FakeCloudWatch } from "../data/cloudwatch/fake_cloudwatch.ts";

export const MINUTE = 60_000;
export const FIVE = 5 * MINUTE;
export const DAY = 1440 * MINUTE;
export const START = Date.UTC(2026, 10, 26, 10, 2);

/** Fires below 10 and resolves above; counts what it takes. */
export class LowDetector implements WatchDetector {
  readonly taken: [number, number][] = [];
  readonly step = FIVE;
  /** Times at which samples are said to be missing, since the program began. */
  readonly missed: number[] = [];
  #since: number | undefined;

  constructor(snapshot?: Uint8Array) {
    if (snapshot === undefined) return;
    const { since, taken } = JSON.parse(new TextDecoder().decode(snapshot));
    this.#since = since ?? undefined;
    this.taken = taken;
  }

  admits(): boolean {
    return true;
  }

  update(time: number, value: number): ReturnType<WatchDetector["update"]> {
    this.taken.push([time, value]);
    const isLow = value < 10;
    if (isLow === (this.#since !== undefined)) return { status: "scored" };
    const since = this.#since ?? time;
    this.#since = isLow ? time : undefined;
    return {
      status: "scored",
      alert: {
        state: isLow ? "firing" : "resolved",
        since,
        time,
        value,
        usual: 50,
        deviation: value - 50,
        percent: 2 * (value - 50),
        direction: "down",
        severity: "critical",
        channel: "value",
        text: `${value} is low`,
      },
    };
  }

  tick(time: number): { alert?: DetectorAlert } {
    this.missed.push(time);
    return {};
  }

  end(): undefined {}

  snapshot(): Uint8Array {
    return new TextEncoder().encode(JSON.stringify({ since: this.#since, taken: this.taken }));
  }
}

/** Lets time pass at once, on the server too, until `end`. */
export class JumpClock implements Clock {
  readonly stop = new AbortController();
  constructor(public time: number, readonly end: number, readonly server?: FakeCloudWatch) {}

  now(): number {
    return this.time;
  }

  sleep(milliseconds: number): Promise<void> {
    this.time += milliseconds;
    if (this.server !== undefined) this.server.now = this.time;
    if (this.time >= this.end) this.stop.abort();
    return Promise.resolve();
  }
}

export interface Run {
  readonly events: WatchEvent[];
  readonly reports: CycleReport[];
  readonly detectors: Map<string, LowDetector>;
}

export interface RunOptions {
  readonly sources: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly store?: StateStore;
  readonly every?: number;
  readonly onEvent?: (event: WatchEvent) => void;
  readonly send?: (event: WatchEvent) => Promise<void>;
  readonly onCycle?: (report: CycleReport) => void;
  readonly onCost?: Parameters<typeof watchSources>[0]["onCost"];
  readonly mostInMemory?: number;
  readonly delay?: number;
}

/** A watcher of easy detectors, which prints to a test. */
export function openWatcher(
  print: (event: WatchEvent) => void,
  options: Partial<Parameters<typeof Watcher.open>[0]> = {},
): Promise<Watcher> {
  return Watcher.open({
    store: memoryStore(),
    silentAfter: 15 * MINUTE,
    makeDetector: (_, snapshot) => new LowDetector(snapshot),
    delivery: { print },
    ...options,
  });
}

/** Watches a fake server's metrics from one time to another. */
export async function run(server: FakeCloudWatch, options: RunOptions): Promise<Run> {
  const { store = memoryStore(), every = FIVE, from, to, mostInMemory, delay = 0 } = options;
  const clock = new JumpClock(from, to, server);
  server.now = from;
  const events: WatchEvent[] = [];
  const reports: CycleReport[] = [];
  const detectors = new Map<string, LowDetector>();
  const sources: PolledSource[] = [];
  try {
    const watcher = await Watcher.open({
      store,
      silentAfter: 15 * MINUTE,
      ...(mostInMemory === undefined ? {} : { mostInMemory }),
      makeDetector: (key, snapshot) => {
        const detector = new LowDetector(snapshot);
        detectors.set(key, detector);
        return detector;
      },
      delivery: {
        print: (event) => {
          options.onEvent?.(event);
          events.push(event);
        },
        ...(options.send === undefined ? {} : { send: options.send }),
      },
    });
    for (const source of options.sources) {
      sources.push(await openCloudWatchSource(source, { now: from, attempts: 1, delay }));
    }
    await watchSources({
      watcher,
      sources,
      every,
      clock,
      signal: clock.stop.signal,
      ...(options.onCost === undefined ? {} : { onCost: options.onCost }),
      onCycle: (report) => {
        reports.push(report);
        options.onCycle?.(report);
      },
    });
  } finally {
    sources.forEach((source) => source.close());
  }
  return { events, reports, detectors };
}

/** The events as short texts: what, since when, told at which point's time. */
export function brief(events: readonly WatchEvent[]): string[] {
  const clock = (time: number) => new Date(time).toISOString().slice(11, 16);
  return events.map(({ name, kind, state, since, time }) =>
    `${name.split("/")[1]} ${kind} ${state} since ${clock(since)} at ${clock(time)}`
  );
}
