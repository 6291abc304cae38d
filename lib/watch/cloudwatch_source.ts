/** CloudWatch as a source of the watch: all metrics of one `cloudwatch:` source in few requests. */
import {
  answeredPeriods,
  type CloudWatchClient,
  cloudWatchKey,
  type CloudWatchMetric,
  type CloudWatchMissing,
  type CloudWatchSource,
  findHeartbeats,
  findMetrics,
  getMetricData,
  isCount,
  metricName,
  type MetricPoints,
  oldestKept,
  openCloudWatch,
  type OpenCloudWatchOptions,
  parseCloudWatchSource,
  pastPeriods,
  settledEnd,
  type TimeRange,
} from "../data/cloudwatch/mod.ts";
import { DAY, HOUR } from "../time.ts";
import type { PolledSource, SourceAnswer, SourceSeries } from "./polled_source.ts";

/** Periods before the next one that are asked for again, to see whether their values changed. */
const REREAD = 2;
/** Milliseconds without a sign of life after which a metric is asked for once an hour only. */
const GIVEN_UP_AFTER = DAY;
const GIVEN_UP_EVERY = HOUR;
/** Metrics in one page of a list. */
const LIST_PAGE = 500;

interface Watched {
  readonly source: CloudWatchSource;
  readonly heartbeat: CloudWatchMetric | undefined;
}

/**
 * Opens a `cloudwatch:` source.
 *
 * @throws {SyntaxError} If it is in no such form
 * @throws {RangeError} If points of its period are not kept for so many days
 * @throws {CloudWatchError} If no region is known
 */
export async function openCloudWatchSource(
  text: string,
  options: OpenCloudWatchOptions & {
    readonly now: number;
    readonly missing?: CloudWatchMissing;
    /** Milliseconds more that are waited until a period is asked for. */
    readonly delay?: number;
  },
): Promise<PolledSource> {
  const parsed = parseCloudWatchSource(text);
  const written = { ...parsed, missing: options.missing ?? parsed.missing };
  pastPeriods(written.period, { days: written.days, now: options.now });
  const client = await openCloudWatch({ ...options, region: written.region ?? options.region });
  const { delay = 0 } = options;
  return new CloudWatchPoller(text, { ...written, region: client.region }, client, delay);
}

class CloudWatchPoller implements PolledSource {
  readonly name: string;
  readonly isOpenEnded: boolean;
  readonly #written: CloudWatchSource;
  readonly #client: CloudWatchClient;
  #watched = new Map<string, Watched>();
  /** When a metric last showed life, or was first found; and when it was last asked for. */
  readonly #alive = new Map<string, number>();
  readonly #asked = new Map<string, number>();

  readonly #delay: number;

  constructor(name: string, written: CloudWatchSource, client: CloudWatchClient, delay: number) {
    this.#delay = delay;
    this.name = name;
    this.isOpenEnded = Object.values(written.dimensions).includes("*");
    this.#written = written;
    this.#client = client;
  }

