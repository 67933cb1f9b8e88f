/**
 * Tells what a person does from what a page does by itself: messages that come in
 * quick succession.
 */
export class Burst {
  readonly #size: number;
  readonly #windowMs: number;
  #times: number[] = [];

  /** A burst is `size` messages within `windowMs`. */
  constructor(size: number, windowMs: number) {
    this.#size = size;
    this.#windowMs = windowMs;
  }

  /** So many messages came at this time; true where they are, or end, a burst. */
  add(messages: number, now: number): boolean {
    for (let index = 0; index < Math.min(messages, this.#size); index++) this.#times.push(now);
    this.#times = this.#times.slice(-this.#size);
    return this.#times.length === this.#size && now - this.#times[0] <= this.#windowMs;
  }
}
