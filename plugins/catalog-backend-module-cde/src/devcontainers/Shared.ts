/** More at a time are not remembered. */
const MOST = 1000;

/** Work that others have just done is not done again: what it came to is shared for a moment. */
export class Shared {
  readonly #keptMs: number;
  readonly #now: () => number;
  readonly #results = new Map<string, { at: number; result: Promise<any> }>();

  constructor(keptMs: number, now: () => number) {
    this.#keptMs = keptMs;
    this.#now = now;
  }

  /** @param work - of which a failure is shared, too */
  do<T>(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.#results.get(key);
    if (known && this.#now() - known.at < this.#keptMs) {
      return known.result;
    }
    const result = work();
    this.#results.delete(key);
    this.#results.set(key, { at: this.#now(), result });
    if (this.#results.size > MOST) {
      this.#results.delete(this.#results.keys().next().value as string);
    }
    return result;
  }
}
