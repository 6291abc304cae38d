/** A wait that can be given up. */

/** Waits some milliseconds, or until it is cancelled: then `done` never settles. */
export function wait(milliseconds: number): { done: Promise<void>; cancel: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  return { done: promise, cancel: () => clearTimeout(timer) };
}
