/** The series under watch, their state, and what is to be told of them. */
import { type Delivery, DeliveryQueue } from "./delivery_queue.ts";
import type { WatchEvent } from "./event.ts";
import type { CycleReport } from "./cycle_report.ts";
import type { PolledPeriod, SourceSeries } from "./polled_source.ts";
import type { Refusal } from "./refusals.ts";
import { whenCame } from "./ahead.ts";
import { SeriesWatch } from "./series_watch.ts";
import { readJson, seriesFile, type StateStore } from "./state_store.ts";
import type { MakeDetector } from "./watch_detector.ts";
import { withoutUser } from "./without_user.ts";

/** Options of {@linkcode Watcher}. */
export interface WatcherOptions {
  readonly store: StateStore;
  readonly delivery: Delivery;
  readonly makeDetector: MakeDetector;
  /** Milliseconds without a sign of life after which a source counts as silent. */
  readonly silentAfter: number;
  /** Most series in memory; the others wait in the store. */
  readonly mostInMemory?: number;
}

interface Manifest {
  readonly version: 1;
  /** By key, the time before which all is history; `null` where that is what came first. */
  readonly liveFrom: Record<string, number | null>;
}

const MANIFEST = "watch.json";

/** What one step did. */
export interface StepResult {
  /** Periods that were taken. */
  readonly taken: number;
  /** Events that are new to the queue. */
  readonly told: readonly WatchEvent[];
}

/** All series of one watch. */
export class Watcher {
  /** What is on its way to people. */
  readonly queue: DeliveryQueue;
  readonly #options: WatcherOptions;
  readonly #manifest: Manifest;
  readonly #series = new Map<string, SourceSeries>();
  readonly #last = new Map<string, number | undefined>();
  readonly #cameAt = new Map<string, number | undefined>();
  /** The series in memory, the one used longest ago first. */
  readonly #loaded = new Map<string, SeriesWatch>();
  #revised = 0;
  #refused = 0;
  #refusal: Refusal | undefined;
  #late = 0;

  private constructor(options: WatcherOptions, manifest: Manifest, queue: DeliveryQueue) {
    this.#options = options;
    this.#manifest = manifest;
    this.queue = queue;
  }

  /** Goes on with what the store holds, or begins. */
  static async open(options: WatcherOptions): Promise<Watcher> {
    const saved = await readJson<Manifest>(options.store, MANIFEST);
    const manifest = saved ?? { version: 1, liveFrom: {} };
    const queue = await DeliveryQueue.open(options.store, options.delivery);
    const watcher = new Watcher(options, manifest, queue);
    await watcher.#forgetUsers();
    return watcher;
  }

