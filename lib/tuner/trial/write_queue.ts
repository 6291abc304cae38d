/** Writes that follow one another while the objective goes on. */

type Write = () => Promise<void>;

/** Writes in the order in which they were asked for; after an error none more. */
export class WriteQueue {
  #written: Promise<void> = Promise.resolve();
  #held: Write[] | undefined;
  #error: unknown;

  /** With `hold`, nothing is written before the first flush. */
  constructor(hold: boolean) {
    if (hold) this.#held = [];
  }

  /** Adds a write. */
  add(write: Write): void {
    if (this.#held !== undefined) {
      this.#held.push(write);
      return;
    }
    this.#written = this.#written.then(async () => {
      if (this.#error !== undefined) return;
      try {
        await write();
      } catch (error) {
        this.#error = error;
      }
    });
  }

  /** Forgets what is held back; false where something was written already. */
  forget(): boolean {
    if (this.#held === undefined) return false;
    this.#held = [];
    return true;
  }

  /** Waits until everything is written. @throws {Error} Whatever the storage threw */
  async flush(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    held?.forEach((write) => this.add(write));
    await this.#written;
    if (this.#error !== undefined) throw this.#error;
  }
}
