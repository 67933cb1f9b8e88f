/** The data types of RFC 4251, section 5, as far as keys need them. */

/** The bytes end too early, or are not what they should be. */
export class WireError extends Error {}

/** Reads one value after another. */
export class WireReader {
  #rest: Buffer;

  constructor(bytes: Buffer) {
    this.#rest = bytes;
  }

  take(length: number): Buffer {
    if (length > this.#rest.length) {
      throw new WireError();
    }
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  uint32(): number {
    return this.take(4).readUInt32BE();
  }

  bytes(): Buffer {
    return this.take(this.uint32());
  }

  text(): string {
    return this.bytes().toString('latin1');
  }

  /** A positive number, as the shortest bytes. */
  number(): Buffer {
    return withoutZeros(this.bytes());
  }
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Values with their lengths before them. */
export function wire(...values: Array<string | Buffer>): Buffer {
  return Buffer.concat(
    values.flatMap(value => {
      const bytes = Buffer.from(value as string);
      return [uint32(bytes.length), bytes];
    }),
  );
}

/** A positive number: a leading bit would make it negative. */
export function wireNumber(value: Buffer): Buffer {
  const bytes = withoutZeros(value);
  return wire(
    bytes[0] >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes,
  );
}

function withoutZeros(bytes: Buffer): Buffer {
  const first = bytes.findIndex(byte => byte !== 0);
  return first < 0 ? Buffer.alloc(0) : bytes.subarray(first);
}