  get load(): { metrics: number; listPages: number } {
    const watched = [...this.#watched.values()];
    const beating = watched.filter(({ heartbeat }) => heartbeat !== undefined).length;
    const listPages = Math.ceil(watched.length / LIST_PAGE) + Math.ceil(beating / LIST_PAGE);
    return { metrics: watched.length + beating, listPages: this.isOpenEnded ? listPages : 0 };
  }

  async find(known: readonly string[], now: number): Promise<SourceSeries[]> {
    // A balancer that is no longer listed was there: that it is silent must be told, not for ever.
    const sources = new Map(
      known.filter((key) => this.#isOwn(key) && !this.#isGivenUp(key, now))
        .map((key) => [key, this.#withOptions(key)]),
    );
    if (this.isOpenEnded || sources.size === 0) {
      for (const source of await findMetrics(this.#client, this.#written)) {
        sources.set(cloudWatchKey(source), source);
      }
    }
    const keys = [...sources.keys()].sort();
    const found = keys.map((key) => sources.get(key)!);
    const heartbeats = await findHeartbeats(this.#client, this.#written, found);
    this.#watched = new Map(
      keys.map((key, i) => [key, { source: found[i]!, heartbeat: heartbeats[i] }]),
    );
    for (const key of keys) if (!this.#alive.has(key)) this.#alive.set(key, now);
    const liveFrom = settledEnd(this.#written.period, now - this.#delay);
    return keys.map((key, i): SourceSeries => ({
      key,
      liveFrom,
      name: metricName(found[i]!),
      missing: this.#written.missing,
      isCount: isCount(this.#written),
      period: this.#written.period * 1000,
    }));
  }

  async poll(
    last: ReadonlyMap<string, number | undefined>,
    now: number,
  ): Promise<ReadonlyMap<string, SourceAnswer>> {
    const { period, days } = this.#written;
    const step = period * 1000;
    const end = settledEnd(period, now - this.#delay);
    const oldest = oldestKept(period, now);
    const history = Math.max(oldest, Math.ceil((now - days * DAY) / step) * step);
    const starts = new Map<string, number>();
    for (const [key, newest] of last) {
      if (newest !== undefined && newest + step >= end) continue; // nothing new is over
      if (this.#isGivenUp(key, now) && now - this.#asked.get(key)! < GIVEN_UP_EVERY) continue;
      const start = newest === undefined ? history : Math.max(oldest, newest + (1 - REREAD) * step);
      starts.set(key, start);
    }
    for (const key of starts.keys()) this.#asked.set(key, now);
    const answers = new Map<string, SourceAnswer>();
    for (const [start, group] of Map.groupBy(starts, ([, each]) => each)) {
      const range = { start, end };
      const keys = group.map(([key]) => key);
      for (const [key, answer] of await this.#ask(keys, range)) answers.set(key, answer);
    }
    for (const [key, answer] of answers) this.#noteLife(key, answer);
    return answers;
  }

  close(): void {
    this.#client.close();
  }

  /** One group of requests; what fails as a whole fails for each of its series. */
  async #ask(keys: readonly string[], range: TimeRange): Promise<[string, SourceAnswer][]> {
    const watched = keys.map((key) => this.#watched.get(key)!);
    const beating = watched.filter(({ heartbeat }) => heartbeat !== undefined);
    let points: MetricPoints[];
    try {
      points = await getMetricData(this.#client, [
        ...watched.map(({ source }) => source),
        ...beating.map(({ heartbeat }) => heartbeat!),
      ], range);
    } catch (error) {
      if (!(error instanceof Error) || error.name === "AbortError") throw error;
      return keys.map((key) => [key, { error }]);
    }
    return keys.map((key, i) => {
      const own = points[i]!;
      const beat = beating.indexOf(watched[i]!);
      const heartbeat = beat === -1 ? undefined : points[watched.length + beat]!;
      const error = own.error ?? heartbeat?.error;
      if (error !== undefined) return [key, { error }];
      const { period } = this.#written;
      return [key, { periods: answeredPeriods(period, { range, points: own, heartbeat }) }];
    });
  }

  /** Whether a metric was asked for and has shown no life for so long that it is likely gone. */
  #isGivenUp(key: string, now: number): boolean {
    return this.#asked.has(key) && now - this.#alive.get(key)! > GIVEN_UP_AFTER;
  }

  #noteLife(key: string, answer: SourceAnswer): void {
    if ("error" in answer) return;
    const last = answer.periods.findLast(({ value, isAlive }) => value !== undefined || isAlive);
    if (last !== undefined) this.#alive.set(key, Math.max(last.time, this.#alive.get(key)!));
  }

  /** A metric with what this source was written with beside it. */
  #withOptions(key: string): CloudWatchSource {
    return { ...this.#written, dimensions: parseCloudWatchSource(key).dimensions };
  }

  #isOwn(key: string): boolean {
    const wanted = this.#written.dimensions;
    const { dimensions } = key.startsWith("cloudwatch:")
      ? parseCloudWatchSource(key)
      : { dimensions: {} as Record<string, string> };
    return cloudWatchKey({ ...this.#written, dimensions }) === key &&
      Object.keys(wanted).every((name) =>
        wanted[name] === "*" ? dimensions[name] !== undefined : wanted[name] === dimensions[name]
      );
  }
}
