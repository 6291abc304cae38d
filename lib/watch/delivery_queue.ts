/** Events on their way to people: kept until they are delivered, in order, each at least once. */
import type { WatchEvent } from "./event.ts";
import { readJson, type StateStore } from "./state_store.ts";
import { withoutUser } from "./without_user.ts";

/** Takes events to people. */
export interface Delivery {
  /** Prints an event; it cannot fail but with the program. */
  print(event: WatchEvent): void;
  /**
   * Sends an event; rejects if it did not arrive, and is asked again later. With a
   * {@linkcode RefusedError} the receiver is up, and says that it will not take this one.
   */
  send?(event: WatchEvent): Promise<void>;
}

/** A receiver's answer that asking again does not help. */
export class RefusedError extends Error {}

interface Pending {
  readonly event: WatchEvent;
  isPrinted: boolean;
}

interface SavedQueue {
  readonly version: 1;
  readonly accepted: Readonly<Record<string, number>>;
  readonly pending: readonly Pending[];
  readonly dropped: number;
}

const FILE = "queue.json";
/** Most events that wait while the receiver is down; beyond that the oldest are given up. */
export const MOST_WAITING = 1000;

/** So many events that are refused are passed by, to see whether the next one is taken. */
const MOST_REFUSED = 3;

/** The queue of one watch. */
export class DeliveryQueue {
  /** Events that were given up since the queue was made. */
  dropped = 0;
  readonly #store: StateStore;
  readonly #delivery: Delivery;
  readonly #accepted = new Map<string, number>();
  #pending: Pending[] = [];

  private constructor(store: StateStore, delivery: Delivery) {
    this.#store = store;
    this.#delivery = delivery;
  }

  /** The queue that a store holds, or an empty one. */
  static async open(store: StateStore, delivery: Delivery): Promise<DeliveryQueue> {
    const queue = new DeliveryQueue(store, delivery);
    const saved = await readJson<SavedQueue>(store, FILE);
    if (saved === undefined) return queue;
    const series = Object.entries(saved.accepted);
    const kept = series.filter(([key]) => withoutUser(key) === key);
    for (const [key, sequence] of kept) queue.#accepted.set(key, sequence);
    queue.#pending = saved.pending.map(({ event, isPrinted }) => ({
      event: { ...event, series: withoutUser(event.series), name: withoutUser(event.name) },
      isPrinted,
    }));
    queue.dropped = saved.dropped;
    if (kept.length < series.length) await queue.#save(); // as an earlier version held a password
    return queue;
  }

  /** How many events wait. */
  get waiting(): number {
    return this.#pending.length;
  }

  /**
   * Takes events over, those that it has not seen: from then on they are the queue's to keep.
   *
   * @param events Of each series in the order of their sequence
   * @returns Those that were new
   */
  async accept(events: readonly WatchEvent[]): Promise<readonly WatchEvent[]> {
    const fresh = events.filter(({ series, sequence }) =>
      sequence > (this.#accepted.get(series) ?? 0)
    ).sort((a, b) => a.time - b.time || compare(a.series, b.series) || a.sequence - b.sequence);
    if (fresh.length === 0) return fresh;
    for (const event of fresh) {
      this.#pending.push({ event, isPrinted: false });
      const { series, sequence } = event; // one whose clock was ahead comes after newer ones
      this.#accepted.set(series, Math.max(sequence, this.#accepted.get(series) ?? 0));
    }
    await this.#save();
    return fresh;
  }

  /**
   * Delivers what waits, in order, up to the first that does not arrive. An event that is refused
   * while a later one is taken is given up: it would keep all others from people.
   *
   * @returns Why the first that still waits did not arrive; `undefined` if none waits
   */
  async deliver(): Promise<Error | undefined> {
    if (this.#pending.length === 0) return undefined;
    this.#print();
    let failure: Error | undefined;
    let refused = 0; // the first so many of those that wait
    while (refused < this.#pending.length) {
      try {
        await this.#delivery.send?.(this.#pending[refused]!.event);
        this.#pending.splice(0, refused + 1);
        this.dropped += refused;
        refused = 0;
        failure = undefined;
      } catch (error) {
        failure ??= error as Error;
        if (!(error instanceof RefusedError) || ++refused > MOST_REFUSED) break;
      }
    }
    const excess = Math.max(0, this.#pending.length - MOST_WAITING);
    this.#pending.splice(0, excess);
    this.dropped += excess;
    await this.#save();
    return failure;
  }

  /** Prints what was not, and sends nothing: while the receiver is known to be down. */
  async print(): Promise<void> {
    this.#print();
    await this.#save();
  }

  #print(): void {
    for (const pending of this.#pending) {
      if (!pending.isPrinted) this.#delivery.print(pending.event);
      pending.isPrinted = true;
    }
  }

  async #save(): Promise<void> {
    const saved: SavedQueue = {
      version: 1,
      accepted: Object.fromEntries(this.#accepted),
      pending: this.#pending,
      dropped: this.dropped,
    };
    await this.#store.write(FILE, new TextEncoder().encode(JSON.stringify(saved)));
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
