/**
 * Counts data messages in a client's side of a websocket (RFC 6455 §5.2) by looking
 * at frame headers alone: nothing is unmasked, copied or kept.
 */
export class FrameCounter {
  readonly #minimumBytes: number;
  /** Header bytes of the frame that a chunk ended in. */
  #header: number[] = [];
  /** Payload bytes (and mask) of the current frame still to pass. */
  #skip = 0;

  /** @param minimumBytes - smaller messages do not count: keep-alives and acknowledgements of an IDE */
  constructor(minimumBytes = 0) {
    this.#minimumBytes = minimumBytes;
  }

  /** Looks at the next bytes; returns how many text and binary messages began that count. */
  push(chunk: Buffer): number {
    let counted = 0;
    let position = 0;
    while (position < chunk.length) {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, chunk.length - position);
        this.#skip -= step;
        position += step;
        continue;
      }
      this.#header.push(chunk[position]);
      position += 1;
      const length = payloadLength(this.#header);
      if (length === undefined) continue;
      const opcode = this.#header[0] & 0x0f;
      const masked = (this.#header[1] & 0x80) !== 0;
      this.#header = [];
      this.#skip = length + (masked ? 4 : 0);
      if ((opcode === 1 || opcode === 2) && length >= this.#minimumBytes) counted += 1;
    }
    return counted;
  }
}

/** Length of the payload, once enough bytes of the header are there. */
function payloadLength(header: number[]): number | undefined {
  if (header.length < 2) return undefined;
  const short = header[1] & 0x7f;
  if (short < 126) return short;
  const bytes = short === 126 ? 2 : 8;
  if (header.length < 2 + bytes) return undefined;
  return header.slice(2).reduce((length, byte) => length * 256 + byte, 0);
}
