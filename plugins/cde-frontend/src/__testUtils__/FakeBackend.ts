import type { CdeApi } from '../api';

type Method = keyof CdeApi;

/** What every part of the backend in memory shares: a record of calls, failures and delays. */
export class FakeBackend {
  /** Every call in order, with its arguments. */
  readonly calls: Array<[Method, ...unknown[]]> = [];
  readonly #failures = new Map<Method, Error>();
  readonly #held = new Map<Method, Promise<void>>();

  /** Makes a method fail until told otherwise. */
  fail(method: Method, error: Error | undefined): void {
    if (error) this.#failures.set(method, error);
    else this.#failures.delete(method);
  }

  /** Keeps a method's answers back until the returned function is called. */
  hold(method: Method): () => void {
    let release = () => {};
    this.#held.set(method, new Promise(resolve => (release = resolve)));
    return () => {
      this.#held.delete(method);
      release();
    };
  }

  /** Arguments of the calls of one method. */
  callsOf(method: Method): unknown[][] {
    return this.calls
      .filter(([name]) => name === method)
      .map(([, ...args]) => args);
  }

  protected async called(method: Method, ...args: unknown[]): Promise<void> {
    this.calls.push([method, ...args]);
    await this.#held.get(method);
    const failure = this.#failures.get(method);
    if (failure) throw failure;
  }
}
