/** Keeps the last bytes of a stream in memory. */
export class Ring {
  readonly #bytes: Buffer;
  #total = 0;

  constructor(size: number) {
    this.#bytes = Buffer.alloc(size);
  }

  push(data: Buffer): void {
    const size = this.#bytes.length;
    this.#total += Math.max(0, data.length - size);
    let rest = data.subarray(-size);
    while (rest.length > 0) {
      const at = this.#total % size;
      const copied = rest.copy(this.#bytes, at);
      this.#total += copied;
      rest = rest.subarray(copied);
    }
  }

  /** The last bytes, at most `length` and at most what the ring holds. */
  last(length: number): Buffer {
    const size = this.#bytes.length;
    const count = Math.min(length, this.#total, size);
    const start = (this.#total - count) % size;
    const first = this.#bytes.subarray(start, Math.min(size, start + count));
    return Buffer.concat([
      first,
      this.#bytes.subarray(0, count - first.length),
    ]);
  }
}