  /** Keys of all series that were ever watched with this store. */
  get known(): string[] {
    return Object.keys(this.#manifest.liveFrom);
  }

  /** What a report says of all series since the start. */
  get stand(): Pick<
    CycleReport,
    "newest" | "waiting" | "dropped" | "revised" | "refused" | "refusal" | "late"
  > {
    return {
      newest: this.#last.values().filter((time) => time !== undefined)
        .reduce<number | undefined>((most = -Infinity, time) => Math.max(most, time), undefined),
      waiting: this.queue.waiting,
      dropped: this.queue.dropped,
      revised: this.#revised,
      refused: this.#refused,
      ...(this.#refusal === undefined ? {} : { refusal: this.#refusal }),
      late: this.#late,
    };
  }

  /** The newest period taken of each of these series. */
  lastOf(keys: readonly string[]): Map<string, number | undefined> {
    return new Map(keys.map((key) => [key, this.#last.get(key)]));
  }

  /**
   * Adds series. What the store holds of them goes on, and what it had to tell is told.
   */
  async add(series: readonly SourceSeries[]): Promise<void> {
    const fresh = series.filter(({ key }) => !this.#series.has(key));
    for (const each of fresh) {
      this.#series.set(each.key, each);
      const { key, liveFrom = null } = each;
      this.#manifest.liveFrom[key] = liveFrom === null
        ? null
        : this.#manifest.liveFrom[key] ?? liveFrom;
    }
    if (fresh.length === 0) return;
    await this.#writeManifest();
    const events: WatchEvent[] = [];
    for (const { key } of fresh) {
      const watch = await this.#load(key);
      this.#note(watch);
      events.push(...watch.events);
    }
    await this.queue.accept(events);
  }

  /**
   * Takes periods of series; their state is written before anything is told of them.
   *
   * @param now When they came
   * @param signal Ends it between two series; what is not taken then is as if it had not come
   */
  async take(
    periods: ReadonlyMap<string, readonly PolledPeriod[]>,
    now: number,
    signal?: AbortSignal,
  ): Promise<StepResult> {
    const events: WatchEvent[] = [];
    let taken = 0;
    for (const [key, own] of periods) {
      if (signal?.aborted) break;
      const watch = await this.#load(key);
      const { revised, refusals: { count }, late } = watch;
      const result = watch.take(own, now);
      this.#revised += watch.revised - revised;
      this.#refused += watch.refusals.count - count;
      this.#refusal ??= watch.refusals.first;
      this.#late += watch.late - late;
      this.#note(watch);
      if (!result.isChanged) continue;
      taken += result.taken;
      events.push(...result.events);
      await this.#save(watch);
    }
    return { taken, told: await this.queue.accept(events) };
  }

  /**
   * Tells which sources without periods have sent nothing for too long.
   *
   * @param since Since when a silent series is said to be silent
   */
  async checkSilence(
    since: (key: string) => number | undefined,
    now: number,
  ): Promise<readonly WatchEvent[]> {
    const events: WatchEvent[] = [];
    for (const { key, period } of this.#series.values()) {
      const last = since(key);
      if (period > 0 || last === undefined) continue;
      if (now - whenCame(last, this.#cameAt.get(key), now) < this.#options.silentAfter) continue;
      const watch = await this.#load(key);
      const told = watch.checkSilence(last, now);
      if (told.length > 0) await this.#save(watch);
      events.push(...told);
    }
    return await this.queue.accept(events);
  }

  /** Earlier versions knew a URL with its user's name and password: so it is not watched again. */
  async #forgetUsers(): Promise<void> {
    const keys = this.known.filter((key) => withoutUser(key) !== key);
    for (const key of keys) {
      await this.#options.store.remove(seriesFile(key));
      delete this.#manifest.liveFrom[key];
    }
    if (keys.length > 0) await this.#writeManifest();
  }

  async #writeManifest(): Promise<void> {
    const text = new TextEncoder().encode(JSON.stringify(this.#manifest));
    await this.#options.store.write(MANIFEST, text);
  }

  async #load(key: string): Promise<SeriesWatch> {
    const { store, makeDetector, silentAfter, mostInMemory = Infinity } = this.#options;
    const { name, missing, isCount, period } = this.#series.get(key)!;
    const watch = this.#loaded.get(key) ?? new SeriesWatch({
      key,
      name,
      makeDetector,
      liveFrom: this.#manifest.liveFrom[key] ?? undefined,
      rule: {
        missing,
        isCount,
        silentAfter: period === 0 ? 1 : Math.max(1, Math.ceil(silentAfter / period)),
      },
      ...(period === 0 ? { silentByClock: silentAfter } : {}),
    }, await store.read(seriesFile(key)));
    this.#loaded.delete(key);
    this.#loaded.set(key, watch);
    if (this.#loaded.size > mostInMemory) {
      const [oldest] = this.#loaded.keys();
      this.#loaded.delete(oldest!); // its state is in the store since its last step
    }
    return watch;
  }

  #note({ key, last, cameAt }: SeriesWatch): void {
    this.#last.set(key, last);
    this.#cameAt.set(key, cameAt);
  }

  async #save(watch: SeriesWatch): Promise<void> {
    await this.#options.store.write(seriesFile(watch.key), watch.save());
  }
}
