import { FrameCounter } from './frames';

/** A client's frame; the mask is never looked at. */
function frame(opcode: number, length: number, fin = true): Buffer {
  const first = (fin ? 0x80 : 0) | opcode;
  let size = [0x80 | length];
  if (length >= 126) size = [0x80 | 126, length >> 8, length & 255];
  if (length >= 65536) {
    size = [0x80 | 127, 0, 0, 0, 0, (length >>> 24) & 255, (length >>> 16) & 255, (length >>> 8) & 255, length & 255];
  }
  return Buffer.concat([Buffer.from([first, ...size, 1, 2, 3, 4]), Buffer.alloc(length, 0x81)]);
}

const stream = Buffer.concat([
  frame(1, 5), frame(9, 0), frame(2, 0), frame(10, 125), frame(2, 125), frame(2, 126), frame(1, 65535),
  frame(1, 70_000), frame(1, 3, false), frame(0, 3, false), frame(0, 3), frame(8, 2),
]);

describe('FrameCounter', () => {
  it('counts text and binary messages, not control frames and continuations', () => {
    expect(new FrameCounter().push(stream)).toBe(7);
  });

  it.each([1, 2, 3, 7, 1000, 65536])('counts the same in chunks of %i bytes', size => {
    const counter = new FrameCounter();
    let counted = 0;
    for (let start = 0; start < stream.length; start += size) counted += counter.push(stream.subarray(start, start + size));
    expect(counted).toBe(7);
  });

  it('leaves out messages below a size', () => {
    expect(new FrameCounter(14).push(Buffer.concat([frame(2, 13), frame(2, 14)]))).toBe(1);
  });
});
