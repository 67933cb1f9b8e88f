/**
 * Runs work for keys: a key that is added again while it waits is worked on once, one that is added while it
 * is worked on is worked on again afterwards, never twice at the same time.
 */
export class KeyQueue {
  readonly #work: (key: string) => Promise<void>;
  readonly #concurrency: number;
  readonly #waiting = new Set<string>();
  readonly #running = new Set<string>();
  #closed = false;
  #idle: Array<() => void> = [];

  /** @param work - must not throw */
  constructor(work: (key: string) => Promise<void>, concurrency: number) {
    this.#work = work;
    this.#concurrency = concurrency;
  }

  get size(): number {
    return this.#waiting.size + this.#running.size;
  }

  add(key: string): void {
    if (this.#closed) return;
    this.#waiting.add(key);
    this.#next();
  }

  /** Takes nothing more on and resolves when what runs is done. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.clear();
    await this.idle();
  }

  async idle(): Promise<void> {
    if (this.size > 0)
      await new Promise<void>(resolve => this.#idle.push(resolve));
  }

  #next(): void {
    for (const key of this.#waiting) {
      if (this.#running.size >= this.#concurrency) return;
      if (this.#running.has(key)) continue;
      this.#waiting.delete(key);
      this.#running.add(key);
      void this.#run(key);
    }
  }

  async #run(key: string): Promise<void> {
    try {
      await this.#work(key);
    } finally {
      this.#running.delete(key);
      this.#next();
      if (this.size === 0) this.#idle.splice(0).forEach(done => done());
    }
  }
}
