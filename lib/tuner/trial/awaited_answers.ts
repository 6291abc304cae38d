/** Answers that an objective must wait for. */

/** A promise that knows whether anyone waited for it. */
class WatchedPromise<T> extends Promise<T> {
  isAwaited = false;

  /** What `then` gives is an ordinary promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  override then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.isAwaited = true;
    return super.then(onValue, onError);
  }
}

/**
 * The answers to `shouldPrune()`: a promise is truthy, so an objective that forgets to await one
 * would prune every trial, and nothing would say why.
 */
export class AwaitedAnswers {
  readonly #answers: WatchedPromise<boolean>[] = [];

  /** The same answer, watched. */
  watch(answer: Promise<boolean>): Promise<boolean> {
    answer.catch(() => {}); // where nobody waits, what is thrown is that nobody waited
    const watched = new WatchedPromise<boolean>((resolve, reject) => {
      answer.then(resolve, reject);
    });
    Promise.prototype.then.call(watched, undefined, () => {}); // the same, without counting as awaited
    if (this.#answers.every(({ isAwaited }) => isAwaited)) this.#answers.length = 0;
    this.#answers.push(watched);
    return watched;
  }

  /** @throws {TypeError} If the objective ended without having waited for an answer */
  requireAwaited(number: number): void {
    if (this.#answers.every(({ isAwaited }) => isAwaited)) return;
    throw new TypeError(
      `Cannot finish trial ${number} as shouldPrune() must be awaited: write "if (await trial.shouldPrune())"`,
    );
  }
}
