/** The longest line that is held back to be written as one, in characters. */
const LONGEST_LINE = 16 * 1024;

/** Writes whole lines, each with a mark before it: output of several commands stays readable. */
export class LineMarker {
  readonly #mark: string;
  readonly #sink: (text: string) => void;
  readonly #decoder = new TextDecoder();
  #held = '';

  constructor(mark: string, sink: (text: string) => void) {
    this.#mark = mark;
    this.#sink = sink;
  }

  write(data: Buffer): void {
    const lines = (
      this.#held + this.#decoder.decode(data, { stream: true })
    ).split('\n');
    this.#held = lines.pop() ?? '';
    if (this.#held.length > LONGEST_LINE) {
      lines.push(this.#held);
      this.#held = '';
    }
    if (lines.length > 0) {
      this.#sink(lines.map(line => `${this.#mark}${line}\n`).join(''));
    }
  }

  /** Writes what has no end of line yet. */
  flush(): void {
    if (this.#held !== '') {
      this.#sink(`${this.#mark}${this.#held}\n`);
      this.#held = '';
    }
  }
}
